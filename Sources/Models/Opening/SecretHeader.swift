import ArgumentParser
import Checkpoints
import Glibc

/// A header whose value is in an environment variable: a secret never stands on a command line.
package struct SecretHeader: ExpressibleByArgument, Sendable {
  /// The header's name, such as `api-key`.
  package let name: String
  /// The variable that holds its value.
  package let variable: String

  /// Reads `NAME=VARIABLE`.
  package init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let isName = parts[0].utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
    let isVariable = parts[1].utf8.allSatisfy { byte in
      byte == UInt8(ascii: "_") || byte < 0x80 && Character(Unicode.Scalar(byte)).isLetter
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    guard isName, isVariable, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    name = String(parts[0])
    variable = String(parts[1])
  }

  /// The header with its value.
  /// - Throws: `ModelError.unsupported` if the variable is not set.
  func withValue() throws(ModelError) -> (name: String, value: String) {
    guard let value = getenv(variable).map({ String(cString: $0) }), !value.isEmpty else {
      throw .unsupported("--header \(name)=\(variable): the environment has no \(variable)")
    }
    return (name, value)
  }
}
