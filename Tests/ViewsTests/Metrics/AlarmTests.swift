import FilterKit
import Testing

@testable import Views

/// Limits on metrics.
struct AlarmTests {
  @Test(arguments: [
    ("accuracy<0.3", 0.29, true), ("accuracy<0.3", 0.3, false), ("accuracy<=0.3", 0.3, true),
    ("one-answer>0.5", 0.5, false), ("pass@8>=0.5", 0.5, true),
    ("accuracy-change<-0.02", -0.03, true),
  ])
  func rings(_ text: String, _ value: Double, _ isExpected: Bool) throws {
    #expect(try Alarm(text).rings(at: value) == isExpected)
  }

  @Test(arguments: ["accuracy", "accuracy=1", "accuracy<", "accuracy<x", "acuracy<1", "pass@<1"])
  func whatIsNoLimitIsNamed(_ text: String) {
    #expect {
      _ = try Alarm(text)
    } throws: { error in
      "\(error)".contains("--alarm")
    }
  }
}
