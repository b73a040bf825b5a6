import Records

/// How the history describes a run.
package struct RunDescription: Sendable {
  /// The filter's name.
  package var filter: String
  /// Further members of the history's entry: model, revision, rendering, seed.
  package var details: [JSON.Member]
  /// The fields that options name; a warning is printed for those that no record has.
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
