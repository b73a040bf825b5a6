/// What a run gives its journal.
package struct JournalContext {
  /// The file that the run writes, beside which a journal lies by itself; nil if it writes none.
  package var output: String?
  /// Makes the JSON of a trailer.
  package var trailer: @Sendable (Totals) -> [UInt8]
  /// Tells a person something.
  package var say: (String) -> Void

  /// Puts them together.
  package init(
    output: String?, trailer: @escaping @Sendable (Totals) -> [UInt8],
    say: @escaping (String) -> Void
  ) {
    self.output = output
    self.trailer = trailer
    self.say = say
  }
}
