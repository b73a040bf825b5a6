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
    /// The length of the comma, the key and its colon, with which the patch of a new member begins;
    /// 0 for everything else.
    var keyLength = 0
    /// Whether other members stand before a new one.
    var needsComma = false
  }
  private var patches: [UInt8] = []
  /// Of the samples' members and of the record's own, in the order in which they were set.
  private var sampleSplices: [Splice] = []
  private var recordSplices: [Splice] = []
  /// Of each sample: 0 if it stays, else 1 more than the place of the reason why it does not; empty
  /// if all stay.
  private var drops: [Int] = []
  private var reasons: [String] = []
  private var dropCount = 0
  /// The added samples with commas between.
  private var addedSamples: [UInt8] = []
  /// How many samples were added.
  package private(set) var added = 0
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
    recordSplices.append(splice(key, ofSample: nil, write))
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
    if sampleSplices.isEmpty {
      // Most filters that set something of one sample set it of all, and in this much.
      sampleSplices.reserveCapacity(4 * record.line.samples.count)
      patches.reserveCapacity(96 * record.line.samples.count)
    }
    sampleSplices.append(splice(key, ofSample: number, write))
  }

  /// Leaves a sample out.
  /// - Parameter reason: counted in the ledger.
  package mutating func dropSample(_ number: Int, reason: String) {
    if drops.isEmpty { drops = Array(repeating: 0, count: record.line.samples.count) }
    if drops[number] == 0 { dropCount += 1 }
    if let known = reasons.firstIndex(of: reason) {
      drops[number] = known + 1
    } else {
      reasons.append(reason)
      drops[number] = reasons.count
    }
  }

  /// Adds a sample after the others.
  /// - Throws: if the record has a field `samples` that is no array of objects, or has it twice.
  package mutating func addSample(_ sample: JSON) throws(RecordError) {
    var line: [UInt8] = []
    sample.write(to: &line)
    try addSample(copying: line)
  }

  /// Adds a sample that is given as JSON text.
  /// - Throws: if the record has a field `samples` that is no array of objects, or has it twice.
  package mutating func addSample(copying line: [UInt8]) throws(RecordError) {
    if let samples = try record.value("samples"), !samples.isNull { _ = try record.samples }
    if added > 0 { addedSamples.append(UInt8(ascii: ",")) }
    addedSamples += line
    added += 1
  }

  /// Whether a sample was dropped.
  package var dropsSamples: Bool { dropCount > 0 }

  /// How many samples were dropped, by reason.
  package var dropped: [String: Int] {
    drops.reduce(into: [:]) { counts, drop in
      if drop > 0 { counts[reasons[drop - 1], default: 0] += 1 }
    }
  }

  /// How many samples the record has after the change.
  package var sampleCount: Int { record.sampleCount - dropCount + added }

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
    var splices = removals()
    splices += sampleSplices
    splices += recordSplices
    if added > 0 { splices.append(addition(&patches)) }
    Self.order(&splices)
    patches.withUnsafeBufferPointer { patches in
      Self.write(splices, of: patches, over: record.line.bytes, to: &output)
    }
  }

  /// Orders splices by their places; those at one place keep their order.
  private static func order(_ splices: inout [Splice]) {
    let isOrdered = splices.indices.dropFirst().allSatisfy {
      splices[$0 - 1].range.lowerBound <= splices[$0].range.lowerBound
    }
    guard !isOrdered else { return }
    splices = splices.enumerated().sorted {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }.map(\.element)
  }

  /// Appends a line with splices in their order.
  private static func write(
    _ splices: [Splice], of patches: UnsafeBufferPointer<UInt8>,
    over line: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]
  ) {
    var position = 0
    var next = 0
    while next < splices.count {
      let first = next
      let range = splices[first].range
      next += 1
      while next < splices.count, splices[next].range == range { next += 1 }
      guard range.lowerBound >= position else { continue }
      output.append(contentsOf: UnsafeBufferPointer(rebasing: line[position..<range.lowerBound]))
      position = range.upperBound
      if splices[first].keyLength > 0 {
        writeMembers(splices[first..<next], of: patches, to: &output)
      } else {
        // Of several replacements the last one stays.
        let patch = splices[next - 1].patch
        output.append(contentsOf: UnsafeBufferPointer(rebasing: patches[patch]))
      }
    }
    output.append(contentsOf: UnsafeBufferPointer(rebasing: line[position...]))
  }

  /// Appends new members at one place: of those with one key the last, where the first would be.
  private static func writeMembers(
    _ members: ArraySlice<Splice>, of patches: UnsafeBufferPointer<UInt8>,
    to output: inout [UInt8]
  ) {
    func haveOneKey(_ first: Splice, _ second: Splice) -> Bool {
      first.keyLength == second.keyLength
        && patches[first.patch.prefix(first.keyLength)]
          .elementsEqual(patches[second.patch.prefix(second.keyLength)])
    }
    /// Whether they were set one after another and each once: their patches lie side by side.
    func areRun() -> Bool {
      for place in members.indices.dropFirst() {
        let member = members[place]
        guard members[place - 1].patch.upperBound == member.patch.lowerBound else { return false }
        for other in members.startIndex..<place where haveOneKey(members[other], member) {
          return false
        }
      }
      return true
    }
    guard let first = members.first, let last = members.last else { return }
    var comma = first.needsComma ? 0 : 1
    if areRun() {
      let patch = first.patch.lowerBound + comma..<last.patch.upperBound
      output.append(contentsOf: UnsafeBufferPointer(rebasing: patches[patch]))
      return
    }
    for place in members.indices {
      let member = members[place]
      guard !members[..<place].contains(where: { haveOneKey($0, member) }) else { continue }
      let patch = (members[place...].last { haveOneKey($0, member) } ?? member).patch
      output.append(contentsOf: UnsafeBufferPointer(rebasing: patches[patch.dropFirst(comma)]))
      comma = 0
    }
  }

  /// Appends a patch, and says where it belongs.
  private mutating func splice(
    _ key: String, ofSample sample: Int?, _ write: (inout [UInt8]) -> Void
  ) -> Splice {
    let start = patches.count
    let search = KeySearch(
      key, among: record.line.members(ofSample: sample), of: record.line.bytes)
    if let second = search.second, conflict == nil {
      conflict = .twice(key, at: second.key.lowerBound)
    }
    if let replaced = search.last {
      write(&patches)
      return Splice(range: replaced.value.range, patch: start..<patches.count)
    }
    let end = sample.map { record.line.samples[$0].range.upperBound - 1 } ?? recordEnd
    JSON.write(key, after: ",", before: ":", to: &patches)
    let keyLength = patches.count - start
    write(&patches)
    return Splice(
      range: end..<end, patch: start..<patches.count, keyLength: keyLength,
      needsComma: search.hasMembers)
  }

  /// The place of the brace that closes the record.
  private var recordEnd: Int { record.line.bytes.lastIndex(of: UInt8(ascii: "}")) ?? 0 }

  /// The added samples at the end of the array, or as a new one.
  private func addition(_ patches: inout [UInt8]) -> Splice {
    let start = patches.count
    let line = record.line
    if let range = line.samplesRange {
      if line.samples.count > dropCount { patches.append(UInt8(ascii: ",")) }
      patches += addedSamples
      let end = range.upperBound - 1
      return Splice(range: end..<end, patch: start..<patches.count)
    }
    let null = KeySearch("samples", among: line.members, of: line.bytes).last
    if null == nil { patches.append(contentsOf: #","samples":"#.utf8) }
    let keyLength = patches.count - start
    patches.append(UInt8(ascii: "["))
    patches += addedSamples
    patches.append(UInt8(ascii: "]"))
    let range = null?.value.range ?? recordEnd..<recordEnd
    return Splice(
      range: range, patch: start..<patches.count, keyLength: keyLength,
      needsComma: !line.members.isEmpty)
  }

  /// Removals of the dropped samples, each with one comma beside it.
  private func removals() -> [Splice] {
    guard dropCount > 0 else { return [] }
    let spans = record.line.samples
    var removals: [Splice] = []
    var number = 0
    var lastKept: Int?
    while number < spans.count {
      guard drops[number] > 0 else {
        lastKept = number
        number += 1
        continue
      }
      var next = number
      while next < spans.count, drops[next] > 0 { next += 1 }
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
    set("answer", ofSample: number) { Self.write(answer, to: &$0) }
    set("extractor", ofSample: number) { Self.write(extractor, to: &$0) }
    set("span", ofSample: number) { output in
      guard let span else {
        output.append(contentsOf: "null".utf8)
        return
      }
      output.append(UInt8(ascii: "["))
      JSON.write(span.lowerBound, to: &output)
      output.append(UInt8(ascii: ","))
      JSON.write(span.upperBound, to: &output)
      output.append(UInt8(ascii: "]"))
    }
  }

  private static func write(_ text: String?, to output: inout [UInt8]) {
    if let text {
      JSON.write(text, to: &output)
    } else {
      output.append(contentsOf: "null".utf8)
    }
  }
}
