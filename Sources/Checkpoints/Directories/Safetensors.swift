import Engine
import Records
import Streams

/// A file of named tensors, as the `safetensors` library defines it.
///
/// Eight bytes with the header's length (little-endian), a JSON object from names to
/// `{dtype, shape, data_offsets}`, then the numbers of all tensors without gaps.
package final class Safetensors {
  /// One tensor of the file.
  package struct Entry: Equatable, Sendable {
    /// The type of its numbers as the header spells it.
    package var type: String
    /// Its lengths, outermost first.
    package var shape: [Int]
    /// Its bytes, counted from the end of the header.
    package var range: Range<Int>
  }

  /// The file's name for messages.
  package let path: String
  /// Every tensor by its name.
  package let entries: [String: Entry]
  /// The texts that the header carries beside the tensors.
  package let metadata: [String: String]
  private let file: MappedFile
  private let numbers: UnsafeRawBufferPointer
  /// The longest header that the `safetensors` library reads.
  private static let longestHeader = 100_000_000

  /// Maps a file and checks its header against its length.
  /// - Throws: `StreamError.system` if it cannot be read, `ModelError.damaged` if header, offsets
  ///   and length do not agree.
  package init(path: String) throws {
    let file = try MappedFile(path: path)
    let bytes = file.bytes
    func damaged(_ what: String) -> ModelError { .damaged("\(path): \(what)") }
    guard bytes.count >= 8 else {
      throw damaged("cut off: \(bytes.count) bytes are too few for a safetensors file")
    }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= Self.longestHeader else {
      throw damaged("no safetensors file: its header would have \(length) bytes")
    }
    let start = 8 + Int(length)
    guard start <= bytes.count else {
      throw damaged("cut off inside its header: \(start) bytes expected, \(bytes.count) found")
    }
    let header: JSON
    do {
      header = try JSON(parsing: UnsafeRawBufferPointer(rebasing: bytes[8..<start]))
    } catch {
      throw damaged("its header is no JSON: \(error)")
    }
    self.path = path
    self.file = file
    numbers = UnsafeRawBufferPointer(rebasing: bytes[start...])
    (entries, metadata) = try Self.contents(of: header, path: path)
    try Self.checkOffsets(of: entries, length: numbers.count, path: path)
  }

  /// Takes the bytes of the whole file into a hash, without keeping them in memory.
  func update(_ hash: inout RunningHash) {
    for start in stride(from: 0, to: file.bytes.count, by: 1 << 24) {
      let end = min(start + 1 << 24, file.bytes.count)
      let part = UnsafeRawBufferPointer(rebasing: file.bytes[start..<end])
      hash.update(part)
      file.forget(part)
    }
  }

  private static func contents(
    of header: JSON, path: String
  ) throws(ModelError) -> ([String: Entry], [String: String]) {
    guard let members = header.members else {
      throw .damaged("\(path): its header is no JSON object")
    }
    var entries: [String: Entry] = [:]
    var metadata: [String: String] = [:]
    for member in members {
      if member.key == "__metadata__" {
        for item in member.value.members ?? [] { metadata[item.key] = item.value.string }
        continue
      }
      let shape = member.value["shape"]?.array?.compactMap(\.integer)
      let offsets = member.value["data_offsets"]?.array?.compactMap(\.integer)
      guard let type = member.value["dtype"]?.string, let shape, let offsets,
        shape.count == member.value["shape"]?.array?.count, offsets.count == 2,
        shape.allSatisfy({ $0 >= 0 }), offsets[0] >= 0, offsets[0] <= offsets[1]
      else {
        throw .damaged("\(path): tensor \(member.key) has no valid dtype, shape and data_offsets")
      }
      guard let width = widths[type] else {
        throw .unsupported("\(path): tensor \(member.key) has the unknown type \(type)")
      }
      let size = shape.reduce(Optional(width)) { size, length in
        size.flatMap { product in
          let (result, overflow) = product.multipliedReportingOverflow(by: length)
          return overflow ? nil : result
        }
      }
      guard size == offsets[1] - offsets[0] else {
        throw .damaged(
          "\(path): tensor \(member.key) is \(type) \(shape) but has \(offsets[1] - offsets[0]) "
            + "bytes")
      }
      entries[member.key] = Entry(type: type, shape: shape, range: offsets[0]..<offsets[1])
    }
    return (entries, metadata)
  }

  private static func checkOffsets(
    of entries: [String: Entry], length: Int, path: String
  ) throws(ModelError) {
    var end = 0
    let sorted = entries.sorted {
      ($0.value.range.lowerBound, $0.value.range.upperBound, $0.key)
        < ($1.value.range.lowerBound, $1.value.range.upperBound, $1.key)
    }
    for (name, entry) in sorted {
      guard entry.range.lowerBound == end else {
        let what = entry.range.lowerBound < end ? "overlaps the one before it" : "follows a gap"
        throw .damaged("\(path): tensor \(name) \(what)")
      }
      end = entry.range.upperBound
    }
    guard end <= length else {
      throw .damaged("\(path): cut off: \(end) bytes of tensors expected, \(length) found")
    }
    guard end == length else {
      throw .damaged("\(path): \(length - end) bytes follow the last tensor")
    }
  }

  /// Bytes a number, by type.
  private static let widths = [
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "U16": 2, "I16": 2, "F16": 2,
    "BF16": 2, "U32": 4, "I32": 4, "F32": 4, "U64": 8, "I64": 8, "F64": 8,
  ]
}

// MARK: - Numbers

extension Safetensors {
  /// Whether a tensor has the type, shape and bytes of another.
  func holds(_ name: String, theSameAs other: String, of file: Safetensors) -> Bool {
    guard let one = entries[name], let two = file.entries[other], one.type == two.type,
      one.shape == two.shape
    else { return false }
    return UnsafeRawBufferPointer(rebasing: numbers[one.range])
      .elementsEqual(UnsafeRawBufferPointer(rebasing: file.numbers[two.range]))
  }

  /// Reads one tensor; `F16` and `BF16` are widened exactly.
  ///
  /// The file's own bytes do not stay in memory.
  /// - Parameters:
  ///   - shape: what it must be.
  ///   - output: as many numbers as the shape says.
  /// - Throws: `ModelError` that names the tensor, what was expected and what was found.
  package func read(
    _ name: String, shape: [Int], into output: UnsafeMutableBufferPointer<Float>
  ) throws(ModelError) {
    guard let entry = entries[name] else {
      throw .damaged("\(path): tensor \(name) is missing (expected \(shape))")
    }
    guard entry.shape == shape else {
      throw .damaged("\(path): tensor \(name) is \(entry.shape), expected \(shape)")
    }
    precondition(output.count == shape.reduce(1, *), "as many numbers as the shape says")
    let source = UnsafeRawBufferPointer(rebasing: numbers[entry.range])
    defer { file.forget(source) }
    switch entry.type {
    case "F32":
      UnsafeMutableRawBufferPointer(output).copyMemory(from: source)
    case "F16":
      for index in output.indices {
        let bits = source.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
        output[index] = Float(Float16(bitPattern: bits))
      }
    case "BF16":
      for index in output.indices {
        let bits = source.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
        output[index] = Float(bitPattern: UInt32(bits) << 16)
      }
    default:
      throw .unsupported(
        "\(path): tensor \(name) is \(entry.type); only F32, F16 and BF16 can be read")
    }
  }
}

// MARK: - Writing

extension Safetensors {
  /// A tensor to be written; its numbers lie in a flat buffer.
  package struct Item: Equatable, Sendable {
    package var name: String
    package var shape: [Int]

    /// Makes the description of a tensor.
    package init(_ name: String, _ shape: [Int]) {
      self.name = name
      self.shape = shape
    }
  }

  /// Writes `F32` tensors beside the file's place and renames when complete.
  /// - Parameters:
  ///   - items: names and shapes, in the order in which the numbers are given.
  ///   - buffers: the numbers of all items, one after another, in pieces of any length.
  /// - Returns: xxh64 over the file's bytes.
  /// - Throws: `StreamError` if the disk refuses.
  @discardableResult
  package static func write(
    _ items: [Item], numbers buffers: [FloatBuffer], metadata: [String: String] = [:],
    to path: String
  ) throws(StreamError) -> UInt64 {
    var hash = RunningHash()
    try write(
      items, numbers: buffers.map { UnsafeBufferPointer($0.values) }, metadata: metadata, to: path,
      hash: &hash)
    return withExtendedLifetime(buffers) { hash.value }
  }

  /// The same of numbers that lie anywhere, in a type to choose, with a hash that goes on.
  static func write(
    _ items: [Item], numbers pieces: [UnsafeBufferPointer<Float>], metadata: [String: String],
    to path: String, storage: Storage = .f32, hash: inout RunningHash
  ) throws(StreamError) {
    let count = items.reduce(0) { $0 + $1.shape.reduce(1, *) }
    precondition(
      count == pieces.reduce(0) { $0 + $1.count }, "as many numbers as the shapes say")
    let output = try OutputFile(path: path)
    func put(_ bytes: [UInt8]) throws(StreamError) {
      bytes.withUnsafeBytes { hash.update($0) }
      try output.write(bytes)
    }
    do {
      try put(header(of: items, metadata: metadata, storage))
      for piece in pieces {
        for start in stride(from: 0, to: piece.count, by: chunk) {
          let range = start..<min(start + chunk, piece.count)
          try put(storage.bytes(of: UnsafeBufferPointer(rebasing: piece[range])))
        }
      }
      try output.commit()
    } catch {
      output.abandon()
      throw error
    }
  }

  /// How many numbers are written at once.
  private static let chunk = 1 << 20

  /// The header with its length, padded with spaces so that the numbers begin at a multiple of 64.
  private static func header(
    of items: [Item], metadata: [String: String], _ storage: Storage
  ) -> [UInt8] {
    var members: [JSON.Member] = []
    var texts = metadata
    texts["format"] = "pt"
    members.append(
      JSON.Member(
        "__metadata__",
        .object(
          texts.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) })))
    var offset = 0
    for item in items {
      let end = offset + storage.width * item.shape.reduce(1, *)
      members.append(
        JSON.Member(
          item.name,
          [
            "dtype": .string(storage.type), "shape": .array(item.shape.map { .integer(Int64($0)) }),
            "data_offsets": [.integer(Int64(offset)), .integer(Int64(end))],
          ]))
      offset = end
    }
    var text: [UInt8] = []
    JSON.object(members).write(to: &text)
    while (8 + text.count) % 64 != 0 { text.append(UInt8(ascii: " ")) }
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
  }
}
