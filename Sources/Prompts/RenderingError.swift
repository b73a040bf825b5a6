import Records
import Streams

/// Why a record cannot be turned into a prompt.
package struct RenderingError: StatusError, Equatable, CustomStringConvertible {
  package let description: String
  /// The name of the template that has no value, if that is it.
  let missing: String?

  package var status: ExitStatus { .badData }

  /// Makes an error that says this.
  package init(_ description: String) {
    self.description = description
    missing = nil
  }

  /// A name of the template has no value.
  /// - Parameter fields: an object of all that there is, to say which name was probably meant.
  init(missing name: String, in fields: JSON? = nil) {
    missing = name
    let meant = fields.flatMap { NearestName.of(name, among: Self.names(in: $0)) }
    let hint = meant.map { "; is {{\($0)}} meant?" } ?? ""
    description = "the template's {{\(name)}} is missing\(hint)"
  }

  /// The same, with the name that was probably meant if one is missing.
  package func meaning(in fields: JSON?) -> RenderingError {
    missing.map { RenderingError(missing: $0, in: fields) } ?? self
  }

  /// The names that find something in an object; those in a list are written inside its section.
  private static func names(in fields: JSON) -> [String] {
    (fields.members ?? []).flatMap { member -> [String] in
      switch member.value {
      case .object: [member.key] + names(in: member.value).map { "\(member.key).\($0)" }
      case .array(let items): [member.key] + (items.first.map(names(in:)) ?? [])
      default: [member.key]
      }
    }
  }
}
