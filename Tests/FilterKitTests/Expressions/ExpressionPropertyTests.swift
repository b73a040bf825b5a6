import Foundation
import Randomness
import Records
import Testing

@testable import FilterKit

/// Expressions drawn at random, against a plain evaluation of the same tree.
struct ExpressionPropertyTests {
  /// What was drawn: how it is written, and what it comes to.
  private struct Drawn {
    var text: String
    var value: Double?
  }

  private let record: Record
  private let scope: RecordScope
  private static let fields: [(name: String, value: Double?)] = [
    ("a", 2), ("b.c", -0.5), ("none", nil), ("absent", nil), ("yes", 1),
  ]

  init() throws {
    record = try Record(line: #"{"a":2,"b":{"c":-0.5},"none":null,"yes":true}"#.utf8)
    scope = try RecordScope(record)
  }

  private func draw(_ depth: Int, _ generator: inout CounterGenerator) -> Drawn {
    guard depth > 0 else {
      if Bool.random(using: &generator) {
        let number = Int.random(in: 0...9, using: &generator)
        return Drawn(text: "\(number)", value: Double(number))
      }
      let field = Self.fields.randomElement(using: &generator) ?? ("a", 2)
      return Drawn(text: field.name, value: field.value)
    }
    let one = draw(depth - 1, &generator)
    let other = draw(Int.random(in: 0..<depth, using: &generator), &generator)
    func both(_ operation: (Double, Double) -> Double) -> Double? {
      guard let one = one.value, let other = other.value else { return nil }
      let value = operation(one, other)
      return value.isFinite ? value : nil
    }
    func single(_ operation: (Double) -> Double) -> Double? {
      one.value.map(operation).flatMap { $0.isFinite ? $0 : nil }
    }
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: return Drawn(text: "(\(one.text)) + (\(other.text))", value: both(+))
    case 1: return Drawn(text: "(\(one.text))-(\(other.text))", value: both(-))
    case 2: return Drawn(text: "(\(one.text))*(\(other.text))", value: both(*))
    case 3: return Drawn(text: "(\(one.text))/(\(other.text))", value: both(/))
    case 4: return Drawn(text: "(\(one.text))^(\(other.text))", value: both(pow))
    case 5: return Drawn(text: "-(\(one.text))", value: single { -$0 })
    case 6: return Drawn(text: "abs(\(one.text))", value: single(\.magnitude))
    case 7: return Drawn(text: "min(\(one.text), \(other.text))", value: both { min($0, $1) })
    default: return Drawn(text: "sqrt(\(one.text))", value: single { $0.squareRoot() })
    }
  }

  @Test(arguments: 0..<300)
  func drawnExpressionsHaveTheValueOfTheirTree(_ number: Int) throws {
    var generator = CounterGenerator(key: UInt64(number))
    let drawn = draw(Int.random(in: 0...5, using: &generator), &generator)
    let expression = try Expression(parsing: drawn.text)
    #expect(try expression.value(of: nil, in: scope) == drawn.value, "\(drawn.text)")
    // White space changes nothing, and what is printed is read again.
    let spaced = drawn.text.replacing("(", with: " ( ").replacing(")", with: " ) ")
      .replacing("abs (", with: "abs(").replacing("min (", with: "min(")
      .replacing("sqrt (", with: "sqrt(")
    #expect(try Expression(parsing: spaced) == expression)
    #expect(try Expression(parsing: expression.description) == expression)
  }

  /// No text whatever crashes the readers, and where they refuse one the place is inside or at its
  /// end.
  @Test(arguments: 0..<300)
  func anyTextIsReadOrRefused(_ number: Int) {
    var generator = CounterGenerator(key: UInt64(number))
    let letters = Array("ab.1=<>!~()[]\"\\,+-*/^ é_")
    let length = Int.random(in: 0...20, using: &generator)
    let text = String(
      (0..<length).map { _ in letters[Int.random(in: letters.indices, using: &generator)] })
    func check(_ read: () throws(GrammarError) -> Void) {
      do { try read() } catch {
        #expect((1...length + 1).contains(error.character), "\(text): \(error)")
      }
    }
    check { () throws(GrammarError) in _ = try Expression(parsing: text) }
    check { () throws(GrammarError) in _ = try FieldCondition(parsing: text) }
    check { () throws(GrammarError) in _ = try FieldPath(parsing: text) }
  }

  /// A path is printed as it is read.
  @Test(arguments: [
    "a", "a.b", "parent.correct", "record.vote.share", "critiques[points].score",
    "parent.critiques.score", "my-field.x", #"probs."a.b""#,
  ])
  func pathsAreReadAsTheyArePrinted(_ text: String) throws {
    let path = try FieldPath(parsing: text)
    #expect(path.description == text)
    #expect(try FieldPath(parsing: path.description) == path)
  }
}
