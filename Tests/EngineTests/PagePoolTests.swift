import Testing

@testable import Engine

@Suite struct PagePoolTests {
  /// A page is free again when the last sequence that reads it gives it back.
  @Test func sharedPagesStayUntilTheLastGivesThemBack() {
    let pool = PagePool(testModel().architecture)
    let page = pool.take()
    pool.share([page])
    pool.give([page])
    let other = pool.take()
    #expect(other != page)
    pool.give([page])
    #expect(pool.take() == page)
    #expect(other != page)
  }

  @Test func headsOfAPageDoNotOverlap() {
    let pool = PagePool(testModel().architecture)
    let numbers = PagePool.pageTokens * pool.shape.headWidth
    let places = (0..<2).flatMap { layer in
      (0..<2).flatMap { [pool.keys(layer: layer, head: $0), pool.values(layer: layer, head: $0)] }
    }
    #expect(places == (0..<8).map { $0 * numbers })
  }
}
