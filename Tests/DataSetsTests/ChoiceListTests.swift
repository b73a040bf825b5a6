import Records
import Testing

@testable import DataSets

struct ChoiceListTests {
  private func read(_ text: String) throws -> ChoiceList {
    try ChoiceList(try JSON(parsing: text), field: "options")
  }

  @Test(arguments: [
    #"["21","21.5","x"]"#, #"["A)21","B)21.5","C)x"]"#, #"["(A) 21","(B) 21.5","(C) x"]"#,
    #"{"text":["21","21.5","x"],"label":["A","B","C"]}"#, #"{"A":"21","B":"21.5","C":"x"}"#,
    #"[{"label":"A","text":"21"},{"label":"B","text":"21.5"},{"label":"C","text":"x"}]"#,
    #"["A. 21","B. 21.5","C. x"]"#,
  ])
  func allFormsSayTheSame(text: String) throws {
    let choices = try read(text)
    #expect(choices.lines == "A. 21\nB. 21.5\nC. x")
    for answer in [#""B""#, #""b""#, #""(B)""#, #""21.5""#, "1"] {
      #expect(
        try choices.letter(of: try JSON(parsing: answer), field: "answer") == "B", "\(answer)")
    }
  }

  @Test func aLabelGoesBeforeATextAndATextBeforeAnIndex() throws {
    let labelled = try read(#"{"text":["2","1"],"label":["1","2"]}"#)
    #expect(try labelled.letter(of: "2", field: "answer") == "B")
    let numbers = try read(#"["2","1","0"]"#)
    #expect(try numbers.letter(of: "1", field: "answer") == "B")
    #expect(try numbers.letter(of: "0", field: "answer") == "C")
    #expect(try numbers.letter(of: 0, field: "answer") == "A")
  }

  @Test(arguments: ["3", "-1", #""D""#, #""22""#, "null", "[1]", "1.5", "true"])
  func whatIsNoOptionIsRefused(answer: String) throws {
    let choices = try read(#"["21","21.5","x"]"#)
    let value = try JSON(parsing: answer)
    #expect(throws: RecordError.self) { try choices.letter(of: value, field: "answer") }
  }

  @Test(arguments: [
    #"["1"]"#, #"["1","2","3","4","5","6","7","8","9","10","11"]"#, "7", #"[{},{}]"#,
    #"["1",null]"#,
    #"{"text":["1","2"],"label":["A"]}"#, #"{"A":"1","B":[2]}"#,
  ])
  func whatIsNoListIsRefused(text: String) {
    #expect(throws: RecordError.self) { try read(text) }
  }

  @Test func shufflingKeepsTheOptionsAndKnowsTheRightOne() {
    let list = ChoiceList(texts: ["right", "b", "c", "d"])
    var places: Set<Int> = []
    for seed in 0..<50 {
      let (shuffled, first) = list.shuffled(seed: UInt64(seed))
      #expect(shuffled.texts[first] == "right")
      #expect(shuffled.texts.sorted() == list.texts.sorted())
      #expect(shuffled == list.shuffled(seed: UInt64(seed)).choices)
      places.insert(first)
    }
    #expect(places == [0, 1, 2, 3])
  }
}
