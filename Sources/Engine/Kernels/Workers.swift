import CDNNL
import Glibc

/// Threads that wait for work and share it out among themselves.
///
/// Which thread does which task is left to chance, so a task must write only to places of its own;
/// then results do not depend on the number of threads.
package final class Workers: @unchecked Sendable {
  /// How many threads work, the caller's own included.
  package let count: Int
  private let state: UnsafeMutablePointer<SharedState>
  private var threads: [pthread_t] = []

  /// Starts the threads.
  package init(threads count: Int) {
    precondition(count > 0, "there must be a thread to work on")
    self.count = count
    state = .allocate(capacity: 1)
    state.initialize(to: SharedState())
    pthread_mutex_init(&state.pointee.lock, nil)
    pthread_cond_init(&state.pointee.wake, nil)
    pthread_cond_init(&state.pointee.finished, nil)
    for index in 1..<count {
      let start = ThreadStart(state: state, index: index)
      var thread = pthread_t()
      let status = pthread_create(
        &thread, nil, workerMain, Unmanaged.passRetained(start).toOpaque())
      precondition(status == 0, "the system gives no further thread")
      threads.append(thread)
    }
  }

  deinit {
    pthread_mutex_lock(&state.pointee.lock)
    state.pointee.stopping = true
    pthread_cond_broadcast(&state.pointee.wake)
    pthread_mutex_unlock(&state.pointee.lock)
    for thread in threads { pthread_join(thread, nil) }
    pthread_cond_destroy(&state.pointee.finished)
    pthread_cond_destroy(&state.pointee.wake)
    pthread_mutex_destroy(&state.pointee.lock)
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// Calls `body` once for every task and returns when all are done.
  ///
  /// One thread may call it at a time.
  /// - Parameter body: gets the task's number and that of the thread, below `count`, whose scratch
  ///   memory it may use.
  package func run(tasks: Int, _ body: (_ task: Int, _ worker: Int) -> Void) {
    omp_set_num_threads(1)
    guard tasks > 0 else { return }
    if count == 1 || tasks == 1 {
      for task in 0..<tasks { body(task, 0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      pthread_mutex_lock(&state.pointee.lock)
      state.pointee.body = body
      state.pointee.next = 0
      state.pointee.tasks = tasks
      state.pointee.open = tasks
      pthread_cond_broadcast(&state.pointee.wake)
      takeTasks(state, worker: 0)
      while state.pointee.open > 0 {
        pthread_cond_wait(&state.pointee.finished, &state.pointee.lock)
      }
      state.pointee.body = nil
      pthread_mutex_unlock(&state.pointee.lock)
    }
  }
}

/// What the threads of one pool share; `lock` guards all of it.
private struct SharedState {
  var lock = pthread_mutex_t()
  var wake = pthread_cond_t()
  var finished = pthread_cond_t()
  var body: ((Int, Int) -> Void)?
  /// The first task that no thread has taken, of `tasks`; `open` of them are not finished.
  var next = 0
  var tasks = 0
  var open = 0
  var stopping = false
}

private final class ThreadStart {
  let state: UnsafeMutablePointer<SharedState>
  let index: Int
  init(state: UnsafeMutablePointer<SharedState>, index: Int) {
    self.state = state
    self.index = index
  }
}

private func workerMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
  let state = start.state
  omp_set_num_threads(1)
  pthread_mutex_lock(&state.pointee.lock)
  while !state.pointee.stopping {
    takeTasks(state, worker: start.index)
    if state.pointee.stopping { break }
    pthread_cond_wait(&state.pointee.wake, &state.pointee.lock)
  }
  pthread_mutex_unlock(&state.pointee.lock)
  return nil
}

/// Runs tasks until all are taken; it is called and returns with the lock held.
private func takeTasks(_ state: UnsafeMutablePointer<SharedState>, worker: Int) {
  while state.pointee.next < state.pointee.tasks, let body = state.pointee.body {
    let task = state.pointee.next
    state.pointee.next += 1
    pthread_mutex_unlock(&state.pointee.lock)
    body(task, worker)
    pthread_mutex_lock(&state.pointee.lock)
    state.pointee.open -= 1
    if state.pointee.open == 0 { pthread_cond_signal(&state.pointee.finished) }
  }
}
