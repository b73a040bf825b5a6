import Foundation
import Streams
import Testing

/// Two paths of one file.
struct FileIdentityTests {
  @Test func linksLeadToOneFile() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "a")
    try Data("x".utf8).write(to: file)
    try Data("x".utf8).write(to: folder.appending(path: "b"))
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "link"), withDestinationURL: file)
    let identity = try #require(FileIdentity(of: file.path))
    #expect(FileIdentity(of: folder.path + "/./a") == identity)
    #expect(FileIdentity(of: folder.path + "/link") == identity)
    #expect(FileIdentity(of: folder.path + "/b") != identity)
    #expect(FileIdentity(of: folder.path + "/c") == nil)
    #expect(FileIdentity(ofOpen: -1) == nil)
  }
}
