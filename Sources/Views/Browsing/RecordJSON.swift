import FilterKit
import Records

/// A record that was found as a line of JSON, to be passed on.
enum RecordJSON {
  /// The record with some of its samples, or some fields of both.
  /// - Parameters:
  ///   - samples: the places of those that were found; nil for all, which is the line as it came.
  ///   - fields: the fields that are wanted, with the id; nil for all.
  static func line(
    of record: Record, samples: [Int]?, fields: [FieldPath]?
  ) throws(RecordError) -> String {
    guard let fields else {
      var edit = RecordEdit(record)
      if let samples {
        let kept = Set(samples)
        for place in 0..<record.sampleCount where !kept.contains(place) {
          edit.dropSample(place, reason: "not-found")
        }
      }
      var bytes: [UInt8] = []
      edit.write(to: &bytes)
      return String(decoding: bytes, as: UTF8.self) + (bytes.last == 0x0A ? "" : "\n")
    }
    var members = try self.members(of: record, fields, beside: "id")
    let all = record.sampleCount > 0 ? try record.samples : []
    var found: [JSON] = []
    for sample in samples.map({ $0.map { all[$0] } }) ?? all {
      found.append(.object(try self.members(of: sample, fields, beside: "index")))
    }
    if found.contains(where: { $0.members?.count ?? 0 > 1 }) {
      members.append(JSON.Member("samples", .array(found)))
    }
    return JSON.object(members).text + "\n"
  }

  /// The fields that are there, with the one by which the object is told from others.
  private static func members(
    of object: some Fields, _ fields: [FieldPath], beside key: String
  ) throws(RecordError) -> [JSON.Member] {
    var members: [JSON.Member] = []
    if let value = try object.json(key) { members.append(JSON.Member(key, value)) }
    for field in fields where field.keys != [key] && field.keys != ["samples"] {
      let values = try field.values(in: object)
      guard let first = values.first else { continue }
      members.append(
        JSON.Member(field.description, values.count == 1 ? first : .array(values)))
    }
    return members
  }
}
