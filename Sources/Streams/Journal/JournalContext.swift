/// What a run passes to its journal.
package struct JournalContext {
  /// The file that the run writes, beside which the journal is by default; nil if it writes none.
  package var output: String?
  /// Makes the JSON of a trailer.
  package var trailer: @Sendable (Totals) -> [UInt8]
  /// Prints a message.
  package var say: (String) -> Void

  /// Makes a context.
  package init(
    output: String?, trailer: @escaping @Sendable (Totals) -> [UInt8],
    say: @escaping (String) -> Void
  ) {
    self.output = output
    self.trailer = trailer
    self.say = say
  }
}
