import Testing

@testable import Methods

@Suite struct CalibrationTests {
  @Test func theWorkedExample() throws {
    var calibration = Calibration()
    for isCorrect in [true, true, true, false] {
      calibration.add(confidence: 0.9, isCorrect: isCorrect)
    }
    calibration.add(confidence: 0.5, isCorrect: false)
    #expect(abs(try #require(calibration.expectedError) - 0.22) < 1e-12)
    #expect(calibration.bins.map(\.count) == [0, 0, 0, 0, 0, 1, 0, 0, 0, 4, 0])
    #expect(calibration.bins[9].accuracy == 0.75)
  }

  @Test func theEnds() {
    var calibration = Calibration(bins: 4)
    #expect(calibration.expectedError == nil)
    calibration.add(confidence: 1, isCorrect: true)
    calibration.add(confidence: 0, isCorrect: false)
    calibration.add(confidence: 0.25, isCorrect: false)
    #expect(calibration.bins.map(\.count) == [1, 1, 0, 0, 1], "unanimity has its own bin")
    #expect(calibration.bins.map(\.edges) == ["0.0-0.25", "0.25-0.5", "0.5-0.75", "0.75-1.0", "1"])
    for confidence in [-0.1, 1.1, .nan] {
      #expect(calibration.add(confidence: confidence, isCorrect: true) == false)
    }
    #expect(calibration.bins.map(\.count) == [1, 1, 0, 0, 1])
  }

  @Test func partsAreTheWhole() {
    var (first, second, all) = (Calibration(), Calibration(), Calibration())
    for (confidence, isCorrect) in [(0.85, true), (0.5, false), (1.0, true)] {
      first.add(confidence: confidence, isCorrect: isCorrect)
      all.add(confidence: confidence, isCorrect: isCorrect)
    }
    for (confidence, isCorrect) in [(0.875, false), (0.25, true)] {
      second.add(confidence: confidence, isCorrect: isCorrect)
      all.add(confidence: confidence, isCorrect: isCorrect)
    }
    first.add(second)
    #expect(first.bins == all.bins)
  }
}
