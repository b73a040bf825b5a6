/// What is added up over units.
struct LossTotals {
  var loss = 0.0
  var metrics = MetricSums()

  mutating func add(_ other: LossTotals) {
    loss += other.loss
    metrics.add(other.metrics)
  }

  mutating func add(_ unit: UnitLoss) {
    loss += unit.loss
    metrics.add(unit.metrics)
  }
}
