import Testing

@testable import Models

@Suite struct ServerPoolTests {
  @Test func theLeastBusyIsChosenAndEqualOnesTakeTurns() {
    var pool = ServerPool(count: 3)
    #expect((0..<6).map { _ in pool.choose(at: 0) } == [0, 1, 2, 0, 1, 2])
    pool.finish(1, failed: false, at: 0)
    #expect(pool.choose(at: 0) == 1)
  }

  @Test func aServerThatFailsThreeTimesRestsLongerEachTimeAndIsTriedWithOneRequest() {
    var pool = ServerPool(count: 2)
    for _ in 0..<3 {
      while pool.choose(at: 0) != 0 { pool.finish(1, failed: false, at: 0) }
      pool.finish(0, failed: true, at: 0)
    }
    #expect((0..<5).map { _ in pool.choose(at: 0.9) } == [1, 1, 1, 1, 1])
    #expect(!pool.hasOther(than: 1, at: 0.9))
    #expect((0..<3).map { _ in pool.choose(at: 1) } == [0, 1, 1])
    pool.finish(0, failed: true, at: 1)
    #expect(pool.choose(at: 2.9) == 1)
    #expect(pool.choose(at: 3) == 0)
    pool.finish(0, failed: false, at: 3)
    #expect((0..<3).map { _ in pool.choose(at: 3) } == [0, 0, 0])
  }

  @Test func ifAllRestTheOneThatIsDoneFirstIsTried() {
    var pool = ServerPool(count: 2)
    for server in [0, 1] {
      #expect(pool.choose(at: 0) == server)
    }
    pool.finish(0, failed: true, rest: 9, at: 0)
    pool.finish(1, failed: true, rest: 5, at: 0)
    #expect(pool.choose(at: 1) == 1)
  }
}
