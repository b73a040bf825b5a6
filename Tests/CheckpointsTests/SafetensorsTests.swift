import Checkpoints
import Engine
import Foundation
import ModelFixtures
import Streams
import Testing

@Suite struct SafetensorsTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func read(_ path: String, _ name: String, shape: [Int]) throws -> [Float] {
    let file = try Safetensors(path: path)
    return try [Float](unsafeUninitializedCapacity: shape.reduce(1, *)) { buffer, count in
      let count0 = shape.reduce(1, *)
      try file.read(
        name, shape: shape,
        into: UnsafeMutableBufferPointer(start: buffer.baseAddress, count: count0))
      count = count0
    }
  }

  @Test func whatWasWrittenIsRead() throws {
    let path = scratch("a.safetensors")
    let hash = try Safetensors.write(
      [.init("a.weight", [2, 3]), .init("b", [1])],
      numbers: [FloatBuffer([1, -0, .pi, 4]), FloatBuffer([5, 6, 7])],
      metadata: ["note": "\"x\""], to: path)
    #expect(try read(path, "a.weight", shape: [2, 3]) == [1, -0, .pi, 4, 5, 6])
    #expect(try read(path, "b", shape: [1]) == [7])
    #expect(try Safetensors(path: path).metadata == ["format": "pt", "note": "\"x\""])
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(hash == ContentHash.of([UInt8](data)))
    #expect((data.count - 28) % 64 == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["a.safetensors"])
  }

  @Test func narrowTypesAreWidened() throws {
    let header = #"""
      {"b":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]},"h":{"dtype":"F16","shape":[3],"data_offsets":[4,10]},"i":{"dtype":"I8","shape":[1],"data_offsets":[10,11]}}
      """#
    let path = scratch("n.safetensors")
    try Scratch.safetensors(
      header, numbers: [0x80, 0x3F, 0x49, 0xC0, 0x00, 0x3C, 0x01, 0x00, 0x00, 0xFC, 9]
    ).write(to: URL(fileURLWithPath: path))
    #expect(try read(path, "b", shape: [2]) == [1, -3.140625])
    #expect(try read(path, "h", shape: [3]) == [1, 0x1p-24, -.infinity])
    #expect(
      throws: ModelError.unsupported(
        "\(path): tensor i is I8; only F32, F16 and BF16 can be read")
    ) { try read(path, "i", shape: [1]) }
  }

  @Test func aWrongShapeOrNameIsTold() throws {
    let path = scratch("a.safetensors")
    try Safetensors.write(
      [.init("w", [2, 3])], numbers: [FloatBuffer([1, 2, 3, 4, 5, 6])], to: path)
    #expect(throws: ModelError.damaged("\(path): tensor w is [2, 3], expected [3, 2]")) {
      try read(path, "w", shape: [3, 2])
    }
    #expect(throws: ModelError.damaged("\(path): tensor v is missing (expected [6])")) {
      try read(path, "v", shape: [6])
    }
  }

  /// Headers and numbers of files that are refused, and what is said of them.
  static let damages: [(header: String, numbers: Int, says: String)] = [
    ("[]", 0, "its header is no JSON object"),
    (#"{"a":"#, 0, "its header is no JSON"),
    (
      #"{"a":{"dtype":"F32","shape":[2]}}"#, 8,
      "tensor a has no valid dtype, shape and data_offsets"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, 8,
      "tensor a has no valid dtype, shape and data_offsets"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4,
      "tensor a is F32 [2] but has 4 bytes"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#, 4,
      "tensor a is F32 [4611686018427387904, 4] but has 4 bytes"
    ),
    (
      #"{"a":{"dtype":"F9","shape":[1],"data_offsets":[0,4]}}"#, 4,
      "tensor a has the unknown type F9"
    ),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "tensor a follows a gap"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F16","shape":[1],"data_offsets":[2,4]}}"#,
      4, "tensor b overlaps the one before it"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 7,
      "cut off: 8 bytes of tensors expected, 7 found"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 9,
      "1 bytes follow the last tensor"
    ),
  ]

  @Test(arguments: damages.indices)
  func aDamagedFileIsRefused(index: Int) throws {
    let damage = Self.damages[index]
    let path = scratch("d.safetensors")
    try Scratch.safetensors(damage.header, numbers: Array(repeating: 0, count: damage.numbers))
      .write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: ModelError.self) { try Safetensors(path: path) }
    #expect(error?.description.hasPrefix("\(path): \(damage.says)") == true, "\(error as Any)")
  }

  @Test func aCutHeaderIsRefused() throws {
    let path = scratch("c.safetensors")
    try Data([1, 0, 0]).write(to: URL(fileURLWithPath: path))
    #expect(
      throws: ModelError.damaged("\(path): cut off: 3 bytes are too few for a safetensors file")
    ) { try Safetensors(path: path) }
    try Data([200, 0, 0, 0, 0, 0, 0, 0, 0x7B]).write(to: URL(fileURLWithPath: path))
    #expect(
      throws: ModelError.damaged("\(path): cut off inside its header: 208 bytes expected, 9 found")
    ) { try Safetensors(path: path) }
    try Data(repeating: 0xFF, count: 100).write(to: URL(fileURLWithPath: path))
    #expect(
      throws: ModelError.damaged(
        "\(path): no safetensors file: its header would have 18446744073709551615 bytes")
    ) { try Safetensors(path: path) }
  }
}
