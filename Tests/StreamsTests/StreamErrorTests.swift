import Glibc
import Streams
import Testing

@Suite struct StreamErrorTests {
  @Test(
    arguments: [
      (.empty, 65, "--allow-empty"),
      (.cutOff(offset: 12), 65, "cut off inside a frame, at byte 12"),
      (.noTrailer(offset: 7), 65, "stopped early"),
      (.damaged(offset: 3, what: "a block"), 65, "damaged at byte 3: a block"),
      (.longLine(offset: 5, limit: 9), 65, "longer than 9 bytes, at byte 5 (--max-line"),
      (
        .system(action: "open", path: "x", code: ENOENT), 66, "cannot open x: No such file"
      ),
      (
        .system(action: "write to", path: "x", code: ENOSPC), 74,
        "cannot write to x: No space left on device"
      ),
      (.closed, 0, "the output was closed"),
    ] as [(StreamError, Int32, String)])
  func everyErrorHasItsStatusAndSaysWhatIsWrong(error: StreamError, status: Int32, says: String) {
    #expect(error.status.rawValue == status)
    #expect("\(error)".contains(says))
  }
}
