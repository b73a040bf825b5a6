/// The storage of a record: the bytes of a line, and the places of its fields.
///
/// A record, its samples and their values share one. Only `RecordScanner` writes to it, and only while
/// nothing else holds it.
final class Line: @unchecked Sendable {
  // Sendable: it does not change while it is shared. Access is therefore exclusive too, and need not
  // be checked at each use.
  @exclusivity(unchecked) private var content = ReusableBuffer<UInt8>()
  @exclusivity(unchecked) private var ownMembers = ReusableBuffer<Member>()
  @exclusivity(unchecked) private var sampleSpans = ReusableBuffer<SampleSpan>()
  @exclusivity(unchecked) private var allSampleMembers = ReusableBuffer<Member>()
  /// The place of the array of samples, if there is exactly one whose elements are all objects.
  @exclusivity(unchecked) private(set) var samplesRange: Range<Int>?

  /// The line without its newline.
  var bytes: UnsafeBufferPointer<UInt8> { content.elements }
  /// The record's own members.
  var members: UnsafeBufferPointer<Member> { ownMembers.elements }
  var samples: UnsafeBufferPointer<SampleSpan> { sampleSpans.elements }
  /// The members of all samples.
  var sampleMembers: UnsafeBufferPointer<Member> { allSampleMembers.elements }

  /// The members of a sample, or of the record.
  func members(ofSample sample: Int?) -> UnsafeBufferPointer<Member> {
    guard let sample else { return members }
    return UnsafeBufferPointer(rebasing: sampleMembers[samples[sample].members])
  }

  /// Takes a line, without its newline, in place of the one before, and scans it.
  /// - Throws: `RecordError` if it is not a JSON object in UTF-8; the content is then undefined.
  func read(_ text: UnsafeBufferPointer<UInt8>) throws(RecordError) {
    content.removeAll()
    content.append(contentsOf: text)
    ownMembers.removeAll()
    forgetSamples()
    var scanner = Scanner(content.elements, for: self)
    try scanner.scan()
  }

  /// Notes a member of the record.
  func add(_ member: Member) { ownMembers.append(member) }

  /// Notes a member of the sample that is being scanned.
  func addToSample(_ member: Member) { allSampleMembers.append(member) }

  /// Notes the end of a sample, whose members are those from a place on.
  func addSample(_ range: Range<Int>, membersFrom first: Int) {
    sampleSpans.append(SampleSpan(range: range, members: first..<allSampleMembers.count))
  }

  /// Notes the place of the samples, nil if they cannot be used.
  func setSamples(_ range: Range<Int>?) { samplesRange = range }

  /// Forgets the samples.
  func forgetSamples() {
    sampleSpans.removeAll()
    allSampleMembers.removeAll()
    samplesRange = nil
  }
}
