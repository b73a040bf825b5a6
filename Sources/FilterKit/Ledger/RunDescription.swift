import Records

/// What a run is, for its history.
package struct RunDescription: Sendable {
  /// The filter's name.
  package var filter: String
  /// More members of the history's entry: model, revision, rendering, seed.
  package var details: [JSON.Member]
  /// The fields that the person named: who wrote one that no record has is told so.
  package var fields: [FieldPath]

  /// Describes a run of a filter.
  package init(
    _ filter: String, details: [JSON.Member] = [], fields: [FieldPath] = []
  ) {
    self.filter = filter
    self.details = details
    self.fields = fields
  }
}
