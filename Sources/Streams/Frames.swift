/// The parts of a chain: what tells a stream of ours from any other zstd file.
///
///     start          an empty data frame, an index frame of zero lines
///     data frame     whole lines, about 1 MiB of them      ┐ any number
///     index frame    how many lines and bytes, their hash  ┘ of times
///     trailer        totals, ledger, history and, as its last member, the hash of all before
///
/// Index frames and trailers are skippable to every other reader of zstd.
package enum Frames {
  /// Four bytes that begin a skippable frame of ours (0x184D2A5D, little-endian).
  static let skippableMagic: [UInt8] = [0x5D, 0x2A, 0x4D, 0x18]
  /// Four bytes that begin a data frame.
  static let dataMagic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
  static let indexTag = Array("ADX1".utf8)
  static let trailerTag = Array("ADT1".utf8)
  /// An index frame's length without its eight bytes of header.
  static let indexLength = 28

  /// The empty data frame of a start.
  ///
  /// Its size field has four bytes where one would do, which no compressor writes: these twelve
  /// bytes alone announce a chain.
  static let emptyDataFrame: [UInt8] = dataMagic + [0xA0, 0, 0, 0, 0, 1, 0, 0]

  /// What every chain begins with.
  package static let start: [UInt8] = emptyDataFrame + FrameIndex(of: [], lines: 0).frame

  /// A skippable frame with a tag and some content.
  static func skippable(tag: [UInt8], content: [UInt8]) -> [UInt8] {
    skippableMagic + littleEndian(UInt32(tag.count + content.count)) + tag + content
  }

  /// The content of a trailer: its JSON object with the hash of the object's other bytes added as
  /// the last member, so that the content is JSON and no byte of it can change unseen.
  static func checkedTrailer(_ object: [UInt8]) -> [UInt8] {
    precondition(object.first == 0x7B && object.last == 0x7D, "a trailer is a JSON object")
    let open = object.dropLast() + (object == Array("{}".utf8) ? [] : [0x2C])
    return Array(open + hashMember(of: open))
  }

  /// The JSON object of a trailer's tag and content, without the hash; nil if that is wrong.
  static func trailerContent(_ content: ArraySlice<UInt8>) -> [UInt8]? {
    let checked = content.dropFirst(trailerTag.count)
    let member = checked.suffix(hashMember(of: []).count)
    let open = checked.dropLast(member.count)
    guard open.first == 0x7B, member.elementsEqual(hashMember(of: open)) else { return nil }
    return (open.last == 0x2C ? open.dropLast() : open) + [0x7D]
  }

  private static func hashMember(of bytes: ArraySlice<UInt8>) -> [UInt8] {
    Array("\"xxh64\":\"\(ContentHash.digits(ContentHash.of(Array(bytes))))\"}".utf8)
  }

  static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian, Array.init)
  }

  static func integer<T: FixedWidthInteger>(_ type: T.Type, _ bytes: ArraySlice<UInt8>) -> T {
    bytes.reversed().reduce(0) { $0 << 8 | T($1) }
  }

  /// Whether bytes begin as any zstd file does, with a data frame or a skippable one.
  static func looksCompressed(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count >= 4 else { return false }
    let magic = integer(UInt32.self, bytes.prefix(4))
    return magic == 0xFD2F_B528 || magic & 0xFFFF_FFF0 == 0x184D_2A50
  }
}

/// What an index frame says of the data frame before it.
package struct FrameIndex: Equatable, Sendable {
  package var lines: UInt64
  package var bytes: UInt64
  package var hash: UInt64

  /// Describes raw bytes.
  package init(of raw: [UInt8], lines: Int) {
    self.lines = UInt64(lines)
    bytes = UInt64(raw.count)
    hash = ContentHash.of(raw)
  }

  /// Reads what follows a skippable frame's header, nil if it is no index.
  init?(content: ArraySlice<UInt8>) {
    guard content.count == Frames.indexLength, content.starts(with: Frames.indexTag) else {
      return nil
    }
    let start = content.startIndex
    lines = Frames.integer(UInt64.self, content[start + 4..<start + 12])
    bytes = Frames.integer(UInt64.self, content[start + 12..<start + 20])
    hash = Frames.integer(UInt64.self, content[start + 20..<start + 28])
  }

  /// How long the whole frame is.
  static let frameLength = 8 + Frames.indexLength

  /// The whole frame, header included.
  var frame: [UInt8] {
    Frames.skippable(
      tag: Frames.indexTag,
      content: Frames.littleEndian(lines) + Frames.littleEndian(bytes) + Frames.littleEndian(hash))
  }
}

/// What a chain holds between two trailers.
package struct Totals: Equatable, Sendable {
  package var lines = 0
  package var bytes = 0
  /// xxHash of all raw bytes: what `zstd -dc FILE | xxhsum -H64` prints for a file of one chain.
  package var hash = RunningHash().value

  /// Of nothing.
  package init() {}

  /// Of what a trailer says.
  package init(lines: Int, bytes: Int, hash: UInt64) {
    self.lines = lines
    self.bytes = bytes
    self.hash = hash
  }
}

/// Totals that grow with the bytes.
package struct RunningTotals {
  private var lines = 0
  private var bytes = 0
  private var hash = RunningHash()

  /// Starts with nothing.
  package init() {}

  /// Takes whole lines.
  package mutating func add(_ raw: [UInt8], lines: Int) {
    self.lines += lines
    bytes += raw.count
    raw.withUnsafeBytes { hash.update($0) }
  }

  /// The totals so far.
  package var value: Totals { Totals(lines: lines, bytes: bytes, hash: hash.value) }
}
