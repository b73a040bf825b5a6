import Testing

@testable import Engine

@Suite struct WorkersTests {
  @Test(arguments: [1, 2, 5]) func everyTaskIsDoneOnce(threads: Int) {
    let workers = Workers(threads: threads)
    for tasks in [0, 1, 3, 100] {
      var counts = Array(repeating: 0, count: tasks)
      counts.withUnsafeMutableBufferPointer { counts in
        nonisolated(unsafe) let counts = counts
        workers.run(tasks: tasks) { task, worker in
          #expect(worker < threads)
          counts[task] += 1
        }
      }
      #expect(counts == Array(repeating: 1, count: tasks))
    }
  }
}
