import FilterKit
import Records

/// Sets what lifted records came to in the record that they came from.
struct Regrouping {
  let fields: [RegroupedField]
  /// Nil if nothing was lifted of the record.
  let group: LiftedGroup?

  /// Where a record was lifted.
  private struct Place: Hashable {
    var index: Int
    /// The place of the critique that was lifted, nil for the sample.
    var critique: Int?
  }

  /// The record with its fields set.
  func edit(_ original: Record) throws(RecordError) -> RecordEdit {
    var edit = RecordEdit(original)
    let lifted = try lifted()
    let isOfCritiques = lifted.keys.contains { $0.critique != nil }
    let scope = try RecordScope(original)
    var known: Set<Place> = []
    for sample in scope.samples {
      let index = try sample.index
      if isOfCritiques {
        try setCritiques(of: sample, index, lifted, &edit, &known)
        continue
      }
      let place = Place(index: index)
      let records = lifted[place] ?? []
      if !records.isEmpty { known.insert(place) }
      for field in fields {
        edit.set(field.name, ofSample: sample.number, try value(of: field, in: records))
      }
    }
    if let lost = lifted.keys.first(where: { !known.contains($0) }) {
      let what = lost.critique.map { "critique \($0) of sample" } ?? "sample"
      throw RecordError(
        "the record \"\(group?.id ?? "")\" has no \(what) \(lost.index), of which one was lifted")
    }
    return edit
  }

  /// The lifted records by where they come from.
  private func lifted() throws(RecordError) -> [Place: [Record]] {
    var lifted: [Place: [Record]] = [:]
    for record in group?.records ?? [] {
      guard let origin = try record.value("lifted"), let index = try origin.member("index")?.integer
      else { continue }
      let place = Place(index: index, critique: try origin.member("critique")?.integer)
      lifted[place, default: []].append(record)
    }
    return lifted
  }

  private func setCritiques(
    of sample: Sample, _ index: Int, _ lifted: [Place: [Record]], _ edit: inout RecordEdit,
    _ known: inout Set<Place>
  ) throws(RecordError) {
    guard let critiques = try sample.value("critiques"), critiques.isArray else { return }
    var output: [UInt8] = []
    for (number, critique) in critiques.elements.enumerated() {
      output.append(UInt8(ascii: number == 0 ? "[" : ","))
      let place = Place(index: index, critique: number)
      guard let records = lifted[place] else {
        critique.write(to: &output)
        continue
      }
      known.insert(place)
      var own = RecordEdit(try Record(line: critique.bytes))
      for field in fields { own.set(field.name, try value(of: field, in: records)) }
      try own.check()
      own.write(to: &output)
    }
    guard !output.isEmpty else { return }
    output.append(UInt8(ascii: "]"))
    edit.set("critiques", ofSample: sample.number) { $0.append(contentsOf: output) }
  }

  /// What a field is set to: computed over the samples of all records, where there are several.
  private func value(
    of field: RegroupedField, in records: [Record]
  ) throws(RecordError) -> JSON {
    guard let first = records.first else { return .null }
    var record = first
    if records.count > 1 {
      // One record with the samples of all, the first one's other fields.
      var samples: [[UInt8]] = []
      for record in records where record.sampleCount > 0 {
        samples += try record.samples.map(\.bytes)
      }
      var line = first.rest(without: ["samples"])?.dropLast() ?? [UInt8(ascii: "{")]
      if line.count > 1 { line.append(UInt8(ascii: ",")) }
      line.append(contentsOf: "\"samples\":[".utf8)
      line.append(contentsOf: samples.joined(separator: [UInt8(ascii: ",")]))
      line.append(contentsOf: "]}".utf8)
      record = try Record(line: line)
    }
    return try field.expression.value(of: nil, in: RecordScope(record)).map { .number($0) } ?? .null
  }
}
