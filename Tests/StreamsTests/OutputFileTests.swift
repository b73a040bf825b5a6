import Glibc
import Streams
import Testing

@Suite struct OutputFileTests {
  @Test func aFileAppearsWhenItIsComplete() throws {
    let scratch = try Scratch()
    _ = try scratch.write([1], as: "x")
    let output = try OutputFile(path: scratch.path("x"))
    try output.write([2, 3])
    #expect(try scratch.read("x") == [1])
    #expect(throws: StreamError.self) { try OutputFile(path: scratch.path("x")) }
    try output.commit()
    output.abandon()
    #expect(try scratch.read("x") == [2, 3])
    #expect(scratch.names == ["x"])
  }

  @Test func whatAnotherRunLeftIsOverwritten() throws {
    let scratch = try Scratch()
    _ = try scratch.write([9, 9, 9], as: ".x.partial")
    let output = try OutputFile(path: scratch.path("x"))
    try output.write([1])
    try output.commit()
    #expect(try scratch.read("x") == [1])
  }

  @Test func aFullDeviceIsAnErrorOfTheSystem() throws {
    let output = try OutputFile(path: "/dev/full")
    #expect(throws: StreamError.system(action: "write to", path: "/dev/full", code: ENOSPC)) {
      try output.write([1])
    }
    output.abandon()
    var status = stat()
    #expect(stat("/dev/full", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func aClosedPipeIsNoErrorOfTheSystem() throws {
    let scratch = try Scratch()
    Interruption.install()
    try #require(mkfifo(scratch.path("pipe"), 0o600) == 0)
    let reader = open(scratch.path("pipe"), O_RDONLY | O_NONBLOCK)
    let output = try OutputFile(path: scratch.path("pipe"))
    try output.write([1])
    close(reader)
    #expect(throws: StreamError.closed) { try output.write([1]) }
  }
}
