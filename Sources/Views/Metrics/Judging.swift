import Records

extension Sample {
  /// Whether it is right: as verify found, or before verify whether its answer is the reference;
  /// nil while that is undecided, or nobody can say.
  /// - Parameter answer: the one that it has.
  func isCorrect(_ answer: String?, reference: String?) throws(RecordError) -> Bool? {
    if try value("correct") != nil { return try boolean("correct") }
    guard let answer, let reference else { return nil }
    return answer == reference
  }
}

extension Record {
  /// What vote wrote; nil if that is not there, or no object.
  var vote: JSON? {
    get throws(RecordError) {
      let vote = try json("vote")
      return vote?.members == nil ? nil : vote
    }
  }
}
