/// Runs a pattern's program: one list of threads, in order of preference, for each character.
struct PatternMachine {
  /// Where a match stands.
  struct Match {
    let whole: Range<Int>
    /// The first group that took part.
    let group: Range<Int>?
  }

  /// A place in the program, with where its match began and its groups began and ended.
  private struct Thread {
    var counter: Int
    var start: Int
    /// Two places a group, −1 where it has none; shared until one thread changes its own.
    var places: [Int]
  }

  private let program: [Pattern.Instruction]
  private let noPlaces: [Int]
  private var current: [Thread] = []
  private var next: [Thread] = []
  private var pending: [Thread] = []
  /// For each instruction, the step at which it was last reached.
  private var reached: [Int]
  private var step = 0

  private let firstBytes: ByteSet?

  init(program: [Pattern.Instruction], firstBytes: ByteSet?, groups: Int) {
    self.program = program
    self.firstBytes = firstBytes
    noPlaces = Array(repeating: -1, count: 2 * groups)
    reached = Array(repeating: 0, count: program.count)
  }

  /// The leftmost match at or after `start`, by the rules of preference of Perl.
  mutating func firstMatch(in text: Span<UInt8>, from start: Int) -> Match? {
    var best: Match?
    current.removeAll(keepingCapacity: true)
    step += 1
    var position = start
    while position <= text.count {
      if best == nil {
        // With no thread alive, what cannot begin a match is passed over.
        if let firstBytes, current.isEmpty,
          position == text.count || !firstBytes.contains(text[position])
        {
          position += 1
          continue
        }
        // Threads that began earlier are preferred, so a new one goes to the end.
        add(
          Thread(counter: 0, start: position, places: noPlaces), at: position, text, toNext: false)
      } else if current.isEmpty {
        break
      }
      let isAtEnd = position == text.count
      let (scalar, length) = isAtEnd ? ("\0", 1) : text.scalar(at: position)
      step += 1
      next.removeAll(keepingCapacity: true)
      threads: for index in current.indices {
        var thread = current[index]
        switch program[thread.counter] {
        case .characters(let set) where !isAtEnd && set.contains(scalar):
          thread.counter += 1
          add(thread, at: position + length, text, toNext: true)
        case .match:
          // The threads behind are less preferred: they end here.
          best = match(thread, endingAt: position)
          break threads
        default: break
        }
      }
      swap(&current, &next)
      position += length
    }
    return best
  }

  private func match(_ thread: Thread, endingAt end: Int) -> Match {
    let places = thread.places
    let first = stride(from: 0, to: places.count, by: 2).first {
      places[$0] >= 0 && places[$0 + 1] >= places[$0]
    }
    return Match(
      whole: thread.start..<end, group: first.map { places[$0]..<places[$0 + 1] })
  }

  /// Follows all instructions that consume nothing, preferred ones first.
  private mutating func add(
    _ thread: Thread, at position: Int, _ text: Span<UInt8>, toNext: Bool
  ) {
    pending.append(thread)
    while var thread = pending.popLast() {
      guard reached[thread.counter] != step else { continue }
      reached[thread.counter] = step
      switch program[thread.counter] {
      case .jump(let target):
        thread.counter = target
        pending.append(thread)
      case .fork(let preferred, let other):
        pending.append(Thread(counter: other, start: thread.start, places: thread.places))
        thread.counter = preferred
        pending.append(thread)
      case .save(let number):
        thread.places[number] = position
        thread.counter += 1
        pending.append(thread)
      case .assertion(let assertion):
        guard holds(assertion, at: position, text) else { continue }
        thread.counter += 1
        pending.append(thread)
      case .characters, .match:
        if toNext { next.append(thread) } else { current.append(thread) }
      }
    }
  }

  private func holds(
    _ assertion: Pattern.Assertion, at position: Int, _ text: Span<UInt8>
  ) -> Bool {
    switch assertion {
    case .lineStart: return position == 0 || text[position - 1] == 0x0A
    case .lineEnd: return position == text.count || text[position] == 0x0A
    case .wordBoundary: return isAtBoundary(position, text)
    case .noWordBoundary: return !isAtBoundary(position, text)
    }
  }

  private func isAtBoundary(_ position: Int, _ text: Span<UInt8>) -> Bool {
    let isBefore =
      position > 0 && CharacterClass.word.contains(text.scalar(before: position).scalar)
    let isBehind =
      position < text.count && CharacterClass.word.contains(text.scalar(at: position).scalar)
    return isBefore != isBehind
  }
}
