extension Extractor {
  /// See `NumberExtractor`.
  static let number = Extractor(
    "number",
    finds: """
      the number behind the last ####, if the line says nothing more, else the last number of the \
      text; none if that is part of an expression that is not read as a whole
      """, reference: .answer
  ) { text, mark in
    let finding =
      switch mark {
      case .point: NumberExtractor.extract(from: text)
      case .comma:
        NumberExtractor.extract(
          from: DecimalComma.withPoints(text, 0..<text.count, shortens: false).span)
      }
    guard case .number(let canonical, let span) = finding else { return nil }
    return .form(canonical, span)
  }
}
