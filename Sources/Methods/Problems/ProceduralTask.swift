import Randomness

/// Problems that a rule makes and answers, at any difficulty.
///
/// `all` is the table of tasks: a new one is a row there, and the command's help, errors and
/// completions know it.
package struct ProceduralTask: Sendable {
  /// How a person asks for it.
  package let name: String
  /// For the help: what a problem is, and what its difficulty counts.
  package let summary: String
  /// Keys the order of its problems; never changes, since seeds would give other problems.
  private let code: UInt64
  /// How many values each free digit of a problem has, by difficulty.
  private let radices: @Sendable (_ difficulty: Int) -> [Int]
  /// The problem that some digits make.
  private let compose: @Sendable (_ digits: [Int], _ difficulty: Int) -> Text

  /// What a problem says, without the `=` behind the question.
  private struct Text {
    var question: String
    var reference: String
    var solution: String
  }

  /// A problem with its answer.
  package struct Problem: Equatable, Sendable {
    /// Ends with `=`.
    package let prompt: String
    /// The final answer.
    package let reference: String
    /// The completion that a perfect model gives; ends with the reference.
    package let solution: String
    /// As the task defines it, at least 1.
    package let difficulty: Int
  }

  // MARK: - The table

  /// All tasks, in the order of the help.
  package static let all = [reverse, copy, addition, sums]

  /// The task with a name.
  package static func named(_ name: String) -> ProceduralTask? { all.first { $0.name == name } }

  /// `4071=` → `1704`; the first digit may be 0.
  package static let reverse = ProceduralTask(
    name: "reverse", summary: "the digits of a number in reverse order; difficulty: digits",
    code: 1, radices: { Array(repeating: 10, count: $0) },
    compose: { digits, _ in
      let answer = text(digits.reversed())
      return Text(question: text(digits), reference: answer, solution: answer)
    })

  /// `4071=` → `4071`.
  package static let copy = ProceduralTask(
    name: "copy", summary: "the digits of a number again; difficulty: digits",
    code: 2, radices: { Array(repeating: 10, count: $0) },
    compose: { digits, _ in
      let answer = text(digits)
      return Text(question: answer, reference: answer, solution: answer)
    })

  /// `12+34=` → `46`; the first digit of a term is 0 only at difficulty 1.
  package static let addition = ProceduralTask(
    name: "addition", summary: "the sum of two terms; difficulty: digits of each term", code: 3,
    radices: { difficulty in
      guard difficulty > 1 else { return [10, 10] }
      let term = [9] + [Int](repeating: 10, count: difficulty - 1)
      return term + term
    },
    compose: { digits, difficulty in
      let terms = [digits.prefix(difficulty), digits.suffix(difficulty)].map { term in
        // The radix of a leading digit above difficulty 1 is 9: it stands for 1 to 9.
        difficulty > 1 ? [term[term.startIndex] + 1] + term.dropFirst() : Array(term)
      }
      let sum = sum(terms[0], terms[1])
      return Text(
        question: terms.map(text).joined(separator: "+"), reference: sum, solution: sum)
    })

  /// `3+5+2=` → `8+2=10`, reference `10`: the first two terms are replaced by their sum until one
  /// is left; terms are single digits.
  package static let sums = ProceduralTask(
    name: "sums",
    summary: "a sum of digits, step by step; difficulty: plus signs",
    code: 4, radices: { Array(repeating: 10, count: $0 + 1) },
    compose: { digits, _ in
      var steps: [String] = []
      var total = digits[0]
      for (position, digit) in digits.enumerated().dropFirst() {
        total += digit
        steps.append(([total] + digits[(position + 1)...]).map(String.init).joined(separator: "+"))
      }
      return Text(
        question: digits.map(String.init).joined(separator: "+"), reference: String(total),
        solution: steps.joined(separator: "="))
    })

  private static func text(_ digits: some Sequence<Int>) -> String {
    digits.map(String.init).joined()
  }

  /// The sum of two numbers of equally many decimal digits, of any length.
  private static func sum(_ a: [Int], _ b: [Int]) -> String {
    var carry = 0
    var digits: [Int] = []
    for (x, y) in zip(a.reversed(), b.reversed()) {
      digits.append((x + y + carry) % 10)
      carry = (x + y + carry) / 10
    }
    if carry > 0 { digits.append(carry) }
    return text(digits.reversed())
  }
}

// MARK: - Problems by number

extension ProceduralTask {
  /// How many different problems there are at a difficulty; `Int.max` for 10¹⁸ and more.
  package func capacity(difficulty: Int) -> Int {
    let (product, _, isWhole) = Self.head(of: radices(difficulty))
    return isWhole ? product : .max
  }

  /// The problem with a number: a function of the arguments alone.
  ///
  /// Numbers below `capacity` give different problems (a keyed permutation of all problems, so
  /// nothing has to be remembered); larger numbers give the same problems again in the same order.
  package func problem(difficulty: Int, index: Int, seed: UInt64) -> Problem {
    precondition(difficulty >= 1 && index >= 0, "difficulties begin at 1, numbers at 0")
    let radices = radices(difficulty)
    let (size, length, _) = Self.head(of: radices)
    let key = Self.key(seed, [code, UInt64(difficulty)])
    var rank = Permutation(size: size, key: key)[index % size]
    var digits: [Int] = []
    for radix in radices.prefix(length) {
      digits.append(rank % radix)
      rank /= radix
    }
    var generator = CounterGenerator(key: Self.key(key, [UInt64(index)]))
    for radix in radices.dropFirst(length) {
      digits.append(Int(generator.uniform() * Double(radix)))
    }
    let text = compose(digits, difficulty)
    return Problem(
      prompt: text.question + "=", reference: text.reference, solution: text.solution,
      difficulty: difficulty)
  }

  /// The digits that the permutation covers: as many as have at most 10¹⁸ values together.
  ///
  /// The digits behind them are drawn; problems differ by the first ones already.
  private static func head(of radices: [Int]) -> (size: Int, length: Int, isWhole: Bool) {
    let limit = 1_000_000_000_000_000_000
    var size = 1
    for (length, radix) in radices.enumerated() {
      guard size <= limit / radix else { return (size, length, false) }
      size *= radix
    }
    return (size, radices.count, true)
  }

  private static func key(_ seed: UInt64, _ parts: [UInt64]) -> UInt64 {
    parts.reduce(seed) { key, part in
      var generator = CounterGenerator(key: key, counter: part)
      return generator.next()
    }
  }
}
