import Randomness

/// Problems that a rule makes and answers, at any difficulty.
package enum ProceduralTask: String, CaseIterable, Sendable {
  /// `4071=` → `1704`. Difficulty is the number of digits; the first may be 0.
  case reverse
  /// `4071=` → `4071`. As `reverse`.
  case copy
  /// `12+34=` → `46`. Difficulty is the number of digits of each term, the first of them not 0
  /// except at difficulty 1.
  case addition
  /// `3+5+2=` → `8+2=10`, reference `10`: the first two terms replaced by their sum until one is
  /// left. Difficulty is the number of plus signs; terms are single digits.
  case sums

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

  /// How many different problems there are at a difficulty; `Int.max` for 10¹⁸ and more.
  package func capacity(difficulty: Int) -> Int {
    let (product, _, isWhole) = Self.head(of: radices(difficulty))
    return isWhole ? product : .max
  }

  /// The problem with a number: a function of the arguments alone.
  ///
  /// Numbers below `capacity` give different problems (a keyed permutation of all problems, so
  /// nothing has to be remembered); from there on the same ones come again in the same order.
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
    return compose(digits, difficulty)
  }

  private var code: UInt64 {
    switch self {
    case .reverse: 1
    case .copy: 2
    case .addition: 3
    case .sums: 4
    }
  }

  /// How many values each free digit of a problem has.
  private func radices(_ difficulty: Int) -> [Int] {
    switch self {
    case .reverse, .copy: return .init(repeating: 10, count: difficulty)
    case .sums: return .init(repeating: 10, count: difficulty + 1)
    case .addition:
      guard difficulty > 1 else { return [10, 10] }
      let term = [9] + [Int](repeating: 10, count: difficulty - 1)
      return term + term
    }
  }

  /// The digits that the permutation covers: as many as have at most 10¹⁸ values together.
  ///
  /// Those after them are drawn; problems differ by the first ones already.
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

  private func compose(_ digits: [Int], _ difficulty: Int) -> Problem {
    switch self {
    case .reverse:
      let answer = Self.text(digits.reversed())
      return problem(Self.text(digits[...]), answer, answer, difficulty)
    case .copy:
      let answer = Self.text(digits[...])
      return problem(answer, answer, answer, difficulty)
    case .addition:
      let terms = [digits.prefix(difficulty), digits.suffix(difficulty)].map { term in
        // The radix of a leading digit above difficulty 1 is 9: it stands for 1 to 9.
        difficulty > 1 ? [term[term.startIndex] + 1] + term.dropFirst() : Array(term)
      }
      let sum = Self.sum(terms[0], terms[1])
      return problem(terms.map { Self.text($0[...]) }.joined(separator: "+"), sum, sum, difficulty)
    case .sums:
      var steps: [String] = []
      var total = digits[0]
      for (position, digit) in digits.enumerated().dropFirst() {
        total += digit
        steps.append(([total] + digits[(position + 1)...]).map(String.init).joined(separator: "+"))
      }
      return problem(
        digits.map(String.init).joined(separator: "+"), String(total),
        steps.joined(separator: "="), difficulty)
    }
  }

  private func problem(
    _ question: String, _ reference: String, _ solution: String, _ difficulty: Int
  ) -> Problem {
    Problem(
      prompt: question + "=", reference: reference, solution: solution, difficulty: difficulty)
  }

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
