import Records

/// What a filter made of the lines of a block.
struct MappedBlock: Sendable {
  var output: [UInt8] = []
  var tally = Tally()
  /// What goes to the second output, and its counts.
  var diverted: [UInt8] = []
  var divertedTally = Tally()
  var rejections: [Rejection] = []
}
