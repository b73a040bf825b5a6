import Records

/// A record with its place in the input.
package struct LocatedRecord: Sendable {
  package var record: Record
  package var position: Position
}
