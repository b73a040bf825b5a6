import Foundation
import Testing

/// Lists that are written in several places say the same everywhere.
struct ListsTests {
  /// What each library may import of this package and of the system's libraries.
  private static let allowed: [String: Set<String>] = [
    "Answers": [],
    "Checkpoints": ["Engine", "Prompts", "Records", "Streams"],
    "DataSets": ["Answers", "Randomness", "Records", "Sandbox", "Streams"],
    "Engine": ["CDNNL", "CKernels", "Losses", "Randomness"],
    "FilterKit": ["Randomness", "Records", "Streams"],
    "Gzip": ["CZlib", "Streams"],
    "Losses": [],
    "Methods": ["Answers", "Randomness"],
    "ModelKit": ["Checkpoints", "FilterKit", "Models", "Records"],
    "Models": ["CCurl", "CEpoll", "Checkpoints", "Engine", "Randomness", "Records", "Streams"],
    "Prompts": ["Methods", "Records", "Streams"],
    "Randomness": [],
    "Records": ["CJansson"],
    "Sandbox": ["Records", "Streams"],
    "Streams": ["CMalloc", "CXXHash", "CZstd"],
    "Views": ["Answers", "FilterKit", "Methods", "Records", "Streams"],
  ]
  /// What a command needs a reason to import: a model's code.
  private static let ofModels: Set<String> = [
    "CCurl", "CDNNL", "CKernels", "Checkpoints", "Engine", "Losses", "ModelKit",
    "Models",
  ]
  /// The commands that have it: they ask a model, or make one.
  private static let withModels: Set<String> = [
    "critique", "filter-by-DS-weight", "propose", "refine", "sample", "score", "train",
  ]

  // MARK: - Who imports whom

  @Test(arguments: Manifest.targets)
  func importsPointDownwards(_ target: Manifest.Target) throws {
    let imports = target.declared.union(try target.imported)
    if target.isCommand {
      let commands = Set(Manifest.commands.map(\.module))
      #expect(imports.isDisjoint(with: commands), "commands never import one another")
      if !Self.withModels.contains(target.name) {
        #expect(imports.isDisjoint(with: Self.ofModels), "\(target.name) asks no model")
      }
    } else {
      let allowed = try #require(Self.allowed[target.name], "who may \(target.name) import?")
      let inside = Set(Manifest.targets.map(\.name)).union(Manifest.systemLibraries)
      #expect(imports.intersection(inside).subtracting(allowed) == [], "in \(target.name)")
    }
  }

  /// A forbidden import is seen at any depth: the check reads subfolders too.
  @Test(arguments: ["", "Deep", "Deep/Deeper"], ["Models", "struct Models.Meter"])
  func anImportInASubfolderIsSeen(_ subfolder: String, what: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "lists-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let place = folder.appending(path: subfolder)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try "import \(what)\n\nlet x = 1\n".write(
      to: place.appending(path: "Wrong.swift"), atomically: true, encoding: .utf8)
    #expect(try Manifest.sources(below: folder).flatMap(Manifest.imports) == ["Models"])
  }

  // MARK: - Commands

  @Test func commandsAndLibrariesAreSorted() {
    let names = Manifest.commands.map(\.name)
    #expect(names == names.sorted { $0.lowercased() < $1.lowercased() })
    let libraries = Manifest.targets.filter { !$0.isCommand }.map(\.name)
    #expect(libraries == libraries.sorted())
  }

  @Test func everyFolderIsATarget() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Shell.package.appending(path: "Sources").path)
    let targets = Manifest.targets.map(\.name) + Manifest.systemLibraries
    #expect(Set(folders.filter { !$0.hasPrefix(".") }) == Set(targets))
  }

  @Test(arguments: Manifest.commands)
  func aCommandIsAFolderAFileACaseAndARow(_ command: Manifest.Target) throws {
    let files = try command.files
    let several = [
      "critique", "gather", "inspect", "keep", "lift", "problems", "propose", "regroup", "report",
      "rows",
      "sample", "splice", "train", "verify", "vote",
    ]
    if !several.contains(command.name) {
      #expect(files.count == 1, "one file a command")
    }
    let main = try #require(files.first { $0.contains("@main") })
    #expect(main.contains(#"commandName: "\#(command.name)""#))
    #expect(
      GoldenCase.all.contains { $0.command == command.name },
      "add Tests/CommandTests/Cases/\(command.name)/…/cmd")
    #expect(
      Contract.all.contains { $0.command == command.name }
        || Manifest.withoutInput.contains(command.name),
      "add \(command.name) to Contract.all")
    let readme = try #require(Manifest.text("README.md"))
    #expect(readme.contains("| `\(command.name)"), "README.md's table lacks \(command.name)")
  }
}

/// What stands in Package.swift.
enum Manifest {
  /// A library or a command.
  struct Target: CustomTestStringConvertible, Sendable {
    var name: String
    var isCommand: Bool
    /// What the manifest lets it import.
    var declared: Set<String>

    /// The name by which Swift knows it.
    var module: String { name.replacing("-", with: "_") }

    var testDescription: String { name }

    /// The texts of its files, those in subfolders included.
    var files: [String] {
      get throws { try Manifest.sources(below: Shell.package.appending(path: "Sources/\(name)")) }
    }

    /// What its files import.
    var imported: Set<String> {
      get throws { Set(try files.flatMap(Manifest.imports)) }
    }
  }

  /// The texts of all Swift files below a folder, at any depth.
  static func sources(below folder: URL) throws -> [String] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return try paths.filter { $0.hasSuffix(".swift") }.map {
      try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
    }
  }

  /// The modules that the text of a Swift file imports.
  static func imports(of text: String) -> [String] {
    let pattern =
      #/
      (?m) ^ (?:package\ |internal\ |@testable\ )? import\ +
      (?:(?:class|enum|func|let|protocol|struct|typealias|var)\ +)? (\w+)
      /#
    return text.matches(of: pattern).map { "\($0.1)" }
  }

  /// Commands that read no stream.
  static let withoutInput: Set<String> = []

  /// The text of a file of the package, nil if it is not there.
  static func text(_ path: String) -> String? {
    try? String(contentsOf: Shell.package.appending(path: path), encoding: .utf8)
  }

  private static let manifest = text("Package.swift") ?? ""

  /// The libraries and commands in their order.
  static let targets: [Target] = {
    let pattern = #/(?m)^  (library|command)\(\s*"([^"]+)"(?:,\s*imports:\s*\[((?:.|\s)*?)\])?\)/#
    return manifest.matches(of: pattern).map { match in
      let names = (match.3 ?? "").matches(of: #/"(\w+)"/#).map { "\($0.1)" }
      return Target(
        name: "\(match.2)", isCommand: match.1 == "command", declared: Set(names))
    }
  }()

  /// The commands in their order.
  static let commands = targets.filter(\.isCommand)

  /// The folders of C: module maps for the system's libraries, and kernels.
  static let systemLibraries = manifest.matches(
    of: #/\.(?:systemLibrary|target)\(\s*name: "(C[A-Z]\w+)"/#
  )
  .map { "\($0.1)" }
}
