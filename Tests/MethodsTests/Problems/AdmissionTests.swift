import Methods
import Testing

struct AdmissionTests {
  private func rules(limit: Double = 0.7) -> Admission {
    var admission = Admission(
      lengths: 3...8, forbidden: ["image", "as shown"], limit: limit)
    admission.add("How many apples has Tom?")
    return admission
  }

  @Test func eachRuleRefuses() {
    var admission = rules()
    #expect(admission.decide("Two words") == .refused(.short))
    #expect(admission.decide("a b c d e f g h i") == .refused(.long))
    #expect(admission.decide("What is in the Image?") == .refused(.forbidden))
    #expect(admission.decide("Take what is, as shown, red") == .refused(.forbidden))
    #expect(admission.decide("How many pears has Tom?") == .refused(.similar))
    // "shown as" and "images" are other words; signs are no words, but tell texts apart.
    #expect(admission.decide("Sum the images shown as red") == .admitted(similarity: 0))
    #expect(admission.decide("3 + 4?") == .refused(.short))
  }

  @Test func theLimitItselfIsTooSimilar() {
    var admission = rules(limit: 0.8)
    #expect(admission.decide("How many pears has Tom?") == .refused(.similar))
    // Five of six words and signs are common.
    admission = rules(limit: 0.84)
    #expect(admission.decide("How many pears has Tom?") == .admitted(similarity: 10.0 / 12))
  }

  @Test func whatIsAdmittedIsThere() {
    var admission = rules()
    #expect(admission.decide("Which days have rain here") == .admitted(similarity: 0))
    #expect(admission.decide("Which days have snow here") == .refused(.similar))
    // What was refused is not there.
    #expect(admission.decide("What nights have snow there") == .admitted(similarity: 0.2))
  }
}
