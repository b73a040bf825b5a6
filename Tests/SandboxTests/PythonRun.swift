import Foundation
import Testing

/// Runs Python that the tests themselves made.
enum PythonRun {
  static func expect(_ code: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-I", "-c", code]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(code)")
  }
}
