import ArgumentParser
import DataSets
import Methods

/// Where problems come from: the forms and tasks of `DataSetForm.all` and `ProceduralTask.all`.
enum Source: ExpressibleByArgument {
  case form(DataSetForm)
  /// A data set whose fields are named by options.
  case file
  case task(ProceduralTask)

  init?(argument: String) {
    if argument == "file" {
      self = .file
    } else if let form = DataSetForm.all.first(where: { $0.name == argument }) {
      self = .form(form)
    } else if let task = ProceduralTask.named(argument) {
      self = .task(task)
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] {
    DataSetForm.all.map(\.name) + ["file"] + ProceduralTask.all.map(\.name)
  }

  /// As a person writes it.
  var name: String {
    switch self {
    case .form(let form): form.name
    case .file: "file"
    case .task(let task): task.name
    }
  }

  /// The lines of the help about data sets.
  static let forms = lines(
    DataSetForm.all.map { ($0.name, $0.summary) } + [
      ("file", "any objects; options such as --prompt name the fields")
    ])

  /// The lines of the help about tasks.
  static let tasks = lines(ProceduralTask.all.map { ($0.name, $0.summary) })

  private static func lines(_ rows: [(name: String, summary: String)]) -> String {
    let width = (rows.map(\.name.count).max() ?? 0) + 2
    return rows.map { row in
      "  " + row.name + String(repeating: " ", count: width - row.name.count) + row.summary
    }.joined(separator: "\n")
  }
}
