import Records

/// How a text looks, or messages: who says what, one below the other.
struct Dialogue {
  let page: TerminalPage

  /// Shows a string as it is, messages as a dialogue, anything else as JSON.
  func show(_ label: String, _ value: Value, look: StyledText.Look? = nil) {
    if let text = value.string {
      page.write(label, text, look: look)
    } else if value.isArray, let messages = try? JSON(parsing: value.bytes) {
      show(label, messages, look: look)
    } else {
      page.write(label, String(decoding: value.bytes, as: UTF8.self), look: look)
    }
  }

  /// The same for a value that is a tree already.
  func show(_ label: String, _ value: JSON, look: StyledText.Look? = nil) {
    guard let messages = value.array, !messages.isEmpty,
      messages.allSatisfy({ $0["role"]?.string != nil })
    else {
      page.write(label, value.string ?? value.text, look: look)
      return
    }
    for (number, message) in messages.enumerated() {
      // Further lines stand deeper, so that none of them looks like another message.
      page.write(
        number == 0 ? label : "", "\(message["role"]?.string ?? ""): \(Self.content(of: message))",
        look: look ?? Self.look(of: message), hanging: 2)
    }
  }

  private static func look(of message: JSON) -> StyledText.Look? {
    switch message["role"]?.string {
    case "system", "developer": .faint
    case "assistant": .blue
    default: nil
    }
  }

  /// A message's text, its parts one below the other, and what else it has.
  private static func content(of message: JSON) -> String {
    var parts: [String] = []
    switch message["content"] {
    case .string(let text)?: parts.append(text)
    case .array(let pieces)?: parts += pieces.map { $0["text"]?.string ?? $0.text }
    case .null?, nil: break
    case let other?: parts.append(other.text)
    }
    for member in message.members ?? [] where !["role", "content"].contains(member.key) {
      parts.append("\(member.key): \(member.value.string ?? member.value.text)")
    }
    return parts.joined(separator: "\n")
  }
}
