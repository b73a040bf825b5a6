import Glibc

/// What a shell makes of a condition without quotes: of `--only share>=0.8` it gives the command the
/// word `share`, and sends its output to a file named `=0.8`.
enum RedirectedComparison {
  /// A hint for the end of an error's message, nil if the output goes elsewhere.
  /// - Parameter descriptor: of the output.
  static func hint(output descriptor: Int32 = STDOUT_FILENO) -> String? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    var path = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/fd/\(descriptor)", &path, path.count)
    guard count > 0 else { return nil }
    return hint(
      file: String(decoding: path[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self))
  }

  /// The hint for the path of the file that the output goes to.
  static func hint(file path: String) -> String? {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    guard name.hasPrefix("=") || Double(name) != nil else { return nil }
    return "the shell sends the output to a file named \"\(name)\"; "
      + "if \">\(name)\" is part of a condition, quote the condition: \"FIELD>\(name)\""
  }
}
