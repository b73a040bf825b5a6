import FilterKit
import Records

/// What the fields of records and samples mean.
enum SchemaView {
  /// A line for each field.
  static var text: String {
    var table = TextTable(numbers: false)
    for (owner, fields) in [("record", Schema.record), ("sample", Schema.sample)] {
      for field in fields {
        table.add(["\(owner).\(field.name)", field.type, field.writers, field.meaning])
      }
    }
    return table.text
  }
}
