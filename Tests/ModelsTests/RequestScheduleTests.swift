import Records
import Testing

@testable import Models

/// Always draws the largest number, so a pause is as long as it can be.
private struct Largest: RandomNumberGenerator {
  mutating func next() -> UInt64 { .max }
}

extension RequestSchedule {
  /// Takes in a request that is sent at once.
  fileprivate mutating func send(_ ticket: Int, tokens: Int = 0, at now: Double = 0) {
    admit(ticket, tokens: tokens, at: now)
    #expect(takeDue(at: now) == ticket)
  }
}

@Suite struct RequestScheduleTests {
  private var policy: RetryPolicy {
    var policy = RetryPolicy()
    policy.concurrency = 2
    policy.attempts = 5
    policy.firstPause = 1
    policy.longestPause = 3
    policy.longestWait = 60
    policy.longestLimit = 500
    return policy
  }
  private var generator = Largest()

  private func busy(_ after: Double? = nil) -> ServerReading {
    .busy(reason: "overloaded", wait: after)
  }
  private func limited(_ after: Double? = nil) -> ServerReading {
    .limited(reason: "slow down", wait: after)
  }

  @Test mutating func pausesDoubleUpToTheLongest() {
    var schedule = RequestSchedule(policy: policy)
    schedule.send(7)
    var pauses: [Double] = []
    var now = 100.0
    while case .retry(let due) = schedule.finish(7, busy(), at: now, using: &generator) {
      pauses.append(due - now)
      #expect(schedule.takeDue(at: due - 0.01) == nil)
      #expect(schedule.nextDue(at: now) == due)
      #expect(schedule.takeDue(at: due) == 7)
      now = due
    }
    #expect(pauses == [1, 2, 3, 3])
    #expect(schedule.isEmpty)
  }

  @Test mutating func thePauseIsDrawnFromZero() {
    struct Smallest: RandomNumberGenerator { mutating func next() -> UInt64 { 0 } }
    var smallest = Smallest()
    var schedule = RequestSchedule(policy: policy)
    schedule.send(0)
    #expect(schedule.finish(0, busy(), at: 5, using: &smallest) == .retry(at: 5))
  }

  @Test mutating func retryAfterIsAddedAndKeepsNewRequestsBack() {
    var schedule = RequestSchedule(policy: policy)
    schedule.send(0)
    #expect(schedule.finish(0, busy(20), at: 10, using: &generator) == .retry(at: 31))
    #expect(!schedule.hasRoom(at: 29.9))
    #expect(schedule.nextDue(at: 29.9) == 30)
    #expect(schedule.hasRoom(at: 30))
    #expect(schedule.nextDue(at: 30) == 31)
  }

  @Test mutating func aRetryAfterThatIsTooLongIsGivenUp() {
    var schedule = RequestSchedule(policy: policy)
    schedule.send(0)
    let action = schedule.finish(0, busy(61), at: 0, using: &generator)
    #expect(action == .suspect("overloaded (given up after one attempt)"))
  }

  @Test mutating func whatWaitsTakesRoomAndComesBackEarliestFirst() {
    var schedule = RequestSchedule(policy: policy)
    schedule.send(0)
    #expect(schedule.hasRoom(at: 0))
    schedule.send(1)
    #expect(!schedule.hasRoom(at: 0))
    _ = schedule.finish(0, .broken(reason: "reset"), at: 2, using: &generator)
    _ = schedule.finish(1, .broken(reason: "reset"), at: 1, using: &generator)
    #expect(!schedule.hasRoom(at: 5))
    #expect(schedule.takeDue(at: 5) == 1)
    #expect(schedule.takeDue(at: 5) == 0)
    #expect(schedule.takeDue(at: 5) == nil)
    #expect(schedule.finish(1, .success([:]), at: 5, using: &generator) == .deliver)
    #expect(schedule.hasRoom(at: 5))
  }

  /// Sends one request as often as it may be sent.
  private mutating func exhaust(
    _ schedule: inout RequestSchedule, _ ticket: Int, _ outcome: ServerReading
  ) -> RetryAction {
    schedule.send(ticket)
    var action = schedule.finish(ticket, outcome, at: 0, using: &generator)
    while case .retry = action {
      #expect(schedule.takeDue(at: .infinity) == ticket)
      action = schedule.finish(ticket, outcome, at: 0, using: &generator)
    }
    return action
  }

  private mutating func settle(_ schedule: inout RequestSchedule, _ ticket: Int) {
    schedule.send(ticket)
    _ = schedule.finish(ticket, .success([:]), at: 0, using: &generator)
  }

  @Test mutating func whetherTheRequestOrTheServerIsAtFaultIsOpenUntilAnotherIsAnswered() {
    var schedule = RequestSchedule(policy: policy)
    let sentence = "overloaded (given up after 5 attempts)"
    #expect(exhaust(&schedule, 0, busy()) == .suspect(sentence))
    settle(&schedule, 1)
    // What was answered before it first failed says nothing.
    #expect(exhaust(&schedule, 2, busy()) == .suspect(sentence))
    #expect(
      exhaust(&schedule, 3, .broken(reason: "reset"))
        == .suspect("reset (given up after 5 attempts)"))
  }

  @Test mutating func aRequestIsGivenUpWhileOthersAreAnswered() {
    var schedule = RequestSchedule(policy: policy)
    for reading in [busy(), .broken(reason: "overloaded")] {
      schedule.send(0)
      var action = schedule.finish(0, reading, at: 0, using: &generator)
      settle(&schedule, 1)
      while case .retry = action {
        _ = schedule.takeDue(at: .infinity)
        action = schedule.finish(0, reading, at: 0, using: &generator)
      }
      #expect(action == .giveUp("overloaded (given up after 5 attempts)"))
    }
  }

  @Test mutating func anAnswerWithoutACompletionIsNeverTheServersFault() {
    var schedule = RequestSchedule(policy: policy)
    #expect(
      exhaust(&schedule, 0, .empty(reason: "no text"))
        == .giveUp("no text (given up after 5 attempts)"))
  }

  @Test mutating func whatIsForbiddenIsTheRequestsFaultOnceAnotherWasAnswered() {
    var schedule = RequestSchedule(policy: policy)
    #expect(exhaust(&schedule, 0, .forbidden(reason: "no")) == .suspect("no"))
    settle(&schedule, 1)
    #expect(exhaust(&schedule, 2, .forbidden(reason: "no")) == .deliver)
  }

  // MARK: - Limits

  @Test mutating func aLimitIsNoAttempt() {
    var schedule = RequestSchedule(policy: policy)
    schedule.send(0)
    var now = 0.0
    var pauses: [Double] = []
    for _ in 0..<9 {
      guard case .retry(let due) = schedule.finish(0, limited(), at: now, using: &generator) else {
        Issue.record("given up")
        return
      }
      pauses.append(due - now)
      now = due
      #expect(schedule.takeDue(at: now) == 0)
    }
    #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60])
    #expect(schedule.finish(0, .success([:]), at: now, using: &generator) == .deliver)
  }

  @Test mutating func aLimitThatNamesItsWaitIsWaitedOut() {
    var schedule = RequestSchedule(policy: policy)
    schedule.send(0)
    #expect(schedule.finish(0, limited(20), at: 10, using: &generator) == .retry(at: 30))
    #expect(!schedule.hasRoom(at: 29.9))
    #expect(schedule.takeDue(at: 29.9) == nil)
    #expect(schedule.nextDue(at: 29.9) == 30)
    #expect(schedule.takeDue(at: 30) == 0)
  }

  @Test mutating func aWaitThatIsTooLongEndsTheWork() {
    var schedule = RequestSchedule(policy: policy)
    schedule.send(0)
    #expect(
      schedule.finish(0, limited(61), at: 0, using: &generator)
        == .fail("slow down (it asks for a wait of 61 seconds)"))
  }

  @Test mutating func aServerThatOnlyNamesLimitsEndsTheWork() {
    var schedule = RequestSchedule(policy: policy)
    schedule.send(0)
    var now = 0.0
    var action = schedule.finish(0, limited(), at: now, using: &generator)
    while case .retry(let due) = action {
      now = due
      _ = schedule.takeDue(at: now)
      action = schedule.finish(0, limited(), at: now, using: &generator)
    }
    #expect(action == .fail("slow down (nothing else for 483 seconds)"))
  }

  @Test mutating func anotherServerTakesALimitedRequestAtOnce() {
    var schedule = RequestSchedule(policy: policy)
    schedule.send(0)
    #expect(schedule.finish(0, limited(0), at: 7, using: &generator) == .retry(at: 7))
    #expect(schedule.takeDue(at: 7) == 0)
  }

  @Test mutating func anAccountThatIsUsedUpFailsAtOnce() {
    var schedule = RequestSchedule(policy: policy)
    schedule.send(0)
    let action = schedule.finish(0, .exhausted(reason: "no money"), at: 0, using: &generator)
    #expect(action == .fail("no money"))
  }

  @Test mutating func limitsHoldForFirstSendsAndForLaterOnes() {
    var policy = policy
    policy.limits.requestsPerSecond = 2
    var schedule = RequestSchedule(policy: policy)
    schedule.send(0)
    schedule.admit(1, at: 0)
    #expect(schedule.takeDue(at: 0) == nil)
    #expect(schedule.nextDue(at: 0) == 0.5)
    #expect(!schedule.hasRoom(at: 0))
    #expect(schedule.takeDue(at: 0.5) == 1)
    #expect(
      schedule.finish(0, .broken(reason: "reset"), at: 0.5, using: &generator) == .retry(at: 1.5))
    #expect(schedule.finish(1, .success([:]), at: 1.5, using: &generator) == .deliver)
    schedule.admit(2, at: 1.5)
    // The one that has waited longer is due first.
    #expect(schedule.takeDue(at: 1.5) == 0)
    #expect(schedule.takeDue(at: 1.5) == nil)
    #expect(schedule.takeDue(at: 2) == 2)
  }

  @Test mutating func tokensThatWereNotUsedAreGivenBack() {
    var policy = policy
    policy.limits.tokensPerMinute = 1200
    var schedule = RequestSchedule(policy: policy)
    schedule.send(0, tokens: 60)
    schedule.admit(1, tokens: 60, at: 0)
    #expect(schedule.takeDue(at: 0) == nil)
    _ = schedule.finish(0, .success(["usage": ["total_tokens": 0]]), at: 0, using: &generator)
    #expect(schedule.takeDue(at: 0) == 1)
  }
}
