import Randomness
import Records
import Testing

/// Random records and random edits, with the bytes that must come out put together from the parts
/// of which the record was made.
@Suite struct RecordEditBytesTests {
  @Test func allButWhatIsEditedStaysToTheByte() throws {
    var random = CounterGenerator(key: 21)
    for round in 0..<3000 {
      var parts = RecordParts(&random)
      let line = Array(parts.text.utf8)
      var edit = RecordEdit(try Record(line: line))
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        try Self.change(&edit, &parts, &random)
      }
      var written: [UInt8] = []
      edit.write(to: &written)
      let expected = parts.text
      guard written != Array(expected.utf8) else { continue }
      Issue.record(
        """
        round \(round): \(String(decoding: line, as: UTF8.self))
        gives \(String(decoding: written, as: UTF8.self))
        not   \(expected)
        """)
      return
    }
  }

  private static func change(
    _ edit: inout RecordEdit, _ parts: inout RecordParts, _ random: inout CounterGenerator
  ) throws {
    let key = ObjectParts.settable[Int.random(in: ObjectParts.settable.indices, using: &random)]
    let value = ["7", "null", #"{"x":[1]}"#, #""\n é""#][Int.random(in: 0..<4, using: &random)]
    let write: (inout [UInt8]) -> Void = { $0.append(contentsOf: value.utf8) }
    let number = Int.random(in: 0..<4, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      parts.set(key, value)
      edit.set(key.text, write)
    case 1 where number < parts.samples?.count ?? 0:
      parts.samples?[number].set(key, value)
      edit.set(key.text, ofSample: number, write)
    case 2 where number < parts.samples?.count ?? 0:
      parts.dropped.insert(number)
      edit.dropSample(number, reason: "r")
    case 3:
      parts.added.append(#"{"n":1}"#)
      try edit.addSample(["n": 1])
    default: break
    }
  }

  @Test func aKeyThatIsThereTwiceIsNotSet() throws {
    for line in [#"{"a":1,"b":2,"\u0061":3}"#, #"{"samples":[{"a":1,"a":2}]}"#] {
      let record = try Record(line: Array(line.utf8))
      var edit = RecordEdit(record)
      edit.set("b", 3)
      try edit.check()
      if record.sampleCount > 0 { edit.set("a", ofSample: 0, 1) } else { edit.set("a", 1) }
      #expect(throws: RecordError.self) { try edit.check() }
    }
  }
}

/// An object in its parts: white space, keys and values as they are written.
private struct ObjectParts {
  /// A key as it is written, and the value, each with the white space around it.
  struct Member {
    var before: String
    var key: String
    var colon: String
    var value: String
    var after: String

    var text: String { before + key + colon + value + after }
  }
  var members: [Member] = []
  /// What stands in an object without members.
  var space: String

  private static let keys = [
    #""a""#, #""\u0061""#, #""b""#, #""unknown""#, #""""#, #""\/\"""#, "\"é\"",
  ]
  private static let values = [
    "1", "-0", "-0.0", "1e400", "9007199254740993", "18446744073709551615", "true", "null",
    #""\ud800""#, #""\u0000\/""#, "\"é😀\"", #""}]\\""#, "[ ]", #"{ "a":1, "a" :2 }"#,
    #"[[{"samples":[{}]}],"]"]"#, "\"\u{7F}\u{2028}\"", "1.10", "1E+2",
  ]

  init(_ random: inout CounterGenerator) {
    space = Self.space(&random)
    // Of the two ways to write the same key one at most.
    var keys = Self.keys.shuffled(using: &random)
    if let second = keys.lastIndex(where: { $0 == Self.keys[0] || $0 == Self.keys[1] }) {
      keys.remove(at: second)
    }
    for key in keys.prefix(Int.random(in: 0...4, using: &random)) {
      let value = Self.values[Int.random(in: Self.values.indices, using: &random)]
      members.append(Self.member(key, value, &random))
    }
  }

  static func member(_ key: String, _ value: String, _ random: inout CounterGenerator) -> Member {
    Member(
      before: space(&random), key: key, colon: space(&random) + ":" + space(&random), value: value,
      after: space(&random))
  }

  static func space(_ random: inout CounterGenerator) -> String {
    ["", "", "", " ", "\t", "\r", "  \t"][Int.random(in: 0..<7, using: &random)]
  }

  var text: String {
    members.isEmpty ? "{\(space)}" : "{\(members.map(\.text).joined(separator: ","))}"
  }

  /// Keys to set, with the ways in which they are written; the first is that of a new member.
  static let settable: [(text: String, written: [String])] = [
    ("a", [#""a""#, #""\u0061""#]), ("b", [#""b""#]), ("new", [#""new""#]),
    ("é\n", [#""é\n""#]), (#""q""#, [#""\"q\"""#]),
  ]

  /// Sets a member: only its value changes, or it follows right before the closing brace.
  /// - Parameter others: whether there are members beside these.
  mutating func set(
    _ key: (text: String, written: [String]), _ value: String, others: Bool = false
  ) {
    if let place = members.firstIndex(where: { key.written.contains($0.key) }) {
      members[place].value = value
    } else {
      let lead = members.isEmpty && !others ? space : ""
      members.append(
        Member(before: lead, key: key.written[0], colon: ":", value: value, after: ""))
    }
  }
}

/// A record in its parts.
private struct RecordParts {
  private var object: ObjectParts
  private var lead: String
  private var end: String
  /// The samples, each with the white space around it; nil if the record has no such field.
  var samples: [ObjectParts]?
  private var spaces: [(before: String, after: String)] = []
  private var emptySpace: String
  /// What the key looks like, and where among the members it stands.
  private var samplesMember: ObjectParts.Member
  private var place = 0
  var dropped: Set<Int> = []
  var added: [String] = []

  init(_ random: inout CounterGenerator) {
    object = ObjectParts(&random)
    lead = ObjectParts.space(&random)
    end = ObjectParts.space(&random)
    emptySpace = ObjectParts.space(&random)
    let key = [#""samples""#, #""s\u0061mples""#][Int.random(in: 0..<2, using: &random)]
    samplesMember = ObjectParts.member(key, "", &random)
    guard Bool.random(using: &random) else { return }
    place = Int.random(in: 0...object.members.count, using: &random)
    samples = (0..<Int.random(in: 0...4, using: &random)).map { _ in ObjectParts(&random) }
    spaces = (samples ?? []).map { _ in (ObjectParts.space(&random), ObjectParts.space(&random)) }
  }

  mutating func set(_ key: (text: String, written: [String]), _ value: String) {
    object.set(key, value, others: samples != nil)
  }

  var text: String {
    var whole = object
    if samples != nil {
      var member = samplesMember
      member.value = "[\(samplesText)]"
      whole.members.insert(member, at: place)
    } else if !added.isEmpty {
      let before = whole.members.isEmpty ? whole.space : ""
      whole.members.append(
        ObjectParts.Member(
          before: before, key: #""samples""#, colon: ":",
          value: "[\(added.joined(separator: ","))]", after: ""))
    }
    return lead + whole.text + end
  }

  /// What is left between the brackets: a dropped sample goes with one comma beside it, and with
  /// the white space on that side.
  private var samplesText: String {
    guard let samples else { return "" }
    var text = ""
    var lead: String?
    var after = ""
    var isFirst = true
    for (number, sample) in samples.enumerated() {
      if lead == nil { lead = spaces[number].before }
      guard !dropped.contains(number) else { continue }
      text += (isFirst ? "" : after + ",") + (lead ?? "") + sample.text
      isFirst = false
      lead = nil
      after = spaces[number].after
    }
    if samples.isEmpty {
      text = emptySpace
    } else if isFirst {
      text = spaces[0].before + spaces[samples.count - 1].after
    } else {
      // Behind the last sample that is left stands what stood behind the last of all.
      text += spaces[samples.count - 1].after
    }
    guard !added.isEmpty else { return text }
    return text + (isFirst ? "" : ",") + added.joined(separator: ",")
  }
}
