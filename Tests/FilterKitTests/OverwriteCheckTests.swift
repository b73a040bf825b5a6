import Foundation
import Streams
import Testing

@testable import FilterKit

/// Nothing of a user's is overwritten by mistake.
struct OverwriteCheckTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  private func refuses(
    _ name: String, inputs: [String] = [], isStream: Bool = false, force: Bool = false
  ) -> Bool {
    do throws(Failure) {
      try OverwriteCheck.check(
        folder.path + "/" + name, of: "--html", inputs: inputs.map { folder.path + "/" + $0 },
        isStream: isStream, force: force)
      return false
    } catch {
      #expect(error.status == .usage)
      return true
    }
  }

  @Test func inputsAndStreamsAreKept() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ bytes: [UInt8], _ name: String) throws {
      try Data(bytes).write(to: folder.appending(path: name))
    }
    try write(Array("<!DOCTYPE html>".utf8), "page")
    try write(Array("\n {\"id\":1}".utf8), "lines")
    try write([0x28, 0xB5, 0x2F, 0xFD, 0], "zst")
    try write([0x5D, 0x2A, 0x4D, 0x18, 0], "skippable")
    try write([], "empty")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: folder.path + "/page")

    #expect(!refuses("new"))
    #expect(!refuses("page"))
    #expect(!refuses("empty"))
    for stream in ["lines", "zst", "skippable"] {
      #expect(refuses(stream), "\(stream)")
      #expect(!refuses(stream, isStream: true), "a stream replaces a stream")
      #expect(!refuses(stream, force: true))
    }
    #expect(refuses("page", inputs: ["zst", "page"]))
    #expect(refuses("link", inputs: ["page"]), "by another path")
    #expect(refuses("zst", inputs: ["zst"], isStream: true))
    #expect(!refuses("page", inputs: ["page"], force: true))
    #expect(!refuses("/dev/null"))
  }

  @Test func outputsOfStreamsAreNoInputsAndDifferFromEachOther() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (first, second) = (folder.path + "/first", folder.path + "/second")
    try Data("{}".utf8).write(to: URL(filePath: first))
    try FileManager.default.createSymbolicLink(atPath: second, withDestinationPath: first)
    func refuses(_ output: String?, _ held: String? = nil, inputs: [String] = []) -> Bool {
      let outputs = [("--output", output), ("--held", held)]
      return (try? OverwriteCheck.checkStreams(outputs, inputs: inputs)) == nil
    }
    #expect(!refuses(nil) && !refuses(first) && !refuses(first, folder.path + "/new"))
    #expect(refuses(""))
    #expect(refuses(first, inputs: [first]) && refuses(second, inputs: ["x", first]))
    #expect(refuses(first, first) && refuses(first, second) && refuses("new", "new"))
    #expect(!refuses("/dev/null", "/dev/null") && !refuses("/dev/null", inputs: ["/dev/null"]))
  }
}
