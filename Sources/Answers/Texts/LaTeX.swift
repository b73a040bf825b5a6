/// The little of LaTeX that answers are written in.
enum LaTeX {
  /// Whether the command of this name shows its argument unchanged.
  static func isWrapper(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
    wrappers.contains { $0.utf8CodeUnitCount == name.count && text.has($0, at: name.lowerBound) }
  }

  /// The same of a name.
  static func isWrapper(_ name: String) -> Bool {
    !name.isEmpty && isWrapper(name.utf8.span, 0..<name.utf8.count)
  }

  /// Whether the command of this name leaves the number before it as it is: a unit or a space.
  static func isPunctuation(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
    punctuation.contains { $0.utf8CodeUnitCount == name.count && text.has($0, at: name.lowerBound) }
      || isWrapper(text, name)
  }

  /// Whether the command of this name shows nothing, or a blank.
  static func isSilent(_ name: String) -> Bool { silent.contains(name) || blanks.contains(name) }

  /// Whether it shows a blank.
  static func isBlank(_ name: String) -> Bool { blanks.contains(name) }

  /// The name, or the sign, by which all commands go that show the same.
  static func name(of command: String) -> String { twins[command] ?? command }

  /// Whether a command of this name is known.
  static func isCommand(_ name: String) -> Bool {
    isWrapper(name) || isSilent(name) || twins[name] != nil || FormulaNames.kind(of: name) != nil
      || commands.contains(name)
  }

  private static let wrappers: [StaticString] = [
    "text", "textbf", "textit", "textrm", "textsf", "mathrm", "mathbf", "mathit", "mathsf", "mbox",
    "textnormal", "textup", "textmd", "texttt", "mathtt", "mathnormal", "pmb", "boxed", "fbox",
    "emph", "underline", "bm", "boldsymbol", "operatorname",
  ]
  private static let punctuation: [StaticString] = [
    "quad", "qquad", "right", "end", "n", "newline",
  ]
  private static let silent: Set<String> = [
    "left", "right", "middle", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr",
    "biggl",
    "biggr", "Biggl", "Biggr", "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits",
    "rm",
    "bf", "it", "bfseries", "mathstrut", "strut", "null",
  ]
  private static let blanks: Set<String> = [
    "quad", "qquad", "enspace", "enskip", "thinspace", "medspace", "thickspace", "space", "newline",
    "negthinspace",
  ]
  private static let twins = [
    "dfrac": "frac", "tfrac": "frac", "cfrac": "frac", "dbinom": "binom", "tbinom": "binom",
    "le": "leq", "leqslant": "leq", "ge": "geq", "geqslant": "geq", "ne": "neq", "lt": "<",
    "gt": ">",
    "mid": "|", "vert": "|", "lvert": "|", "rvert": "|", "colon": ":", "to": "rightarrow",
    "longrightarrow": "rightarrow", "land": "wedge", "lor": "vee", "lnot": "neg", "ldots": "dots",
    "cdots": "dots", "dotsc": "dots", "dotsb": "dots", "varnothing": "emptyset", "lbrack": "[",
    "rbrack": "]", "ast": "*", "lparen": "(", "rparen": ")", "backslash": "setminus",
    "mathbb": "mathbb", "Bbb": "mathbb", "degree": "circ", "owns": "ni", "iff": "Leftrightarrow",
    "implies": "Rightarrow", "varepsilon": "epsilon", "varphi": "phi",
  ]
  private static let commands: Set<String> = [
    "frac", "binom", "cdot", "times", "div", "pm", "mp", "leq", "geq", "neq", "in", "notin", "cup",
    "cap", "setminus", "sum", "prod", "int", "lim", "over", "choose", "begin", "end", "infty",
    "circ",
    "angle", "triangle", "overline", "bar", "hat", "vec", "dots", "equiv", "pmod", "bmod", "approx",
    "sim", "cong", "perp", "parallel", "subset", "subseteq", "rightarrow", "Rightarrow", "wedge",
    "vee", "neg", "emptyset", "max", "min", "gcd", "lcm", "log", "ln", "forall", "exists",
  ]
}
