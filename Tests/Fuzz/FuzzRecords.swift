import Glibc

// A line through the scanner and the splicer. The first byte chooses edits; the others are the line.
//
// The scanner and jansson agree on what is JSON, but for a list, and our reader gives jansson's value
// where it gives one; a line that is not edited comes out as it went in; of an edited one all other
// values do.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRecords(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let edits = bytes.first else { return 0 }
  let line = bytes.dropFirst().filter { $0 != 0x0A }
  let record = try? Record(line: line)
  compareWithJansson(line, isRecord: record != nil)
  guard let record else { return 0 }
  demand(written(RecordEdit(record)) == line, "a line that is not edited changes")
  edit(record, edits)
  return 0
}

/// What jansson refuses and the scanner takes, by its words.
private let exceptions = [
  "too big integer", "too big negative integer", "real number overflow", "\\u0000", "\\uD", "\\uB",
  "invalid Unicode", "surrogate", "maximum parsing depth", "duplicate object key",
]

private func compareWithJansson(_ line: [UInt8], isRecord: Bool) {
  let read = line.withUnsafeBytes { JSONReader.value(of: $0) }
  do {
    let value = try line.withUnsafeBytes { try JSON(byJansson: $0) }
    demand(read == nil || read == value, "the reader reads another value than jansson")
    guard value.members != nil else {
      demand(!isRecord, "a record that is no object")
      return
    }
    // jansson passes over a NUL behind a number.
    demand(isRecord || line.contains(0), "jansson takes what the scanner refuses")
  } catch {
    demand(read == nil, "the reader takes what jansson refuses: \(error)")
    let isException = exceptions.contains { "\(error)".contains($0) }
    demand(!isRecord || isException, "the scanner takes what jansson refuses: \(error)")
  }
}

private func written(_ edit: RecordEdit) -> [UInt8] {
  var output: [UInt8] = []
  edit.write(to: &output)
  return output
}

private func edit(_ record: Record, _ choice: UInt8) {
  var edit = RecordEdit(record)
  var isSet = false
  if choice & 1 != 0 {
    edit.set("vote", ["new": true])
    isSet = true
  }
  for number in 0..<record.sampleCount {
    if choice & 2 != 0, number % 3 == 0 { edit.dropSample(number, reason: "r") }
    if choice & 4 != 0, number % 2 == 0 { edit.set("text", ofSample: number, "new") }
  }
  if choice & 8 != 0 {
    do { try edit.addSample(["added": 1]) } catch {
      demand(edit.added == 0, "a sample is counted that was not added")
    }
  }
  do { try edit.check() } catch { return }
  guard let result = try? Record(line: written(edit)) else {
    fatalError("an edited line is no record")
  }
  demand(result.sampleCount == edit.sampleCount, "another number of samples")
  let kept = others(record, but: isSet)
  demand(others(result, but: isSet).starts(with: kept), "another value changes")
}

/// The bytes of the members that are not edited, in their order.
private func others(_ record: Record, but isSet: Bool) -> [[UInt8]] {
  let edited: Set<String> = isSet ? ["samples", "vote"] : ["samples"]
  let bytes = record.bytes
  var kept: [[UInt8]] = []
  for member in record.line.members {
    let key = Array(bytes[member.key.lowerBound - 1..<member.key.upperBound + 1])
    if let name = (try? JSON(parsing: key))?.string, edited.contains(name) { continue }
    kept.append(key + Array(bytes[member.value.range]))
  }
  return kept
}

/// Ends the process with words, which a precondition of an optimised build does not have.
private func demand(_ holds: Bool, _ what: @autoclosure () -> String) {
  if !holds { fatalError(what()) }
}
