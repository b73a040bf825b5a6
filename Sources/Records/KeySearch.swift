import Glibc

/// A key of a record or a sample, looked up.
struct KeySearch {
  private let members: UnsafeBufferPointer<Member>
  /// The places of the last member that has the key, and of the second; -1 if there is none.
  private var lastPlace = -1
  private var secondPlace = -1

  /// The last member that has the key.
  var last: Member? { lastPlace < 0 ? nil : members[lastPlace] }
  /// The second one, if there is more than one.
  var second: Member? { secondPlace < 0 ? nil : members[secondPlace] }

  /// Whether there is a member at all.
  var hasMembers: Bool { !members.isEmpty }

  /// Looks for a key, however it is written.
  /// - Parameters:
  ///   - members: of a record or a sample.
  ///   - line: the bytes that they are in.
  init(
    _ key: String, among members: UnsafeBufferPointer<Member>,
    of line: UnsafeBufferPointer<UInt8>
  ) {
    var key = key
    self = key.withUTF8 { KeySearch($0, among: members, of: line) }
  }

  private init(
    _ key: UnsafeBufferPointer<UInt8>, among members: UnsafeBufferPointer<Member>,
    of line: UnsafeBufferPointer<UInt8>
  ) {
    self.members = members
    guard let text = line.baseAddress, let wanted = key.baseAddress else { return }
    for place in members.indices {
      let span = members[place].key
      if members[place].keyIsEscaped {
        let written = UnsafeBufferPointer(rebasing: line[span])
        guard Escapes.decode(written).elementsEqual(key) else { continue }
      } else {
        guard span.count == key.count, memcmp(text + span.lowerBound, wanted, key.count) == 0
        else { continue }
      }
      if lastPlace >= 0, secondPlace < 0 { secondPlace = place }
      lastPlace = place
    }
  }
}
