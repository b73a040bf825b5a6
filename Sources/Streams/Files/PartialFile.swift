import Glibc

/// A file under a temporary name beside its final one.
package final class PartialFile {
  let descriptor: Int32
  private let path: String
  private let temporary: String
  /// Whether the file has its final name or is removed.
  private var ended = false

  /// Opens `.NAME.partial` in the directory of `path`.
  init(for path: String) throws(StreamError) {
    let cut = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    self.path = path
    temporary = "\(path[..<cut]).\(path[cut...]).partial"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .system(action: "write", path: path, code: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, Self.names(temporary, descriptor) else {
      close(descriptor)
      throw .system(action: "write (another run is writing it)", path: path, code: EBUSY)
    }
    ftruncate(descriptor, 0)
    Interruption.remember(temporary)
  }

  /// Whether a file still has the name under which it was opened: another run may have completed
  /// it before it was locked here.
  static func names(_ path: String, _ descriptor: Int32) -> Bool {
    var named = stat()
    var opened = stat()
    return stat(path, &named) == 0 && fstat(descriptor, &opened) == 0
      && named.st_ino == opened.st_ino && named.st_dev == opened.st_dev
  }

  /// Gives the file its final name, once its bytes are on the disk.
  func commit() throws(StreamError) {
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
      throw .system(action: "complete", path: path, code: errno)
    }
    end()
  }

  /// Removes the file, unless it has its final name.
  func abandon() {
    guard !ended else { return }
    unlink(temporary)
    end()
  }

  private func end() {
    ended = true
    close(descriptor)
    Interruption.forget(temporary)
  }
}
