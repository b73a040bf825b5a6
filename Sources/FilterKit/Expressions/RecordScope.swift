import Records

/// One record as paths and expressions see it: with its samples, who revises whom, and what was
/// computed over all samples.
package final class RecordScope {
  /// The record.
  package let record: Record
  /// Its samples, none if it has no such field.
  package let samples: [Sample]
  /// The places of the samples by their indexes; made when somebody asks for a parent.
  private var places: [Int: Int]?
  /// What expressions computed over samples, by the place in the expression's list and the group.
  var computed: [ComputedKey: [Double?]] = [:]

  struct ComputedKey: Hashable {
    var expression: Int
    var slot: Int
    /// The first sample of the group, nil for all samples.
    var group: Int?
  }

  /// Looks at a record.
  /// - Throws: if its samples are no array of objects.
  package init(_ record: Record) throws(RecordError) {
    self.record = record
    samples = try record.value("samples")?.isNull ?? true ? [] : record.samples
  }

  /// The place of the sample that another revises; nil if it revises none, or one that is gone.
  package func parent(of place: Int?) throws(RecordError) -> Int? {
    guard let place, let index = try samples[place].integer("parent") else { return nil }
    return try knownPlaces()[index]
  }

  /// The place of the first sample of a chain of revisions: the sample itself if it revises none
  /// that is there.
  func root(of place: Int?) throws(RecordError) -> Int? {
    guard var root = place else { return nil }
    for _ in samples {
      guard let parent = try parent(of: root) else { return root }
      root = parent
    }
    throw RecordError("the samples revise one another in a circle")
  }

  /// The places of the samples that revise what this one revises, itself among them.
  ///
  /// Samples that revise none are siblings of one another.
  func siblings(of place: Int) throws(RecordError) -> [Int] {
    let parent = try samples[place].integer("parent")
    var siblings: [Int] = []
    for other in samples.indices where try samples[other].integer("parent") == parent {
      siblings.append(other)
    }
    return siblings
  }

  /// Whether no sample revises this one.
  package func isLatest(_ place: Int) throws(RecordError) -> Bool {
    let index = try samples[place].index
    for sample in samples where try sample.integer("parent") == index { return false }
    return true
  }

  /// The names of the record's fields, of those within them and of the first sample's.
  var fieldNames: [String] {
    let own = record.fields.keys.flatMap { key -> [String] in
      let parts = (try? record.value(key))?.members.map { "\(key).\($0.key)" } ?? []
      return [key] + parts
    }
    return own + (samples.first?.fields.keys ?? [])
  }

  private func knownPlaces() throws(RecordError) -> [Int: Int] {
    if let places { return places }
    var found: [Int: Int] = [:]
    for sample in samples { found[try sample.index] = sample.number }
    places = found
    return found
  }
}
