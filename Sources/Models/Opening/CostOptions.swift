import ArgumentParser
import Checkpoints
import Records

/// What answers cost, and how much they may.
package struct CostOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The price of a million prompt and completion tokens, such as 0.15,0.60; or a file of prices.",
      discussion: """
        A file holds one JSON object: {"name of a model": {"input": 0.15, "output": 0.60}, …}.
        """, valueName: "in,out|file"))
  package var price: String?

  @Option(
    help: ArgumentHelp(
      "Stop with status 75 before more is used: tokens:2M, or money:2.50.",
      discussion: """
        The journal keeps the answers: started again with a larger budget, the run goes on. \
        Requests in flight near the end may exceed it. Tokens that a server does not count are \
        estimated.
        """, valueName: "budget"))
  package var budget: String?

  package init() {}

  package func validate() throws {
    guard let budget else { return }
    guard let limit = Budget(budget) else {
      throw ValidationError(
        "invalid --budget \"\(budget)\": use tokens:500k or money:2.50")
    }
    if case .money = limit, price == nil { throw ValidationError("--budget money:… needs --price") }
  }

  /// Whether the work may end before it is done.
  var isLimited: Bool { budget != nil }

  /// A meter for a model.
  /// - Throws: `ModelError.damaged` if the file of prices has none for it.
  func meter(of model: String) throws(ModelError) -> Meter {
    Meter(price: try price(of: model), budget: budget.flatMap(Budget.init))
  }

  /// What a model's tokens cost, nil if that is not said.
  func price(of model: String) throws(ModelError) -> Price? {
    if let known = price.flatMap(Price.init) { return known }
    guard let price else { return nil }
    return try Self.price(of: model, in: price)
  }

  private static func price(of model: String, in path: String) throws(ModelError) -> Price {
    let text = try TextFile.text(path)
    let table: JSON
    do { table = try JSON(parsing: text) } catch { throw .damaged("\(path): \(error)") }
    guard let value = table[model] else {
      throw .damaged("\(path) has no price for the model \"\(model)\"")
    }
    guard let price = Price(value) else {
      throw .damaged("\(path): the price of \"\(model)\" has no input and output")
    }
    return price
  }
}
