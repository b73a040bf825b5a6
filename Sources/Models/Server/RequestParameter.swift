/// The parts of a request that some servers refuse, by the names that they have there.
enum RequestParameter: String, CaseIterable, Sendable {
  case temperature
  case topP = "top_p"
  case topK = "top_k"
  case minP = "min_p"
  case repetitionPenalty = "repetition_penalty"
  case repeatPenalty = "repeat_penalty"
  case seed
  case stop
  case logprobs

  /// What a person is told when it is left out.
  var consequence: String {
    switch self {
    case .temperature: "samples are drawn at the server's own temperature"
    case .topP, .topK, .minP, .repetitionPenalty, .repeatPenalty: "the server's own value holds"
    case .seed: "another run draws other samples"
    case .stop: "completions are cut here, and cost more"
    case .logprobs: "the logprob of samples is null"
    }
  }

  /// Whether a sentence names it, as a word of its own.
  func isNamed(in sentence: String) -> Bool {
    let letters = Array(sentence.utf8)
    let name = Array(rawValue.utf8)
    func isLetter(_ place: Int) -> Bool {
      guard letters.indices.contains(place) else { return false }
      let character = Character(Unicode.Scalar(letters[place]))
      return character.isLetter || character.isNumber || character == "_"
    }
    return (0..<max(0, letters.count - name.count + 1)).contains { start in
      letters[start..<start + name.count].elementsEqual(name) && !isLetter(start - 1)
        && !isLetter(start + name.count)
    }
  }
}
