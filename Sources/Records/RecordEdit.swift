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
    /// The length of the key and its colon, with which the patch of a new member begins; 0 for
    /// everything else.
    var keyLength = 0
    /// Whether other members stand before a new one.
    var needsComma = false
  }
  private var patches: [UInt8] = []
  private var splices: [Splice] = []
  private var droppedSamples: [Int: String] = [:]
  private var addedSamples: [Range<Int>] = []
  /// Why a change cannot be made.
  private var conflict: RecordError?

  /// Changes nothing yet.
  package init(_ record: Record) { self.record = record }

  // MARK: - Fields of the record

  /// Sets a field of the record; of one that is set twice the last value stays.
  package mutating func set(_ key: String, _ value: JSON) {
    set(key) { value.write(to: &$0) }
  }

  /// Sets a field of the record to the JSON that a closure appends.
  package mutating func set(_ key: String, _ write: (inout [UInt8]) -> Void) {
    precondition(key != "samples", "samples are changed one by one")
    set(key, among: record.members[...], end: recordEnd, write)
  }

  // MARK: - Samples

  /// Sets a field of a sample; of one that is set twice the last value stays.
  package mutating func set(_ key: String, ofSample number: Int, _ value: JSON) {
    set(key, ofSample: number) { value.write(to: &$0) }
  }

  /// Sets a field of a sample to the JSON that a closure appends.
  package mutating func set(
    _ key: String, ofSample number: Int, _ write: (inout [UInt8]) -> Void
  ) {
    let span = record.sampleSpans[number]
    set(key, among: record.sampleMembers[span.members], end: span.range.upperBound - 1, write)
  }

  /// Leaves a sample out.
  /// - Parameter reason: counted in the ledger.
  package mutating func dropSample(_ number: Int, reason: String) {
    droppedSamples[number] = reason
  }

  /// Adds a sample after the others.
  /// - Throws: if the record has a field `samples` that is no array of objects, or has it twice.
  package mutating func addSample(_ sample: JSON) throws(RecordError) {
    if let samples = try record.value("samples"), !samples.isNull { _ = try record.samples }
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

  /// Makes sure that what `write` gives is what was asked for.
  /// - Throws: if a field was set that is there twice: which of them would count is not defined.
  package func check() throws(RecordError) {
    if let conflict { throw conflict }
  }

  /// Appends the changed line, without a newline.
  package func write(to output: inout [UInt8]) {
    var patches = patches
    // Removals come first: a change within what is removed is passed over.
    var splices = removals() + splices
    if !addedSamples.isEmpty { splices.append(addition(&patches)) }
    // Insertions at one place keep their order: the sort must be stable.
    let order = splices.enumerated().sorted {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }.map(\.element)
    var position = 0
    var next = 0
    while next < order.count {
      let range = order[next].range
      let group = order[next...].prefix { $0.range == range }
      next = group.endIndex
      guard range.lowerBound >= position else { continue }
      output.append(contentsOf: record.bytes[position..<range.lowerBound])
      Self.write(group, of: patches, to: &output)
      position = range.upperBound
    }
    output.append(contentsOf: record.bytes[position...])
  }

  /// Appends what takes the place of one range: new members, or the last of several replacements.
  private static func write(
    _ group: ArraySlice<Splice>, of patches: [UInt8], to output: inout [UInt8]
  ) {
    guard let first = group.first, let last = group.last else { return }
    guard first.keyLength > 0 else {
      output.append(contentsOf: patches[last.patch])
      return
    }
    var needsComma = first.needsComma
    for (index, member) in zip(group.indices, group) {
      let key = patches[member.patch.prefix(member.keyLength)]
      let hasKey = { (other: Splice) in
        patches[other.patch.prefix(other.keyLength)].elementsEqual(key)
      }
      guard !group[..<index].contains(where: hasKey) else { continue }
      if needsComma { output.append(UInt8(ascii: ",")) }
      needsComma = true
      output.append(contentsOf: patches[(group.last(where: hasKey) ?? member).patch])
    }
  }

  private mutating func set(
    _ key: String, among members: ArraySlice<Member>, end: Int,
    _ write: (inout [UInt8]) -> Void
  ) {
    let start = patches.count
    var replaced: Member?
    for member in members where Value.matches(key, member, in: record.bytes) {
      if replaced != nil, conflict == nil { conflict = .twice(key, at: member.key.lowerBound) }
      replaced = member
    }
    if let replaced {
      write(&patches)
      splices.append(Splice(range: replaced.value.range, patch: start..<patches.count))
    } else {
      JSON.write(key, to: &patches)
      patches.append(UInt8(ascii: ":"))
      let keyLength = patches.count - start
      write(&patches)
      splices.append(
        Splice(
          range: end..<end, patch: start..<patches.count, keyLength: keyLength,
          needsComma: !members.isEmpty))
    }
  }

  /// The place of the brace that closes the record.
  private var recordEnd: Int { record.bytes.lastIndex(of: UInt8(ascii: "}")) ?? 0 }

  /// The added samples at the end of the array, or as a new one.
  private func addition(_ patches: inout [UInt8]) -> Splice {
    let start = patches.count
    func appendSamples() {
      for (number, range) in addedSamples.enumerated() {
        if number > 0 { patches.append(UInt8(ascii: ",")) }
        patches.append(contentsOf: patches[range])
      }
    }
    if let range = record.samplesRange {
      if record.sampleSpans.count > droppedSamples.count { patches.append(UInt8(ascii: ",")) }
      appendSamples()
      let end = range.upperBound - 1
      return Splice(range: end..<end, patch: start..<patches.count)
    }
    let null = record.members.first { Value.matches("samples", $0, in: record.bytes) }
    if null == nil { patches.append(contentsOf: #""samples":"#.utf8) }
    let keyLength = patches.count - start
    patches.append(UInt8(ascii: "["))
    appendSamples()
    patches.append(UInt8(ascii: "]"))
    let range = null?.value.range ?? recordEnd..<recordEnd
    return Splice(
      range: range, patch: start..<patches.count, keyLength: keyLength,
      needsComma: !record.members.isEmpty)
  }

  /// Removals of the dropped samples, each with one comma beside it.
  private func removals() -> [Splice] {
    guard !droppedSamples.isEmpty else { return [] }
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
    return removals
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
