import FilterKit
import Testing

@Suite struct TextTableTests {
  @Test func numbersStandOnTheRight() {
    var table = TextTable()
    table.add(["name", "n"])
    table.add(["a", "100"])
    #expect(table.text == "name    n\na     100\n")
  }

  @Test func wordsStandOnTheLeft() {
    var table = TextTable(numbers: false)
    table.add(["a", "long word", "b"])
    table.add(["abc", "x", "yes"])
    #expect(table.text == "a    long word  b\nabc  x          yes\n")
  }

  @Test func aPlotShowsEveryCurve() {
    let curves = [
      TextPlot.Curve(name: "base", shares: [0, 1]),
      TextPlot.Curve(name: "round1", shares: [0.5, nil]),
    ]
    let lines = TextPlot.text(curves, groups: ["12", "13"]).split(separator: "\n")
    #expect(lines.first == "1.0 ┤         o")
    #expect(lines[5] == "0.5 ┤   1")
    #expect(lines[10] == "0.0 ┤   o")
    #expect(lines.last == "     o base   1 round1")
  }
  @Test func noCellSteersTheTerminal() {
    var table = TextTable()
    table.add(["level", "accuracy"])
    table.add(["\u{1B}[2J\nx", "1"])
    table.add(["日本", "2"])
    #expect(table.text == "level   accuracy\n␛[2J␊x         1\n日本           2\n")
    let curve = TextPlot.Curve(name: "a\u{7}", shares: [0.5])
    #expect(TextPlot.text([curve], groups: ["1\u{1B}"]).hasSuffix("1␛\n     o a␇\n"))
  }

  @Test func columnsWithoutRoomFollowBelow() {
    var table = TextTable()
    table.add(["", "first", "second", "third"])
    table.add(["a", "1", "2", "3"])
    #expect(
      table.text(width: 17) == "   first  second\na      1       2\n\n   third\na      3\n")
    #expect(table.text(width: 100) == table.text)
    // A column that is too wide by itself is not lost.
    #expect(table.text(width: 5).split(separator: "\n").count == 6)
  }
}
