import Models
import Records
import Testing

@Suite struct MeterTests {
  private func completion(_ input: Int?, _ output: Int?) -> ModelReply {
    .completion(
      Completion(
        text: "", finish: .stop, model: "m", promptTokens: input, completionTokens: output))
  }

  @Test func tokensArePricedByTheMillion() {
    let meter = Meter(price: Price("0.15,0.60"))
    #expect(meter.summary == nil && meter.json == nil)
    for _ in 0..<1000 { meter.count(completion(1000, 500), promptTokens: 2) }
    #expect(meter.cost.map { abs($0 - 0.45) < 1e-12 } == true)
    meter.count(.failed("no"), promptTokens: 2)
    meter.count(completion(7, nil), promptTokens: 2)
    meter.count(.score(Score(tokenLogprobs: [-1, -2], promptLogprobs: [-1])), promptTokens: 2)
    meter.count(.probabilities([0.5]), promptTokens: 2)
    #expect(
      meter.summary
        == "tokens: 1000013 in, 500001 out, cost 0.45, estimated for 2 answers")
    #expect(meter.json?["input"] == 1_000_013)
    #expect(meter.json?["estimated"] == 2)
  }

  @Test func aBudgetCountsWhatIsOnItsWay() {
    let meter = Meter(budget: Budget("tokens:1k"))
    #expect(meter.allowsMore(inFlight: 64))
    for _ in 0..<5 { meter.count(completion(60, 40), promptTokens: 2) }
    #expect(meter.allowsMore(inFlight: 4))
    #expect(!meter.allowsMore(inFlight: 5))
    for _ in 0..<5 { meter.count(completion(60, 40), promptTokens: 2) }
    #expect(!meter.allowsMore(inFlight: 0))
    #expect(Meter().allowsMore(inFlight: .max / 4))
  }

  @Test func moneyIsABudgetToo() {
    let meter = Meter(price: Price("1000000,0"), budget: Budget("money:2.5"))
    meter.count(completion(1, 9), promptTokens: 2)
    #expect(meter.allowsMore(inFlight: 1))
    meter.count(completion(1, 9), promptTokens: 2)
    #expect(meter.allowsMore(inFlight: 0))
    #expect(!meter.allowsMore(inFlight: 1))
  }

  @Test func budgetsAndPricesAreRead() {
    #expect(Budget("tokens:2M") == .tokens(2_000_000))
    #expect(Budget("tokens:1.5k") == .tokens(1500))
    #expect(Budget("money:0.01") == .money(0.01))
    for text in ["", "tokens", "tokens:", "tokens:0", "tokens:-1", "money:x", "euro:1", "money:1k"]
    {
      #expect(Budget(text) == nil, "\(text)")
    }
    #expect(Price("0.15,0.6") == Price(input: 0.15, output: 0.6))
    for text in ["", "1", "1,2,3", "1,x", "-1,2", "nan,1"] {
      #expect(Price(text) == nil, "\(text)")
    }
  }
}
