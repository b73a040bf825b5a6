/// Words and LaTeX commands of more than one letter that a formula may hold.
enum FormulaNames {
  enum Kind {
    case function
    case symbol
    case infinity
  }

  static func kind(of name: String) -> Kind? {
    if functions.contains(name) { return .function }
    if symbols.contains(name) { return .symbol }
    return name == "infinity" || name == "infty" ? .infinity : nil
  }

  private static let functions: Set<String> = [
    "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh",
    "log", "ln", "lg", "exp", "sqrt", "root", "abs",
  ]
  private static let symbols: Set<String> = [
    "pi", "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta",
    "iota", "kappa", "lambda", "mu", "nu", "xi", "rho", "sigma", "tau", "upsilon", "phi", "varphi",
    "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi",
    "Omega", "ell", "hbar", "deg",
  ]
}
