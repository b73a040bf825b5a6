import Records

/// How a stream was made: an entry for every filter that its data went through.
///
/// An entry names the entries of its inputs by their numbers, so the list is a graph, oldest
/// first; the last entry is the filter that wrote the stream.
package struct History: Equatable, Sendable {
  /// The entries as the trailer holds them.
  package private(set) var entries: [JSON] = []
  /// The numbers of the last entries of the inputs taken so far.
  private var heads: [Int] = []

  /// No inputs yet.
  package init() {}

  /// Takes the history of an input; entries that are there already are not repeated.
  /// - Parameter history: the array of a trailer.
  package mutating func take(_ history: [JSON]) {
    if let head = add(history).last { addHead(head) }
  }

  /// Takes the inputs of another history.
  /// - Returns: the numbers that their last entries have here.
  @discardableResult
  package mutating func take(_ history: History) -> [Int] {
    let numbers = add(history.entries)
    let taken = history.heads.map { numbers[$0] }
    for head in taken { addHead(head) }
    return taken
  }

  /// Adds entries that are not there yet, and gives the new numbers of all.
  private mutating func add(_ history: [JSON]) -> [Int] {
    var numbers: [Int] = []
    for entry in history {
      let entry = Self.renumber(entry, numbers)
      if let number = entries.firstIndex(of: entry) {
        numbers.append(number)
      } else {
        numbers.append(entries.count)
        entries.append(entry)
      }
    }
    return numbers
  }

  private mutating func addHead(_ number: Int) {
    if !heads.contains(number) { heads.append(number) }
  }

  /// Takes an input whose history is not known.
  package mutating func takeUnknown() { take([["filter": "unknown"]]) }

  /// Adds the entry of the filter that writes.
  /// - Parameter entry: without its inputs, which are all that were taken.
  package mutating func close(with entry: [JSON.Member]) {
    let inputs = JSON.array(heads.map { .integer(Int64($0)) })
    entries.append(.object(entry + [JSON.Member("inputs", inputs)]))
    heads = [entries.count - 1]
  }

  /// The numbers of an entry's inputs, as far as there are such entries.
  package static func inputs(of entry: JSON, among entries: some Collection) -> [Int] {
    (entry["inputs"]?.array ?? []).compactMap(\.integer).filter((0..<entries.count).contains)
  }

  private static func renumber(_ entry: JSON, _ numbers: [Int]) -> JSON {
    guard case .object(let members) = entry else { return entry }
    return .object(
      members.map { member in
        guard member.key == "inputs", member.value.array != nil else { return member }
        let renumbered = inputs(of: entry, among: numbers)
        return JSON.Member(
          "inputs", .array(renumbered.map { .integer(Int64(numbers[$0])) }))
      })
  }
}
