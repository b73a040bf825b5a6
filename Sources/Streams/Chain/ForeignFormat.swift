/// Formats that are no JSON Lines, told by the first bytes of an input, for messages.
enum ForeignFormat {
  /// What begins a file of the format, its name, and what to do about it.
  private static let known: [(start: [UInt8], name: String, remedy: String)] = [
    (gzip, "compressed with gzip", "decompress it with gzip -dc (problems reads it as it is)"),
    (Array("BZh".utf8), "compressed with bzip2", "decompress it with bzip2 -dc"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "compressed with xz", "decompress it with xz -dc"),
    (Array("PK\u{3}\u{4}".utf8), "a zip archive", "extract its files with unzip"),
    (
      Array("PAR1".utf8), "a Parquet file",
      "convert it, in Python: pandas.read_parquet(FILE)"
        + ".to_json(\"FILE.jsonl\", orient=\"records\", lines=True)"
    ),
    (Array("ARROW1".utf8), "an Arrow file", "convert it to JSON Lines, as pandas or pyarrow can"),
    ([0xFF, 0xFE], "UTF-16", "convert it with iconv -f UTF-16 -t UTF-8"),
    ([0xFE, 0xFF], "UTF-16", "convert it with iconv -f UTF-16 -t UTF-8"),
    ([0x7B, 0x00], "UTF-16", "convert it with iconv -f UTF-16LE -t UTF-8"),
    ([0x00, 0x7B], "UTF-16", "convert it with iconv -f UTF-16BE -t UTF-8"),
  ]

  /// What every gzip file begins with.
  static let gzip: [UInt8] = [0x1F, 0x8B]

  /// The error about an input that begins so; nil if the bytes may be text.
  static func error(for bytes: ArraySlice<UInt8>) -> StreamError? {
    known.first { bytes.starts(with: $0.start) }.map {
      .foreign(format: $0.name, remedy: $0.remedy)
    }
  }
}
