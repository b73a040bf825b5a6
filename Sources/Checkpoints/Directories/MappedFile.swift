import Glibc
import Streams

/// A file's bytes, mapped into memory and read when they are touched.
///
/// They stay what they are when the file is replaced or removed.
package final class MappedFile: @unchecked Sendable {
  /// All bytes of the file; valid as long as this object lives.
  package let bytes: UnsafeRawBufferPointer

  /// Maps a file.
  /// - Throws: `StreamError.system` if it cannot be read.
  package init(path: String) throws(StreamError) {
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

  /// Lets go of the memory behind some bytes; they are read from the file again when touched.
  func forget(_ part: UnsafeRawBufferPointer) {
    guard let first = part.baseAddress else { return }
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let start = (Int(bitPattern: first) + page - 1) / page * page
    let end = (Int(bitPattern: first) + part.count) / page * page
    guard start < end, let whole = UnsafeMutableRawPointer(bitPattern: start) else { return }
    madvise(whole, end - start, MADV_DONTNEED)
  }

  deinit {
    if let start = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }
  }
}

/// Whether there is a file or directory of this name.
package func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }
