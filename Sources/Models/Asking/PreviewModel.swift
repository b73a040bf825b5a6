import Checkpoints
import Glibc
import Records
import Streams

/// Shows the first requests on stderr, with what they would cost, and ends the run with status 0
/// before anything is sent.
final class PreviewModel: LanguageModel {
  var name: String { model.name }
  var revision: String? { model.revision }
  var scoresEnd: Bool { model.scoresEnd }

  private let model: any LanguageModel
  private let count: Int
  private let price: Price?

  /// Puts a preview in the place of a model's answers.
  init(_ model: any LanguageModel, count: Int, price: Price?) {
    self.model = model
    self.count = count
    self.price = price
  }

  /// The end of a run that was only to show requests.
  private struct Shown: StatusError {
    var status: ExitStatus { .done }
  }

  func serve(
    next: (_ wait: Bool) throws -> NextRequest,
    deliver: (_ ticket: Int, _ reply: ModelReply) throws -> Void
  ) throws {
    var (input, most, shown) = (0, 0, 0)
    while shown < count, case .request(let request, _) = try next(true) {
      shown += 1
      input += request.prompt.guessedTokens
      most += request.mostTokens
      Self.show("\(try model.preview(of: request))\n\n")
    }
    let output = most - input
    let cost = price.map { (Double(input) * $0.input + Double(output) * $0.output) / 1e6 }
    let money = cost.map { ", cost at most \(($0 * 1e6).rounded() / 1e6)" } ?? ""
    Self.show("\(shown) requests: about \(input) tokens in, at most \(output) out\(money)\n")
    throw Shown()
  }

  private static func show(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return }
      rest = rest.dropFirst(max(count, 0))
    }
  }
}
