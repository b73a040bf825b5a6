import Glibc
import Streams

/// A file's bytes, mapped into memory and read when they are touched.
final class MappedFile {
  /// All bytes of the file; valid as long as this object lives.
  let bytes: UnsafeRawBufferPointer

  /// Maps a file.
  /// - Throws: `StreamError.system` if it cannot be read.
  init(path: String) throws(StreamError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(action: "open", path: path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .system(action: "read", path: path, code: errno)
    }
    let count = Int(status.st_size)
    guard count > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let start, start != MAP_FAILED else {
      throw .system(action: "read", path: path, code: errno)
    }
    bytes = UnsafeRawBufferPointer(start: start, count: count)
  }

  deinit {
    if let start = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }
  }
}

/// Whether there is a file or directory of this name.
func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }
