import FilterKit
import Records

/// A record to which those of other streams are joined.
struct Joining {
  let record: Record
  private var edit: RecordEdit
  private var next: Int?

  init(record: Record) {
    self.record = record
    edit = RecordEdit(record)
  }

  /// Makes sure that a record asks the same.
  func check(_ partner: Partner) throws(RecordError) {
    guard let own = try record.value("prompt"), let other = try partner.record.value("prompt")
    else { return }
    if own.bytes == other.bytes { return }
    guard try own.tree == other.tree else {
      throw RecordError(
        "the prompt is not that of \(partner.name): records of one id must ask the same",
        at: own.offset)
    }
  }

  /// Copies fields.
  mutating func set(_ names: [String], of partner: Partner) throws(RecordError) {
    for name in names {
      if let value = try partner.record.value(name) { edit.set(name) { value.write(to: &$0) } }
    }
  }

  /// Appends the samples of a record, with indexes that go on.
  mutating func append(_ partner: Partner) throws(RecordError) {
    guard try partner.record.value("samples")?.isNull == false else { return }
    let samples = try partner.record.samples
    let first: Int
    if let next { first = next } else { first = try record.nextSampleIndex }
    var indexes: [Int: Int] = [:]
    for sample in samples { indexes[try sample.index] = first + sample.number }
    for sample in samples {
      let line = try moved(sample, to: first + sample.number, indexes, from: partner.name)
      try edit.addSample(copying: line)
    }
    next = first + samples.count
  }

  /// The record with all that was joined to it.
  func finished() throws(RecordError) -> RecordEdit {
    var edit = edit
    if let next { edit.set("next_index", .integer(Int64(next))) }
    return edit
  }

  /// A sample under another index.
  private func moved(
    _ sample: Sample, to index: Int, _ indexes: [Int: Int], from name: String
  ) throws(RecordError) -> [UInt8] {
    let own = try Record(line: sample.bytes)
    var edit = RecordEdit(own)
    edit.set("index", .integer(Int64(index)))
    if let parent = try own.integer("parent") {
      edit.set("parent", indexes[parent].map { .integer(Int64($0)) } ?? .null)
    }
    if let critiques = try own.value("critiques"), critiques.isArray {
      let moved = try critiques.elements.map { critique throws(RecordError) in
        try Self.moved(critique, indexes)
      }
      edit.set("critiques") { output in
        output.append(UInt8(ascii: "["))
        output.append(contentsOf: moved.joined(separator: [UInt8(ascii: ",")]))
        output.append(UInt8(ascii: "]"))
      }
    }
    edit.set("from", .string(name))
    try edit.check()
    var line: [UInt8] = []
    edit.write(to: &line)
    return line
  }

  /// A critique that compares with a sample under another index.
  private static func moved(
    _ critique: Value, _ indexes: [Int: Int]
  ) throws(RecordError) -> [UInt8] {
    guard let against = try critique.member("against")?.integer else { return critique.bytes }
    var edit = RecordEdit(try Record(line: critique.bytes))
    edit.set("against", indexes[against].map { .integer(Int64($0)) } ?? .null)
    var line: [UInt8] = []
    edit.write(to: &line)
    return line
  }
}
