/// The parts of a chain: what tells a stream of ours from any other zstd file.
///
///     start          an empty data frame, an index frame of zero lines
///     data frame     whole lines, `dataFrameSize` or a bit more ┐ any number
///     index frame    how many lines and bytes, their hash  ┘ of times
///     trailer        totals, ledger, history and, as its last member, the hash of all before
///
/// Index frames and trailers are skippable to every other reader of zstd.
package enum Frames {
  /// How many raw bytes make a data frame: it ends with the line that reaches this number.
  ///
  /// Input without frames of ours is cut into blocks of this size too.
  static let dataFrameSize = 1 << 20

  /// The largest number of raw bytes that a data frame may state: just before its last line it held
  /// less than `dataFrameSize`, and that line has at most `lineLimit` bytes and a newline.
  static func longestData(lineLimit: Int) -> Int { lineLimit + dataFrameSize }

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
  package static func looksCompressed(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count >= 4 else { return false }
    let magic = integer(UInt32.self, bytes.prefix(4))
    return magic == 0xFD2F_B528 || magic & 0xFFFF_FFF0 == 0x184D_2A50
  }
}
