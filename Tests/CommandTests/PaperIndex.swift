import Foundation

/// Which papers the package follows, by what stands in its doc comments and in the pages of pipelines.
///
/// A doc comment cites a paper in one form, which may break between any two words:
///
///     (NAME, AUTHORS YEAR, arXiv ID, PLACE; `COMMAND LINE`)
///
/// NAME and PLACE may be left out. A page's header cites them as `# NAME: TITLE (arXiv ID)`.
enum PaperIndex {
  /// A paper in one source file.
  struct Citation {
    var name: String?
    var authors: String
    var id: String
    var command: String
    var path: String
  }

  /// All citations, in the order of paths.
  static let citations: [Citation] = texts(below: "Sources", suffix: ".swift")
    .flatMap { citations(in: $0.text, path: $0.path) }

  /// The pages of pipelines with the papers that their first lines name.
  static let pages: [(id: String, name: String, path: String)] =
    texts(below: "pipelines", suffix: ".mk").flatMap { path, text in
      let header = text.prefix { !$0.isNewline }
      return header.matches(of: /([^#\n:(]+?)(?:: [^\n(]*?)? \(arXiv (\d{4}\.\d{5})\)/).map {
        ("\($0.2)", $0.1.trimmingCharacters(in: .whitespaces), path)
      }
    }

  /// The papers that source files name in any form.
  static let named: Set<String> = Set(
    texts(below: "Sources", suffix: ".swift").flatMap {
      joined($0.text).matches(of: /arXiv (\d{4}\.\d{5})/).map { "\($0.1)" }
    })

  static func citations(in text: String, path: String) -> [Citation] {
    let form =
      /\((?:([^();]+?), )?([^,();]*? \d{4}), arXiv (\d{4}\.\d{5})(?:, [^();]*)?; `([^`]+)`\)/
    return joined(text).matches(of: form).map { match in
      Citation(
        name: match.1.map(String.init), authors: "\(match.2)", id: "\(match.3)",
        command: "\(match.4)", path: path)
    }
  }

  /// The text with each comment on one line.
  private static func joined(_ text: String) -> String {
    text.replacing(#/\n *///? /#, with: " ")
  }

  private static func texts(below folder: String, suffix: String) -> [(path: String, text: String)]
  {
    let paths = try? FileManager.default.subpathsOfDirectory(
      atPath: Shell.package.appending(path: folder).path)
    return (paths ?? []).filter { $0.hasSuffix(suffix) && !$0.hasPrefix("out/") }.sorted()
      .compactMap { path in
        Manifest.text("\(folder)/\(path)").map { ("\(folder)/\(path)", $0) }
      }
  }

  // MARK: - Tests of a file

  private static let testFiles: [String] =
    ((try? FileManager.default.subpathsOfDirectory(
      atPath: Shell.package.appending(path: "Tests").path)) ?? []).sorted()

  /// The tests of a source file: those of its name, or a command's golden cases.
  static func tests(of path: String) -> [String] {
    let parts = path.split(separator: "/").map(String.init)
    let name = parts[parts.count - 1].split(whereSeparator: { $0 == "." || $0 == "+" })[0]
    let unit = testFiles.filter { $0.hasSuffix("/\(name)Tests.swift") }.map { "Tests/\($0)" }
    let cases = "CommandTests/Cases/\(parts[1])"
    return unit + (unit.isEmpty && testFiles.contains(cases) ? ["Tests/\(cases)"] : [])
  }

  // MARK: - The table

  /// A row for each paper, by name.
  static var table: String {
    let ids = Set(citations.map(\.id)).union(pages.map(\.id))
    let rows = ids.map { id in row(id) }.sorted { $0.key < $1.key }.map(\.row)
    let head = [
      "| paper | command line | source | test | page |", "|---|---|---|---|---|",
    ]
    return (head + rows).joined(separator: "\n")
  }

  private static func row(_ id: String) -> (key: String, row: String) {
    let own = citations.filter { $0.id == id }
    let page = pages.filter { $0.id == id }
    let name = own.compactMap(\.name).first ?? page.first?.name
    let authors = own.first?.authors
    let link = "[\(name ?? authors ?? id)](https://arxiv.org/abs/\(id))"
    let paper = name == nil || authors == nil ? link : "\(link), \(authors ?? "")"
    let sources = distinct(own.map(\.path))
    let pageNames = page.map { $0.path.split(separator: "/").last?.dropLast(3) ?? "" }
    let commands = own.isEmpty ? pageNames.map { "make -f methods/\($0).mk" } : own.map(\.command)
    let tests = sources.flatMap(tests) + pageNames.map { "Tests/CommandTests/Pages/\($0)" }
    let cells = [
      paper, distinct(commands).map { "`\($0)`" }.joined(separator: "<br>"), links(sources),
      links(distinct(tests)), links(page.map(\.path)),
    ]
    return (((name ?? authors ?? id) + id).lowercased(), "| \(cells.joined(separator: " | ")) |")
  }

  /// Links from the folder of the pipelines.
  private static func links(_ paths: [String]) -> String {
    paths.map { path in
      let name = path.split(separator: "/").suffix(
        path.hasSuffix(".swift") || path.hasSuffix(".mk") ? 1 : 2)
      let target = path.hasPrefix("pipelines/") ? String(path.dropFirst(10)) : "../\(path)"
      return "[\(name.joined(separator: "/"))](\(target))"
    }.joined(separator: ", ")
  }

  private static func distinct(_ texts: [String]) -> [String] {
    texts.enumerated().filter { !texts[..<$0.offset].contains($0.element) }.map(\.element)
  }
}
