/// What a filter changes in a record: fields set, samples dropped and added.
///
/// `write` splices the changes into the record's bytes: what is not changed comes out byte for
/// byte, keys in their order, and new fields follow the old ones.
package struct RecordEdit: Sendable {
  /// The record as it came.
  package let record: Record

  /// A replacement of a range of the line by a range of `patches`.
  private struct Splice {
    var range: Range<Int>
    var patch: Range<Int>
  }
  private var patches: [UInt8] = []
  private var splices: [Splice] = []
  private var addedMembers: Set<String> = []
  /// Samples that already got a new field, by number.
  private var grownSamples: Set<Int> = []
  private var droppedSamples: [Int: String] = [:]
  private var addedSamples: [Range<Int>] = []

  /// Changes nothing yet.
  package init(_ record: Record) { self.record = record }

  // MARK: - Fields of the record

  /// Sets a field of the record.
  package mutating func set(_ key: String, _ value: JSON) {
    set(key) { value.write(to: &$0) }
  }

  /// Sets a field of the record to the JSON that a closure appends.
  package mutating func set(_ key: String, _ write: (inout [UInt8]) -> Void) {
    precondition(key != "samples", "samples are changed one by one")
    let replaced = record.members.last { record.bytes[$0.key].elementsEqual(key.utf8) }
    if let replaced {
      splice(replaced.value.range, write)
    } else {
      let isFirst = record.members.isEmpty && addedMembers.isEmpty
      addedMembers.insert(key)
      insertMember(key, at: recordEnd, isFirst: isFirst, write)
    }
  }

  // MARK: - Samples

  /// Sets a field of a sample.
  package mutating func set(_ key: String, ofSample number: Int, _ value: JSON) {
    set(key, ofSample: number) { value.write(to: &$0) }
  }

  /// Sets a field of a sample to the JSON that a closure appends.
  package mutating func set(
    _ key: String, ofSample number: Int, _ write: (inout [UInt8]) -> Void
  ) {
    let span = record.sampleSpans[number]
    let replaced = record.sampleMembers[span.members].last {
      record.bytes[$0.key].elementsEqual(key.utf8)
    }
    if let replaced {
      splice(replaced.value.range, write)
    } else {
      let isFirst = span.members.isEmpty && !grownSamples.contains(number)
      grownSamples.insert(number)
      insertMember(key, at: span.range.upperBound - 1, isFirst: isFirst, write)
    }
  }

  /// Leaves a sample out.
  /// - Parameter reason: counted in the ledger.
  package mutating func dropSample(_ number: Int, reason: String) {
    droppedSamples[number] = reason
  }

  /// Adds a sample after the others.
  package mutating func addSample(_ sample: JSON) {
    let start = patches.count
    sample.write(to: &patches)
    addedSamples.append(start..<patches.count)
  }

  /// How many samples were dropped, by reason.
  package var dropped: [String: Int] {
    droppedSamples.values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// How many samples were added.
  package var added: Int { addedSamples.count }

  /// How many samples the record has after the change.
  package var sampleCount: Int { record.sampleCount - droppedSamples.count + added }

  // MARK: - Writing

  /// Appends the changed line, without a newline.
  package func write(to output: inout [UInt8]) {
    var edit = self
    edit.spliceSamples()
    // Insertions at one place keep their order: the sort must be stable.
    let order = edit.splices.enumerated().sorted {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }
    var position = 0
    for (_, splice) in order where splice.range.lowerBound >= position {
      output.append(contentsOf: record.bytes[position..<splice.range.lowerBound])
      output.append(contentsOf: edit.patches[splice.patch])
      position = splice.range.upperBound
    }
    output.append(contentsOf: record.bytes[position...])
  }

  private mutating func splice(_ range: Range<Int>, _ write: (inout [UInt8]) -> Void) {
    let start = patches.count
    write(&patches)
    splices.append(Splice(range: range, patch: start..<patches.count))
  }

  private mutating func insertMember(
    _ key: String, at place: Int, isFirst: Bool, _ write: (inout [UInt8]) -> Void
  ) {
    splice(place..<place) { output in
      if !isFirst { output.append(UInt8(ascii: ",")) }
      JSON.write(key, to: &output)
      output.append(UInt8(ascii: ":"))
      write(&output)
    }
  }

  /// The place of the brace that closes the record.
  private var recordEnd: Int { record.bytes.lastIndex(of: UInt8(ascii: "}")) ?? 0 }

  private mutating func spliceSamples() {
    removeDroppedSamples()
    guard !addedSamples.isEmpty else { return }
    let added = addedSamples
    let patches = patches
    let write: (Bool, inout [UInt8]) -> Void = { isFirst, output in
      for (number, range) in added.enumerated() {
        if number > 0 || !isFirst { output.append(UInt8(ascii: ",")) }
        output.append(contentsOf: patches[range])
      }
    }
    if let range = record.samplesRange {
      let isFirst = record.sampleSpans.count == droppedSamples.count
      splice(range.upperBound - 1..<range.upperBound - 1) { write(isFirst, &$0) }
    } else {
      let isFirst = record.members.isEmpty && addedMembers.isEmpty
      insertMember("samples", at: recordEnd, isFirst: isFirst) { output in
        output.append(UInt8(ascii: "["))
        write(true, &output)
        output.append(UInt8(ascii: "]"))
      }
    }
  }

  /// Removes each dropped sample with one comma beside it.
  ///
  /// Removals come first among the splices, and cover changes within what they remove.
  private mutating func removeDroppedSamples() {
    guard !droppedSamples.isEmpty else { return }
    let spans = record.sampleSpans
    var removals: [Splice] = []
    var number = 0
    var lastKept: Int?
    while number < spans.count {
      guard droppedSamples[number] != nil else {
        lastKept = number
        number += 1
        continue
      }
      var next = number
      while next < spans.count, droppedSamples[next] != nil { next += 1 }
      let range: Range<Int>
      if next < spans.count {
        range = spans[number].range.lowerBound..<spans[next].range.lowerBound
      } else {
        let start = lastKept.map { spans[$0].range.upperBound } ?? spans[number].range.lowerBound
        range = start..<spans[next - 1].range.upperBound
      }
      removals.append(Splice(range: range, patch: 0..<0))
      number = next
    }
    splices.insert(contentsOf: removals, at: 0)
  }
}

// MARK: - Answers

extension RecordEdit {
  /// Sets the fields that say which answer a sample gives.
  /// - Parameters:
  ///   - answer: normalised; nil if none was found.
  ///   - extractor: which one found it.
  ///   - span: where, in UTF-8 bytes of the text.
  package mutating func setAnswer(
    _ answer: String?, extractor: String?, span: Range<Int>?, ofSample number: Int
  ) {
    set("answer", ofSample: number, answer.map { .string($0) } ?? .null)
    set("extractor", ofSample: number, extractor.map { .string($0) } ?? .null)
    set(
      "span", ofSample: number,
      span.map { [.integer(Int64($0.lowerBound)), .integer(Int64($0.upperBound))] } ?? .null)
  }
}
