import ArgumentParser
import Records

/// Which samples a command takes; what becomes of the others is the command's to say.
package struct SelectionOptions: ParsableArguments {
  @Option(
    name: .customLong("only"),
    help: ArgumentHelp(
      """
      Take only samples for which this holds, as in correct=true, vote.share>=0.5, \
      parent.correct=false or critiques[points].score>3; of several all must hold.
      """, valueName: "condition"),
    transform: FieldCondition.init(parsing:))
  package var conditions: [FieldCondition] = []

  @Flag(help: "Take only samples that no other sample revises.")
  package var latest = false

  /// Takes everything.
  package init() {}

  /// Whether an option was given.
  package var isGiven: Bool { latest || !conditions.isEmpty }

  /// The selection.
  package var selection: SampleSelection { SampleSelection(conditions, latest: latest) }
}

/// The same for commands that add a value to samples, which need not do so again.
package struct NewSelectionOptions: ParsableArguments {
  @OptionGroup package var selected: SelectionOptions

  @Flag(help: "Take only samples that do not have what this command adds.")
  package var new = false

  /// Takes everything.
  package init() {}

  /// The selection.
  /// - Parameter hasValue: whether a sample has what the command adds.
  package func selection(
    hasValue: @escaping @Sendable (Sample) throws(RecordError) -> Bool
  ) -> SampleSelection {
    SampleSelection(
      selected.conditions, latest: selected.latest, hasValue: new ? hasValue : nil)
  }
}
