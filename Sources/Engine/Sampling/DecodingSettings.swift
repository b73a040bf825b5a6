/// How the next token is drawn.
package struct DecodingSettings: Equatable, Sendable {
  /// Divides the logits; 0 takes the likeliest token, the first of equals.
  package var temperature: Double
  /// Draws from this many likeliest tokens; 0 is all of them.
  package var topK: Int
  /// Then from the fewest whose probabilities reach this sum; 1 is all of them.
  package var topP: Double

  /// Makes settings; left alone they draw from the model's own distribution.
  package init(temperature: Double = 1, topK: Int = 0, topP: Double = 1) {
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
  }
}
