import FilterKit
import Glibc
import Streams

/// When colours are used.
package enum ColourChoice: String, CaseIterable, Sendable {
  case auto
  case always
  case never
}

/// A piece of text with its look.
struct StyledText {
  /// The look, as a terminal's number.
  enum Look: Int {
    case bold = 1
    case faint = 2
    case red = 31
    case green = 32
    case yellow = 33
    case blue = 34
  }

  var text: String
  var look: Look?

  init(_ text: String, _ look: Look? = nil) {
    self.text = text
    self.look = look
  }
}

/// What is printed: wrapped and coloured where a person sees it, through a pager.
package final class TerminalPage {
  private let file = OutputFile()
  private let isQuiet: Bool
  private var notes: [String] = []
  private var text = ""
  private let isColoured: Bool
  private let pager: Pager?
  /// Whether the reader has gone.
  private var isClosed = false
  /// How wide the terminal is, nil if lines are not broken.
  let width: Int?
  /// How far the text stands to the right of its labels.
  private let indent: Int

  /// Whether a person sees everything at once, unable to go back.
  let isBareTerminal: Bool
  /// Whether it is time to print what was written.
  var isFull: Bool { text.utf8.count > 1 << 16 }

  /// Looks at where the output goes, and starts the pager if it is a terminal.
  package init(colour: ColourChoice, paged: Bool, quiet: Bool) {
    isQuiet = quiet
    let isTerminal = file.isTerminal
    let kind = getenv("TERM").map { String(cString: $0) } ?? "dumb"
    let refuses = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    isColoured =
      switch colour {
      case .auto: isTerminal && !refuses && kind != "dumb"
      case .always: true
      case .never: false
      }
    width = TerminalWidth.current
    indent = width ?? 80 < 60 ? 2 : 11
    pager = isTerminal && paged && kind != "dumb" ? Pager.start() : nil
    isBareTerminal = isTerminal && pager == nil
  }

  // MARK: - Writing

  /// Text that is fit to be seen.
  package func write(_ piece: String) { text += piece }

  /// A piece as the terminal gets it.
  func styled(_ text: String, _ look: StyledText.Look?) -> String {
    let text = TerminalText.text(text)
    guard isColoured, let look, !text.isEmpty else { return text }
    return "\u{1B}[\(look.rawValue)m\(text)\u{1B}[0m"
  }

  /// A line of pieces, each one line, two spaces apart; what a terminal has no room for is cut off.
  func writeLine(_ pieces: [StyledText], filling: Character? = nil) {
    var room = width ?? Int.max
    var line = ""
    for (number, piece) in pieces.enumerated() {
      let gap = number == 0 ? 0 : 2
      guard room > gap + 1 else { break }
      let shown =
        width == nil
        ? TerminalText.line(piece.text)
        : TerminalText.cut(TerminalText.line(piece.text), to: room - gap)
      line += String(repeating: " ", count: gap) + styled(shown, piece.look)
      room -= gap + TerminalText.columns(of: shown)
    }
    if let filling, width != nil, room > 2 {
      line += styled(" " + String(repeating: filling, count: room - 1), .faint)
    }
    text += line + "\n"
  }

  /// A label, then text; further lines of it, and what is wrapped, stand below its first.
  /// - Parameter hanging: how much further to the right those stand.
  func write(_ label: String, _ text: String, look: StyledText.Look? = nil, hanging: Int = 0) {
    let lines = TerminalText.text(text).split(separator: "\n", omittingEmptySubsequences: false)
    var isFirst = true
    for line in lines {
      for piece in wrapped(line, width: width.map { $0 - indent - hanging }) {
        begin(isFirst ? label : "", deeper: piece.isEmpty ? nil : isFirst ? 0 : hanging)
        self.text += styled(String(piece), look) + "\n"
        isFirst = false
      }
    }
  }

  /// A label, then pieces two spaces apart; those for which a line has no room follow below.
  func write(_ label: String, _ pieces: [StyledText]) {
    var column = 0
    begin(label, deeper: pieces.isEmpty ? nil : 0)
    for (number, piece) in pieces.enumerated() {
      let shown = TerminalText.line(piece.text)
      let columns = TerminalText.columns(of: shown)
      if number > 0 {
        if let width, indent + column + 2 + columns > width {
          text += "\n"
          begin("", deeper: 0)
          column = 0
        } else {
          text += "  "
          column += 2
        }
      }
      text += styled(shown, piece.look)
      column += columns
    }
    text += "\n"
  }

  /// A line of cells that have their widths; the last one is wrapped below itself where a terminal
  /// has room for it, and else stands below all.
  func writeRow(_ cells: [StyledText]) {
    let line = cells.dropLast().map { styled($0.text, $0.look) }.joined(separator: "  ")
    let last = cells.last ?? StyledText("")
    var start = cells.dropLast().reduce(0) {
      $0 + 2 + TerminalText.columns(of: TerminalText.line($1.text))
    }
    guard !last.text.isEmpty else {
      text += line.trimmedEnd + "\n"
      return
    }
    if let width, width - start < 24 {
      start = 4
      text += line.trimmedEnd + "\n" + String(repeating: " ", count: start)
    } else {
      text += line + "  "
    }
    let pieces = wrapped(TerminalText.line(last.text)[...], width: width.map { $0 - start })
    for (number, piece) in pieces.enumerated() {
      if number > 0 { text += String(repeating: " ", count: start) }
      text += styled(String(piece), last.look) + "\n"
    }
  }

  /// A command as one line, cut in the middle where a terminal has no room for it: what it is and
  /// where it writes stand at its ends.
  /// - Parameter beside: how many columns stand in the same line.
  func shortened(_ command: String, beside: Int = 24) -> String {
    let line = TerminalText.line(command)
    guard let width else { return line }
    let room = max(24, width - beside)
    guard TerminalText.columns(of: line) > room else { return line }
    let left = TerminalText.cut(line, to: room * 2 / 3)
    let right = TerminalText.cut(
      String(line.reversed()), to: room - TerminalText.columns(of: left) + 1)
    return left + String(right.dropLast().reversed())
  }

  private func wrapped(_ line: Substring, width: Int?) -> [Substring] {
    guard let width else { return [line] }
    return TerminalText.wrap(TerminalText.withoutTabs(line), width: max(10, width))
  }

  /// Begins a line with a label, or with as much space.
  /// - Parameter deeper: more space for the text, nil if there is none.
  private func begin(_ label: String, deeper: Int?) {
    if !label.isEmpty {
      text += styled(label, .faint)
      guard let deeper else { return }
      let gap = indent - label.count
      if gap > 0 {
        text += String(repeating: " ", count: gap + deeper)
        return
      }
      text += "\n"
    }
    if let deeper { text += String(repeating: " ", count: indent + deeper) }
  }

  /// Says something on stderr, once the pager does not hold the terminal any more.
  package func note(_ message: String) {
    if !isQuiet { notes.append("inspect: \(message)") }
  }

  /// Warns on stderr likewise, also who wants it quiet.
  package func warn(_ message: String) { notes.append("inspect: warning: \(message)") }

  /// Warns of a stream that only lacks its end.
  /// - Throws: every other error.
  func warn(ofMissingTrailer error: any Error) throws {
    let cause = (error as? Failure)?.cause ?? error as? StreamError
    guard case .noTrailer? = cause else { throw error }
    warn("\(error)")
  }

  // MARK: - Printing

  /// Prints what was written.
  ///
  /// Once the reader has gone, as when a person leaves the pager early, nothing more is printed.
  /// - Throws: `StreamError.closed` when the reader goes, with which a command ends quietly.
  package func flush() throws {
    let bytes = Array(text.utf8)
    text = ""
    guard !isClosed else { return }
    do { try file.write(bytes) } catch {
      if case .closed = error { isClosed = true }
      throw error
    }
  }

  /// Prints the rest, and waits until the person has seen it.
  package func close() throws {
    defer {
      pager?.wait()
      for note in notes { say(note) }
    }
    try flush()
  }
}
