import Glibc
import Streams

/// A directory under a temporary name beside the one that it is to have.
///
/// A place that is taken is replaced when the new directory is complete, and only if all that lies
/// there are files of the kind that is written.
struct PartialDirectory {
  private let path: String
  /// `NAME.partial`, where the files are made.
  let temporary: String
  private let descriptor: Int32
  private let isOwn: IsOwn

  /// Whether a file may be replaced or removed, by its name and all names of its directory.
  typealias IsOwn = @Sendable (_ name: String, _ names: [String]) -> Bool

  /// Makes `NAME.partial`, or empties what an interrupted run left there.
  /// - Parameters:
  ///   - path: the place; slashes at its end do not matter.
  ///   - isOwn: whether a file may be replaced or removed.
  /// - Throws: `StreamError.system` if it cannot be made, if another run is making it, or if what
  ///   lies at the place may not be replaced.
  init(for path: String, isOwn: @escaping IsOwn) throws(StreamError) {
    let end = path.lastIndex { $0 != "/" } ?? path.startIndex
    let path = String(path[...end])
    let temporary = path + ".partial"
    try Self.check(path, isOwn: isOwn)
    guard mkdir(temporary, 0o777) == 0 || errno == EEXIST else {
      throw .system(action: "make", path: temporary, code: errno)
    }
    let descriptor = open(temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(action: "write", path: temporary, code: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .system(action: "write (another run is writing it)", path: path, code: EBUSY)
    }
    self.path = path
    self.temporary = temporary
    self.descriptor = descriptor
    self.isOwn = isOwn
    do {
      try Self.empty(temporary, isOwn: isOwn)
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// Refuses a place where something else lies than files of one's own.
  static func check(_ path: String, isOwn: IsOwn) throws(StreamError) {
    guard fileExists(path) else { return }
    let names = try names(in: path)
    if let other = names.first(where: { !isOwn($0, names) }) {
      throw .system(
        action: "replace (it holds \(other), which is no file of a model)", path: path,
        code: ENOTEMPTY)
    }
  }

  /// Gives the directory its name; what lay there is gone.
  func commit() throws(StreamError) {
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("complete") }
    if fileExists(path) {
      try Self.check(path, isOwn: isOwn)
      try exchange()
    } else {
      guard rename(temporary, path) == 0 else { throw failure("complete") }
    }
    syncParent()
  }

  /// Removes the directory.
  func abandon() {
    defer { close(descriptor) }
    // The error that led here is the one to be told.
    try? Self.empty(temporary, isOwn: isOwn)
    rmdir(temporary)
  }

  /// Puts the former directory aside, the new one in its place, and removes the former.
  private func exchange() throws(StreamError) {
    let former = path + ".former"
    if fileExists(former) { try Self.remove(former, isOwn: isOwn) }
    guard rename(path, former) == 0 else { throw failure("replace") }
    guard rename(temporary, path) == 0 else {
      let code = errno
      rename(former, path)
      throw .system(action: "complete", path: path, code: code)
    }
    try Self.remove(former, isOwn: isOwn)
  }

  /// Brings the new name to the disk; a file system that cannot loses nothing but the name.
  private func syncParent() {
    let cut = path.lastIndex(of: "/")
    let parent = cut.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let directory = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return }
    fsync(directory)
    close(directory)
  }

  private func failure(_ action: String) -> StreamError {
    .system(action: action, path: path, code: errno)
  }

  private static func remove(_ path: String, isOwn: IsOwn) throws(StreamError) {
    try empty(path, isOwn: isOwn)
    guard rmdir(path) == 0 else { throw .system(action: "remove", path: path, code: errno) }
  }

  private static func empty(_ path: String, isOwn: IsOwn) throws(StreamError) {
    try check(path, isOwn: isOwn)
    for name in try names(in: path) {
      guard unlink("\(path)/\(name)") == 0 else {
        throw .system(action: "remove", path: "\(path)/\(name)", code: errno)
      }
    }
  }

  /// The names in a directory, sorted.
  static func names(in path: String) throws(StreamError) -> [String] {
    guard let directory = opendir(path) else {
      throw .system(action: "open", path: path, code: errno)
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
