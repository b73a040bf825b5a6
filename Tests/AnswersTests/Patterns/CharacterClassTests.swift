import Testing

@testable import Answers

@Suite struct CharacterClassTests {
  @Test(arguments: [
    (CharacterClass.alpha, "aéя字", "1_ ."), (.digit, "0９٣", "a½"), (.alnum, "a9é", "_ "),
    (.upper, "AÉ", "aé1"), (.lower, "aé", "AÉ1"), (.space, " \t\n\u{A0}", "a"),
    (.blank, " \t\u{A0}", "\n"), (.punct, ".,$-!，", "a1 "), (.xdigit, "09afAF", "gG９"),
    (.cntrl, "\n\t\0", "a "), (.print, "a é", "\n"), (.graph, "aé.", " \n"),
    (.word, "a_9é字", " .-"),
  ])
  func knowsItsMembers(_ kind: CharacterClass, _ members: String, _ others: String) {
    for scalar in members.unicodeScalars { #expect(kind.contains(scalar), "\(scalar)") }
    for scalar in others.unicodeScalars { #expect(!kind.contains(scalar), "\(scalar)") }
  }

  /// A set answers as its classes do, below 0x80 and above, inverted and not.
  @Test(arguments: CharacterClass.allCases)
  func setsAnswerAsClassesDo(_ kind: CharacterClass) {
    let set = CharacterSet(kind)
    var inverted = set
    inverted.invert()
    for value in UInt32(0)..<0x3000 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      #expect(set.contains(scalar) == kind.contains(scalar))
      #expect(inverted.contains(scalar) != set.contains(scalar))
      let first = Array(String(scalar).utf8)[0]
      #expect(!set.contains(scalar) || set.firstBytes.contains(first))
    }
  }
}
