/// What has to be known of Python code to put a program and its tests together.
package enum PythonCode {
  /// A program behind the code that it may continue.
  ///
  /// Models asked to complete a function's head give its body alone, or the whole program again.
  /// Both run behind `prefix`: a program that defines the entry point itself follows a head that is
  /// closed by `pass`, and a body is indented where the model's first line lost its indentation.
  static func joined(prefix: String, _ program: String, _ entryPoint: String?) -> String {
    guard !prefix.isEmpty else { return program }
    guard let entryPoint, let head = indentation(ofDefinition: entryPoint, in: prefix) else {
      return prefix + "\n" + program
    }
    guard indentation(ofDefinition: entryPoint, in: program) == nil else {
      return "\(prefix)\n\(head)    pass\n\n\(program)"
    }
    let isOpenLine = !prefix.hasSuffix("\n")
    return prefix + (isOpenLine ? program : body(program, below: head))
  }

  /// A function's body with its first line as deep as it must be.
  private static func body(_ program: String, below head: String) -> String {
    var lines = program.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let first = lines.firstIndex(where: { !isBlank($0) }),
      lines[first].first != " ", lines[first].first != "\t"
    else { return program }
    let indentation = head + "    "
    lines[first] = indentation + lines[first]
    let others = lines.indices.dropFirst(first + 1).filter { !isBlank(lines[$0]) }
    if others.contains(where: { !lines[$0].hasPrefix(indentation) }) {
      for place in others { lines[place] = indentation + lines[place] }
    }
    return lines.joined(separator: "\n")
  }

  private static func isBlank(_ line: String) -> Bool { line.allSatisfy(\.isWhitespace) }

  /// A script of tests with the call that starts them.
  static func called(_ script: String, _ entryPoint: String?) -> String {
    let lines = script.split(separator: "\n")
    let defines = lines.contains { $0.hasPrefix("def check(") }
    if defines, !lines.contains(where: { $0.hasPrefix("check(") }), let entryPoint {
      return "\(script)\ncheck(\(entryPoint))"
    }
    guard !defines, lines.contains(where: { $0.hasPrefix("class ") && $0.contains("TestCase") }),
      !script.contains("unittest.main(")
    else { return script }
    return script + "\n" + """
      import sys, unittest
      _tests = unittest.defaultTestLoader.loadTestsFromModule(sys.modules['__main__'])
      assert unittest.TextTestRunner().run(_tests).wasSuccessful()
      """
  }

  /// Divides a program into its `from __future__` lines, which Python wants before all others, and
  /// the rest, where empty lines take their places.
  static func futureImports(in program: [UInt8]) -> (future: [UInt8], rest: [UInt8]) {
    let mark = Array("from __future__ import".utf8)
    var future: [UInt8] = []
    var rest: [[UInt8]] = []
    for line in program.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if line.starts(with: mark) {
        future += line + [0x0A]
        rest.append([])
      } else {
        rest.append(Array(line))
      }
    }
    return (future, future.isEmpty ? program : Array(rest.joined(separator: [0x0A])))
  }

  /// The names that are called in code: identifiers before a parenthesis.
  static func calls(in code: String) -> Set<String> {
    var names: Set<String> = []
    var name = ""
    for character in code.unicodeScalars {
      if isPartOfName(character) {
        name.unicodeScalars.append(character)
      } else {
        if character == "(", !name.isEmpty { names.insert(name) }
        name = ""
      }
    }
    return names
  }

  /// The names of functions and classes that code defines, at any depth.
  package static func definitions(in code: String) -> Set<String> {
    Set(code.split(separator: "\n").compactMap { definition(in: $0)?.name })
  }

  /// The white space before the last definition of a name; nil if there is none.
  private static func indentation(ofDefinition name: String, in code: String) -> String? {
    code.split(separator: "\n").compactMap(definition).last { $0.name == name }?.indentation
  }

  /// What a line defines, if it is the head of a function or a class.
  private static func definition(in line: Substring) -> (name: String, indentation: String)? {
    let indentation = line.prefix { $0 == " " || $0 == "\t" }
    var rest = line.dropFirst(indentation.count)
    if rest.hasPrefix("async ") { rest = rest.dropFirst(6) }
    guard let word = ["def ", "class "].first(where: { rest.hasPrefix($0) }) else { return nil }
    let name = rest.dropFirst(word.count).drop { $0 == " " }.prefix { character in
      character.unicodeScalars.allSatisfy(isPartOfName)
    }
    return name.isEmpty ? nil : (String(name), String(indentation))
  }

  private static func isPartOfName(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}
