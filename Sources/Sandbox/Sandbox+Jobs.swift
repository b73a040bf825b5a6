import Streams

extension Sandbox {
  /// Runs jobs, some at a time, until there are no more.
  /// - Parameters:
  ///   - count: how many at a time.
  ///   - next: the next job; waits for one if its argument says so.
  ///   - deliver: takes what a job did; they come in the order in which they end.
  package func serve(
    count: Int, next: (_ wait: Bool) throws -> Pull<Job>,
    deliver: (_ ticket: Int, _ report: Report) throws -> Void
  ) throws {
    var running: [(process: SandboxProcess, ticket: Int)] = []
    var hasMore = true
    defer {
      for (process, _) in running {
        process.end(.timeout)
        _ = try? process.wait()
      }
    }
    while true {
      var bell: Doorbell?
      while hasMore, running.count < count {
        switch try next(running.isEmpty) {
        case .request(let job, let ticket):
          running.append((try SandboxProcess(job, in: self), ticket))
          continue
        case .notYet(let other): bell = other
        case .end: hasMore = false
        }
        break
      }
      guard !running.isEmpty else {
        guard hasMore else { return }
        continue
      }
      SandboxProcess.poll(
        running.map(\.process), milliseconds: running.map(\.process.remaining).min() ?? 0,
        bell: bell)
      var ended: [(process: SandboxProcess, ticket: Int)] = []
      for job in running {
        job.process.advance()
        if job.process.hasEnded { ended.append(job) }
      }
      running.removeAll { $0.process.hasEnded }
      for (process, ticket) in ended { try deliver(ticket, try process.report()) }
    }
  }
}
