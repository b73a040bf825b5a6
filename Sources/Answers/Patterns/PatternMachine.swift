/// Runs a pattern's program: one list of threads, in order of preference, for each byte.
struct PatternMachine {
  /// Where a match stands.
  struct Match {
    let whole: Range<Int>
    let group: Range<Int>?
  }

  /// A place in the program, with where its match and its first group began and ended.
  private struct Thread {
    var counter: Int
    var marks: Marks
  }

  private struct Marks {
    var start: Int
    var groupStart = -1
    var groupEnd = -1
  }

  private let program: [Pattern.Instruction]
  private var current: [Thread] = []
  private var next: [Thread] = []
  private var pending: [Thread] = []
  /// For each instruction, the step at which it was last reached.
  private var reached: [Int]
  private var step = 0

  private let firstBytes: ByteSet?

  init(program: [Pattern.Instruction], firstBytes: ByteSet?) {
    self.program = program
    self.firstBytes = firstBytes
    reached = Array(repeating: 0, count: program.count)
  }

  /// The leftmost match at or after `start`, by the rules of preference of Perl.
  mutating func firstMatch(in text: Span<UInt8>, from start: Int) -> Match? {
    var best: Match?
    current.removeAll(keepingCapacity: true)
    step += 1
    for position in start...text.count {
      if best == nil {
        // With no thread alive, what cannot begin a match is passed over.
        if let firstBytes, current.isEmpty,
          position == text.count || !firstBytes.contains(text[position])
        {
          continue
        }
        // Threads that began earlier are preferred, so a new one goes to the end.
        add(Thread(counter: 0, marks: Marks(start: position)), at: position, text, toNext: false)
      } else if current.isEmpty {
        break
      }
      step += 1
      next.removeAll(keepingCapacity: true)
      threads: for index in current.indices {
        let thread = current[index]
        switch program[thread.counter] {
        case .bytes(let set) where position < text.count && set.contains(text[position]):
          add(
            Thread(counter: thread.counter + 1, marks: thread.marks), at: position + 1, text,
            toNext: true)
        case .match:
          // The threads behind are less preferred: they end here.
          best = match(thread.marks, endingAt: position)
          break threads
        default: break
        }
      }
      swap(&current, &next)
    }
    return best
  }

  private func match(_ marks: Marks, endingAt end: Int) -> Match {
    let group =
      marks.groupStart >= 0 && marks.groupEnd >= marks.groupStart
      ? marks.groupStart..<marks.groupEnd : nil
    return Match(whole: marks.start..<end, group: group)
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
        pending.append(Thread(counter: other, marks: thread.marks))
        thread.counter = preferred
        pending.append(thread)
      case .save(let mark):
        if mark == 0 {
          thread.marks.groupStart = position
        } else {
          thread.marks.groupEnd = position
        }
        thread.counter += 1
        pending.append(thread)
      case .assertion(let assertion):
        guard holds(assertion, at: position, text) else { continue }
        thread.counter += 1
        pending.append(thread)
      case .bytes, .match:
        if toNext { next.append(thread) } else { current.append(thread) }
      }
    }
  }

  private func holds(
    _ assertion: Pattern.Assertion, at position: Int, _ text: Span<UInt8>
  ) -> Bool {
    func isWord(_ offset: Int) -> Bool {
      guard offset >= 0, offset < text.count else { return false }
      return text[offset].isLetter || text[offset].isDigit || text[offset] == UInt8(ascii: "_")
    }
    switch assertion {
    case .lineStart: return position == 0 || text[position - 1] == 0x0A
    case .lineEnd: return position == text.count || text[position] == 0x0A
    case .wordBoundary: return isWord(position - 1) != isWord(position)
    case .noWordBoundary: return isWord(position - 1) == isWord(position)
    }
  }
}
