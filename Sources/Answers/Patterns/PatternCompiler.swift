/// Reads a pattern and writes its program, in one pass of recursive descent.
struct PatternCompiler {
  private let source: [UInt8]
  private var cursor = 0
  private var depth = 0
  private var ignoresCase = false
  private(set) var program: [Pattern.Instruction] = []
  /// How many capturing groups were read.
  private(set) var groups = 0

  /// Neither nesting nor repeated repetition may make a program grow without bound.
  private static let deepest = 100
  private static let longestProgram = 20_000

  init(_ source: String) throws(Pattern.Mistake) {
    self.source = Array(source.utf8)
    if self.source.starts(with: Array("(?i)".utf8)) {
      ignoresCase = true
      cursor = 4
    }
  }

  mutating func compile() throws(Pattern.Mistake) {
    try alternation()
    guard cursor == source.count else { throw mistake("a closing bracket without an opening one") }
    program.append(.match)
  }

  private var peek: UInt8? { cursor < source.count ? source[cursor] : nil }

  private mutating func take(_ byte: Character) -> Bool {
    guard let next = peek, next == byte.asciiValue else { return false }
    cursor += 1
    return true
  }

  private func mistake(_ text: String) -> Pattern.Mistake { .init(description: text) }

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
    while let byte = peek, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
      let start = program.count
      try atom()
      try counts(from: start)
      guard program.count <= Self.longestProgram else { throw mistake("it repeats too much") }
    }
  }

  private mutating func group() throws(Pattern.Mistake) {
    var isFirst = false
    if take("?") {
      guard take(":") else { throw mistake("after «(?» only «:» is offered, and (?i) in front") }
    } else {
      groups += 1
      isFirst = groups == 1
    }
    if isFirst { program.append(.save(0)) }
    try alternation()
    if isFirst { program.append(.save(1)) }
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
    } else if peek == UInt8(ascii: "{") {
      guard let bounds = bounds() else { throw mistake("a count has the form {m}, {m,} or {m,n}") }
      (lower, upper) = bounds
    } else {
      return
    }
    let isLazy = take("?")
    if let next = peek, next == UInt8(ascii: "*") || next == UInt8(ascii: "+") {
      throw mistake("two counts follow each other")
    }
    try repeatBody(from: start, lower, upper, isLazy)
  }

  private mutating func bounds() -> (Int, Int?)? {
    cursor += 1
    guard let lower = number() else { return nil }
    var upper: Int? = lower
    if take(",") {
      upper = peek == UInt8(ascii: "}") ? nil : number()
      if upper == nil, peek != UInt8(ascii: "}") { return nil }
    }
    guard take("}"), upper ?? lower >= lower else { return nil }
    return (lower, upper)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let byte = peek, byte.isDigit, value ?? 0 <= 1000 {
      value = (value ?? 0) * 10 + Int(byte - 0x30)
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
    guard let byte = peek else { return }
    cursor += 1
    switch byte {
    case UInt8(ascii: "("): try group()
    case UInt8(ascii: "["): program.append(.bytes(try byteClass()))
    case UInt8(ascii: "."): program.append(.bytes(ByteSet([0x0A]).inverted))
    case UInt8(ascii: "^"): program.append(.assertion(.lineStart))
    case UInt8(ascii: "$"): program.append(.assertion(.lineEnd))
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
      throw mistake("a count stands where nothing precedes it")
    case 0x5C: try escape()
    default:
      // A character of several bytes is one atom: a count repeats all of it.
      literal(byte)
      while byte >= 0xC0, let next = peek, next & 0xC0 == 0x80 {
        literal(next)
        cursor += 1
      }
    }
  }

  private mutating func literal(_ byte: UInt8) {
    let set = ByteSet([byte])
    program.append(.bytes(ignoresCase ? set.ignoringCase : set))
  }

  private mutating func escape() throws(Pattern.Mistake) {
    guard let byte = peek else { throw mistake("a backslash stands at the end") }
    if byte == UInt8(ascii: "b") || byte == UInt8(ascii: "B") {
      cursor += 1
      program.append(.assertion(byte == UInt8(ascii: "b") ? .wordBoundary : .noWordBoundary))
      return
    }
    let set = try escapedSet()
    program.append(.bytes(ignoresCase ? set.ignoringCase : set))
  }

  /// The bytes that an escape inside or outside of a class stands for.
  private mutating func escapedSet() throws(Pattern.Mistake) -> ByteSet {
    guard let byte = peek else { throw mistake("a backslash stands at the end") }
    cursor += 1
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let spaces: [UInt8] = [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D]
    switch byte {
    case UInt8(ascii: "d"): return ByteSet(digits)
    case UInt8(ascii: "D"): return ByteSet(digits).inverted
    case UInt8(ascii: "s"): return ByteSet(spaces)
    case UInt8(ascii: "S"): return ByteSet(spaces).inverted
    case UInt8(ascii: "w"), UInt8(ascii: "W"):
      var set = ByteSet(digits)
      set.formUnion(ByteSet(UInt8(ascii: "a")...UInt8(ascii: "z")))
      set.formUnion(ByteSet(UInt8(ascii: "A")...UInt8(ascii: "Z")))
      set.insert(UInt8(ascii: "_"))
      return byte == UInt8(ascii: "w") ? set : set.inverted
    case UInt8(ascii: "n"): return ByteSet([0x0A])
    case UInt8(ascii: "t"): return ByteSet([0x09])
    case UInt8(ascii: "r"): return ByteSet([0x0D])
    case _ where byte.isLetter || byte.isDigit || byte >= 0x80:
      throw mistake("the escape «\\\(Character(Unicode.Scalar(byte)))» is not offered")
    default: return ByteSet([byte])
    }
  }

  private mutating func byteClass() throws(Pattern.Mistake) -> ByteSet {
    let isNegated = take("^")
    var set = ByteSet()
    var isFirst = true
    while let byte = peek, isFirst || byte != UInt8(ascii: "]") {
      isFirst = false
      guard byte < 0x80 else { throw mistake("a class holds ASCII only; write (?:ä|ö)") }
      cursor += 1
      if byte == 0x5C {
        set.formUnion(try escapedSet())
        continue
      }
      guard cursor + 1 < source.count, source[cursor] == UInt8(ascii: "-"),
        source[cursor + 1] != UInt8(ascii: "]")
      else {
        set.insert(byte)
        continue
      }
      let last = source[cursor + 1]
      guard last >= byte, last < 0x80, last != 0x5C else { throw mistake("a range runs backwards") }
      cursor += 2
      set.formUnion(ByteSet(byte...last))
    }
    guard take("]") else { throw mistake("a class is not closed") }
    if ignoresCase { set = set.ignoringCase }
    return isNegated ? set.inverted : set
  }
}
