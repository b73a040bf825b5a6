import Randomness
import Records
import Testing

@Suite struct RecordEditTests {
  private func edited(_ text: String, _ change: (inout RecordEdit) throws -> Void) throws -> String
  {
    var edit = RecordEdit(try Record(line: Array(text.utf8)))
    try change(&edit)
    var output: [UInt8] = []
    edit.write(to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  @Test func nothingChangedIsTheSameBytes() throws {
    let text = #" { "a" : 1e400 , "a":-0,"\u0061":"\/", "samples" : [ { } , {} ] } "#
    #expect(try edited(text) { _ in } == text)
  }

  @Test func fieldsAreReplacedOrFollow() throws {
    #expect(try edited("{}") { $0.set("a", 1) } == #"{"a":1}"#)
    #expect(try edited("{ }") { $0.set("a", 1) } == #"{ "a":1}"#)
    let text = #"{"b" : 1, "c":[2] }"#
    let changed = try edited(text) {
      $0.set("z", 1)
      $0.set("b", "x")
      $0.set("y", nil)
    }
    #expect(changed == #"{"b" : "x", "c":[2] ,"z":1,"y":null}"#)
    #expect(try edited(#"{"\u0062":1}"#) { $0.set("b", 2) } == #"{"\u0062":2}"#)
  }

  @Test func ofTwoValuesTheLastStays() throws {
    let changed = try edited(#"{"a":0,"samples":[{},{"t":1}]}"#) {
      for value: JSON in [1, 2] {
        $0.set("a", value)
        $0.set("b", value)
        $0.set("s", ofSample: 0, value)
        $0.set("t", ofSample: 1, value)
      }
    }
    #expect(changed == #"{"a":2,"samples":[{"s":2},{"t":2}],"b":2}"#)
  }

  @Test(arguments: [
    ([0], #"{"samples":[ {"i":1} , {"i":2} ]}"#), ([1], #"{"samples":[ {"i":0} , {"i":2} ]}"#),
    ([2], #"{"samples":[ {"i":0} , {"i":1} ]}"#), ([0, 1], #"{"samples":[ {"i":2} ]}"#),
    ([1, 2], #"{"samples":[ {"i":0} ]}"#), ([0, 2], #"{"samples":[ {"i":1} ]}"#),
    ([0, 1, 2], #"{"samples":[  ]}"#),
  ])
  func samplesAreDropped(numbers: [Int], result: String) throws {
    let changed = try edited(#"{"samples":[ {"i":0} , {"i":1} , {"i":2} ]}"#) {
      for number in numbers {
        $0.set("i", ofSample: number, 9)
        $0.dropSample(number, reason: "r")
        $0.set("new", ofSample: number, 9)
      }
      #expect($0.dropped == ["r": numbers.count])
      #expect($0.sampleCount == 3 - numbers.count)
    }
    #expect(changed == result)
  }

  @Test(arguments: [
    ("{}", #"{"samples":[{"n":1},{"n":2}]}"#),
    (#"{"a":1}"#, #"{"a":1,"samples":[{"n":1},{"n":2}]}"#),
    (#"{"samples":[]}"#, #"{"samples":[{"n":1},{"n":2}]}"#),
    (#"{"samples":null}"#, #"{"samples":[{"n":1},{"n":2}]}"#),
    (#"{"\u0073amples":[{}]}"#, #"{"\u0073amples":[{},{"n":1},{"n":2}]}"#),
  ])
  func samplesAreAdded(text: String, result: String) throws {
    let changed = try edited(text) {
      try $0.addSample(["n": 1])
      try $0.addSample(["n": 2])
    }
    #expect(changed == result)
  }

  @Test(arguments: [
    #"{"samples":[{}],"samples":[{}]}"#, #"{"samples":3}"#, #"{"samples":[3]}"#,
  ])
  func samplesAreNotAddedToWhatIsNoArrayOfThem(text: String) throws {
    var edit = RecordEdit(try Record(line: Array(text.utf8)))
    #expect(throws: RecordError.self) { try edit.addSample([:]) }
  }

  @Test func randomEditsAreTheEditsOfATree() throws {
    var random = CounterGenerator(key: 11)
    for _ in 0..<1500 {
      let text = RandomRecord.text(&random)
      let record = try Record(line: Array(text.utf8))
      var tree = try #require(try JSON(parsing: text).members)
      var samples = tree.first { $0.key == "samples" }?.value.array
      var kept = Array(repeating: true, count: record.sampleCount)
      var edit = RecordEdit(record)
      for _ in 0..<Int.random(in: 0...8, using: &random) {
        let key = RandomRecord.key(&random)
        let value = JSON.integer(Int64.random(in: 0..<100, using: &random))
        let number = Int.random(in: 0..<max(kept.count, 1), using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
          edit.set(key, value)
          RandomRecord.set(key, value, &tree)
        case 1 where number < kept.count:
          edit.set(key, ofSample: number, value)
          var members = samples?[number].members ?? []
          RandomRecord.set(key, value, &members)
          samples?[number] = .object(members)
        case 2 where number < kept.count:
          edit.dropSample(number, reason: "r")
          kept[number] = false
        default:
          try edit.addSample(.object([.init(key, value)]))
          samples = (samples ?? []) + [.object([.init(key, value)])]
        }
      }
      if let samples {
        let rest = samples.enumerated().filter { $0.offset >= kept.count || kept[$0.offset] }
        RandomRecord.set("samples", .array(rest.map(\.element)), &tree)
      }
      var output: [UInt8] = []
      edit.write(to: &output)
      let result = try JSON(parsing: output)
      let sorted = RandomRecord.sorted(result)
      #expect(sorted == RandomRecord.sorted(.object(tree)), "\(text)")
      #expect(edit.sampleCount == result["samples"]?.array?.count ?? 0)
    }
  }
}

/// Records with odd white space, escapes and unknown fields.
private enum RandomRecord {
  static func key(_ random: inout CounterGenerator) -> String {
    ["a", "b", "c", "é", "new\n", "x"][Int.random(in: 0..<6, using: &random)]
  }

  static func set(_ key: String, _ value: JSON, _ members: inout [JSON.Member]) {
    if let place = members.firstIndex(where: { $0.key == key }) {
      members[place].value = value
    } else {
      members.append(JSON.Member(key, value))
    }
  }

  static func sorted(_ value: JSON) -> JSON {
    switch value {
    case .array(let elements): .array(elements.map(sorted))
    case .object(let members):
      .object(members.map { .init($0.key, sorted($0.value)) }.sorted { $0.key < $1.key })
    default: value
    }
  }

  static func text(_ random: inout CounterGenerator) -> String {
    var members = object(&random)
    if Bool.random(using: &random) {
      let count = Int.random(in: 0..<5, using: &random)
      let samples = (0..<count).map { _ in "{\(object(&random).joined(separator: ","))}" }
      let space = space(&random)
      members.insert(
        #""samples":["# + space + samples.joined(separator: space + "," + space) + "]",
        at: Int.random(in: 0...members.count, using: &random))
    }
    let space = space(&random)
    return space + "{" + members.joined(separator: space + ",") + space + "}" + space
  }

  private static func space(_ random: inout CounterGenerator) -> String {
    ["", "", " ", "\t\r", "  "][Int.random(in: 0..<5, using: &random)]
  }

  private static func object(_ random: inout CounterGenerator) -> [String] {
    let keys = [#""a""#, #""\u0062""#, #""c""#, #""é""#, #""unknown""#]
    let values = [
      "1", "-0.5", #""x\"}]\\""#, "[1,{}]", "{ \"k\" : [ ] }", "null", #""\ud83d\ude00""#, "true",
    ]
    return keys.filter { _ in Bool.random(using: &random) }.map {
      $0 + space(&random) + ":" + space(&random)
        + values[Int.random(in: values.indices, using: &random)]
    }
  }
}
