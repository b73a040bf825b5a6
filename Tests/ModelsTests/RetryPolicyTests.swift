import Models
import Testing

/// Always draws the largest number, so a pause is as long as it can be.
private struct Largest: RandomNumberGenerator {
  mutating func next() -> UInt64 { .max }
}

@Suite struct RetryPolicyTests {
  private var policy: RetryPolicy {
    var policy = RetryPolicy()
    policy.concurrency = 2
    policy.attempts = 5
    policy.firstPause = 1
    policy.longestPause = 3
    policy.longestRetryAfter = 60
    policy.patience = 2
    return policy
  }
  private var generator = Largest()

  private func busy(_ after: Double? = nil) -> TransferOutcome {
    .busy(reason: "overloaded", retryAfter: after)
  }

  @Test mutating func pausesDoubleUpToTheLongest() {
    var schedule = RequestSchedule(policy: policy)
    schedule.admit(7)
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
    schedule.admit(0)
    #expect(schedule.finish(0, busy(), at: 5, using: &smallest) == .retry(at: 5))
  }

  @Test mutating func retryAfterIsAddedAndKeepsNewRequestsBack() {
    var schedule = RequestSchedule(policy: policy)
    schedule.admit(0)
    #expect(schedule.finish(0, busy(20), at: 10, using: &generator) == .retry(at: 31))
    #expect(!schedule.hasRoom(at: 29.9))
    #expect(schedule.nextDue(at: 29.9) == 30)
    #expect(schedule.hasRoom(at: 30))
    #expect(schedule.nextDue(at: 30) == 31)
  }

  @Test mutating func aRetryAfterThatIsTooLongIsGivenUp() {
    var schedule = RequestSchedule(policy: policy)
    schedule.admit(0)
    let action = schedule.finish(0, busy(61), at: 0, using: &generator)
    #expect(action == .fail("overloaded (given up after one attempt)"))
  }

  @Test mutating func whatWaitsTakesRoomAndComesBackEarliestFirst() {
    var schedule = RequestSchedule(policy: policy)
    schedule.admit(0)
    #expect(schedule.hasRoom(at: 0))
    schedule.admit(1)
    #expect(!schedule.hasRoom(at: 0))
    _ = schedule.finish(0, .broken(reason: "reset"), at: 2, using: &generator)
    _ = schedule.finish(1, .broken(reason: "reset"), at: 1, using: &generator)
    #expect(!schedule.hasRoom(at: 5))
    #expect(schedule.takeDue(at: 5) == 1)
    #expect(schedule.takeDue(at: 5) == 0)
    #expect(schedule.takeDue(at: 5) == nil)
    #expect(schedule.finish(1, .settled, at: 5, using: &generator) == .deliver)
    #expect(schedule.hasRoom(at: 5))
  }

  /// Sends one request as often as it may be sent.
  private mutating func exhaust(
    _ schedule: inout RequestSchedule, _ ticket: Int, _ outcome: TransferOutcome
  ) -> RetryAction {
    schedule.admit(ticket)
    var action = schedule.finish(ticket, outcome, at: 0, using: &generator)
    while case .retry = action {
      #expect(schedule.takeDue(at: .infinity) == ticket)
      action = schedule.finish(ticket, outcome, at: 0, using: &generator)
    }
    return action
  }

  private mutating func settle(_ schedule: inout RequestSchedule, _ ticket: Int) {
    schedule.admit(ticket)
    _ = schedule.finish(ticket, .settled, at: 0, using: &generator)
  }

  @Test mutating func aServerThatNeverAnsweredFails() {
    var schedule = RequestSchedule(policy: policy)
    let action = exhaust(&schedule, 0, busy())
    #expect(action == .fail("overloaded (given up after 5 attempts)"))
  }

  @Test mutating func aRequestThatAlwaysFailsIsRefusedUntilThereAreTooManyInARow() {
    var schedule = RequestSchedule(policy: policy)
    let refusal = RetryAction.refuse("overloaded (given up after 5 attempts)")
    settle(&schedule, 0)
    #expect(exhaust(&schedule, 1, busy()) == refusal)
    settle(&schedule, 2)
    #expect(exhaust(&schedule, 3, busy()) == refusal)
    #expect(exhaust(&schedule, 4, busy()) == .fail("overloaded (given up after 5 attempts)"))
  }

  @Test mutating func aServerThatCannotBeReachedAnyMoreFailsAtOnce() {
    var schedule = RequestSchedule(policy: policy)
    settle(&schedule, 0)
    let action = exhaust(&schedule, 1, .broken(reason: "refused"))
    #expect(action == .fail("refused (given up after 5 attempts)"))
  }

  @Test mutating func aRequestThatBreaksItsConnectionIsRefusedWhileOthersAreAnswered() {
    var schedule = RequestSchedule(policy: policy)
    schedule.admit(0)
    var action = schedule.finish(0, .broken(reason: "reset"), at: 0, using: &generator)
    settle(&schedule, 1)
    while case .retry = action {
      _ = schedule.takeDue(at: .infinity)
      action = schedule.finish(0, .broken(reason: "reset"), at: 0, using: &generator)
    }
    #expect(action == .refuse("reset (given up after 5 attempts)"))
  }
}
