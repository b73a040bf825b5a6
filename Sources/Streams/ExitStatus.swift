/// What a filter's exit status says; the numbers are those of `sysexits.h` where it has one.
package enum ExitStatus: Int32, Sendable {
  case done = 0
  /// What the filter was asked to watch for is so; as `grep` and `diff` use it.
  case alarm = 1
  case usage = 64
  case badData = 65
  case inputMissing = 66
  case unavailable = 69
  case `internal` = 70
  case inputOutput = 74
  case stoppedHalfway = 75
  /// A model's server rejected every request, or failed at each.
  case nothingAnswered = 76
}
