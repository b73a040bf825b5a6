import Methods
import Testing

struct TextStepsTests {
  @Test(arguments: [
    ("1+2+3=3+3=6", "=", ["1+2+3=", "3+3=", "6"]), ("a\nb", "\n", ["a\n", "b"]),
    ("a\n\nb\n", "\n", ["a\n\n", "b\n"]), ("\n a\nb", "\n", ["\n a\n", "b"]), ("", "\n", []),
    ("one", "\n", ["one"]), (" \n", "\n", [" \n"]), ("a\n\nb\nc", "\n\n", ["a\n\n", "b\nc"]),
    ("é=ü", "=", ["é=", "ü"]),
  ])
  func stepsEndWithTheirSeparator(text: String, separator: String, steps: [String]) {
    #expect(TextSteps(text, separator: separator).steps == steps)
    #expect(TextSteps(text, separator: separator).steps.joined() == text)
  }
}
