/// Reads a pattern and writes its program, in one pass of recursive descent.
struct PatternCompiler {
  let source: [Unicode.Scalar]
  var cursor = 0
  private var depth = 0
  private(set) var ignoresCase = false
  var program: [Pattern.Instruction] = []
  /// How many capturing groups were read.
  private(set) var groups = 0

  /// Neither nesting nor repeated repetition may make a program grow without bound.
  private static let deepest = 100
  private static let longestProgram = 20_000
  private static let mostGroups = 32

  init(_ source: String) {
    self.source = Array(source.unicodeScalars)
    if source.hasPrefix("(?i)") {
      ignoresCase = true
      cursor = 4
    }
  }

  mutating func compile() throws(Pattern.Mistake) {
    try alternation()
    guard cursor == source.count else { throw mistake("a closing bracket without an opening one") }
    program.append(.match)
  }

  var peek: Unicode.Scalar? { cursor < source.count ? source[cursor] : nil }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == scalar else { return false }
    cursor += 1
    return true
  }

  func mistake(_ text: String) -> Pattern.Mistake { .init(description: text) }

  // MARK: Structure

  private mutating func alternation() throws(Pattern.Mistake) {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw mistake("groups are nested too deeply") }
    var exits: [Int] = []
    var start = program.count
    try sequence()
    while take("|") {
      // fork start+1, next; …; jump end
      insert(.fork(preferred: start + 1, other: program.count + 2), at: start)
      exits.append(program.count)
      program.append(.jump(0))
      start = program.count
      try sequence()
    }
    for exit in exits { program[exit] = .jump(program.count) }
  }

  private mutating func sequence() throws(Pattern.Mistake) {
    while let scalar = peek, scalar != "|", scalar != ")" {
      let start = program.count
      try atom()
      try counts(from: start)
      guard program.count <= Self.longestProgram else { throw mistake("it repeats too much") }
    }
  }

  private mutating func group() throws(Pattern.Mistake) {
    var number: Int?
    if take("?") {
      guard take(":") else {
        throw mistake("use (?:…) for a group without a capture, and (?i) at the beginning only")
      }
    } else {
      guard groups < Self.mostGroups else {
        throw mistake("it has more than \(Self.mostGroups) groups: use (?:…) for some of them")
      }
      number = groups
      groups += 1
    }
    if let number { program.append(.save(2 * number)) }
    try alternation()
    if let number { program.append(.save(2 * number + 1)) }
    guard take(")") else { throw mistake("a bracket is not closed") }
  }

  // MARK: Counts

  private mutating func counts(from start: Int) throws(Pattern.Mistake) {
    let lower: Int
    let upper: Int?
    if take("*") {
      (lower, upper) = (0, nil)
    } else if take("+") {
      (lower, upper) = (1, nil)
    } else if take("?") {
      (lower, upper) = (0, 1)
    } else if peek == "{" {
      guard let bounds = bounds() else { throw mistake("a count has the form {m}, {m,} or {m,n}") }
      (lower, upper) = bounds
    } else {
      return
    }
    let isLazy = take("?")
    if peek == "*" || peek == "+" {
      throw mistake("two counts follow each other")
    }
    try repeatBody(from: start, lower, upper, isLazy)
  }

  private mutating func bounds() -> (Int, Int?)? {
    cursor += 1
    guard let lower = number() else { return nil }
    var upper: Int? = lower
    if take(",") {
      upper = peek == "}" ? nil : number()
      if upper == nil, peek != "}" { return nil }
    }
    guard take("}"), upper ?? lower >= lower else { return nil }
    return (lower, upper)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let digit = peek, ("0"..."9").contains(digit), value ?? 0 <= 1000 {
      value = (value ?? 0) * 10 + Int(digit.value - 0x30)
      cursor += 1
    }
    return value
  }

  private mutating func repeatBody(
    from start: Int, _ lower: Int, _ upper: Int?, _ isLazy: Bool
  ) throws(Pattern.Mistake) {
    let body = Array(program[start...])
    let copies = max(lower, upper ?? lower + 1)
    guard body.count * max(copies, 1) <= Self.longestProgram else {
      throw mistake("it repeats too much")
    }
    program.removeSubrange(start...)
    for _ in 0..<lower { append(body, from: start) }
    guard let upper else {
      // loop: fork body, end; body; jump loop
      let loop = program.count
      fork(to: loop + 1, orTo: loop + body.count + 2, isLazy)
      append(body, from: start)
      program.append(.jump(loop))
      return
    }
    for _ in 0..<(upper - lower) {
      let place = program.count
      fork(to: place + 1, orTo: place + body.count + 1, isLazy)
      append(body, from: start)
    }
  }

  private mutating func fork(to body: Int, orTo end: Int, _ isLazy: Bool) {
    program.append(
      isLazy ? .fork(preferred: end, other: body) : .fork(preferred: body, other: end))
  }

  /// Appends a body that was compiled at `origin`.
  private mutating func append(_ body: [Pattern.Instruction], from origin: Int) {
    let shift = program.count - origin
    program += body.map { Self.moved($0, by: shift) }
  }

  /// Puts an instruction before the ones from `place` on.
  private mutating func insert(_ instruction: Pattern.Instruction, at place: Int) {
    let body = program[place...].map { Self.moved($0, by: 1) }
    program.replaceSubrange(place..., with: [instruction] + body)
  }

  private static func moved(
    _ instruction: Pattern.Instruction, by shift: Int
  ) -> Pattern.Instruction {
    switch instruction {
    case .fork(let preferred, let other): .fork(preferred: preferred + shift, other: other + shift)
    case .jump(let target): .jump(target + shift)
    default: instruction
    }
  }

  // MARK: Atoms

  private mutating func atom() throws(Pattern.Mistake) {
    guard let scalar = peek else { return }
    cursor += 1
    switch scalar {
    case "(": try group()
    case "[": program.append(.characters(try characterClass()))
    case ".": program.append(.characters(.notNewline))
    case "^": program.append(.assertion(.lineStart))
    case "$": program.append(.assertion(.lineEnd))
    case "*", "+", "?", "{": throw mistake("a count stands where nothing precedes it")
    case "\\": try escape()
    default: append(CharacterSet(scalar))
    }
  }

  mutating func append(_ set: CharacterSet) {
    var set = set
    if ignoresCase { set.ignoreCase() }
    program.append(.characters(set))
  }
}
