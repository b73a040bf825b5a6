import Glibc
import Testing

@testable import FilterKit

@Suite struct RedirectedComparisonTests {
  @Test(arguments: ["=0.8", "0.5", "/tmp/=majority", "3"])
  func aFileThatIsNamedLikeTheEndOfAConditionIsNoticed(path: String) throws {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    let hint = try #require(RedirectedComparison.hint(file: path))
    #expect(hint.contains("\"FIELD>\(name)\""))
  }

  @Test(arguments: ["out.jsonl.zst", "/dev/null", "round1", "1.jsonl"])
  func otherFilesAreNot(path: String) {
    #expect(RedirectedComparison.hint(file: path) == nil)
  }

  /// The name is that of the open file, whatever the descriptor's number.
  @Test func theOpenFileIsAsked() throws {
    var template = Array("/tmp/kit-tests-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } }
    let path = String(cString: try #require(made)) + "/=0.8"
    let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
    defer { close(descriptor) }
    #expect(RedirectedComparison.hint(output: descriptor)?.contains("\"=0.8\"") == true)
    unlink(path)
  }
}
