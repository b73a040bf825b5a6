import Foundation
import Testing

@testable import Views

/// The script and the style sheet of a page.
struct PageAssetsTests {
  @Test(arguments: [
    ("page.js", PageAssets.script, PageAssets.scriptDigest),
    ("page.css", PageAssets.style, PageAssets.styleDigest),
  ])
  func theDigestIsThatOfTheFile(_ name: String, _ text: String, _ digest: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sha256sum"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try input.fileHandleForWriting.close()
    let sum = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let bytes = stride(from: 0, to: 64, by: 2).compactMap { place in
      UInt8(sum.dropFirst(place).prefix(2), radix: 16)
    }
    #expect(digest == "sha256-" + Data(bytes).base64EncodedString(), "PageAssets, of \(name)")
  }
}
