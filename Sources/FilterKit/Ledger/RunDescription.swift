import Records

/// What a run is, for its history.
package struct RunDescription: Sendable {
  /// The filter's name.
  package var filter: String
  /// More members of the history's entry: model, revision, rendering, seed.
  package var details: [JSON.Member]
  /// The fields that the person named: who wrote one that no record has is told so.
  package var fields: [FieldPath]
  /// Which samples it takes, if the person said so: what never holds is told.
  package var selection: SampleSelection?

  /// Describes a run of a filter.
  package init(
    _ filter: String, details: [JSON.Member] = [], fields: [FieldPath] = [],
    selection: SampleSelection? = nil
  ) {
    self.filter = filter
    self.details = details
    self.fields = fields + (selection?.paths ?? [])
    self.selection = selection
  }
}
