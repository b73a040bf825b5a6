/// Order statistics without a full sort.
enum Selection {
  /// The element that would stand at `rank`, counted from 0, if `values` were sorted; reorders them.
  ///
  /// Quickselect with three-way partition, so many equal values cost nothing; after twice as many
  /// partitions as a lucky run needs, the rest is sorted, which bounds the time by n log n.
  /// `values` must hold no NaN.
  static func element(_ rank: Int, of values: inout [Double]) -> Double {
    precondition(values.indices.contains(rank), "the rank lies inside the list")
    var (lower, upper) = (0, values.count)
    var patience = 2 * (Int.bitWidth - values.count.leadingZeroBitCount)
    while upper - lower > 1 {
      guard patience > 0 else {
        values[lower..<upper].sort()
        return values[rank]
      }
      patience -= 1
      let middle = lower + (upper - lower) / 2
      let pivot = median(values[lower], values[middle], values[upper - 1])
      let (smaller, larger) = partition(&values, lower, upper, around: pivot)
      if rank < smaller {
        upper = smaller
      } else if rank >= larger {
        lower = larger
      } else {
        return pivot
      }
    }
    return values[rank]
  }

  /// Puts what is below `pivot` before and what is above it behind; gives the bounds of the rest.
  private static func partition(
    _ values: inout [Double], _ lower: Int, _ upper: Int, around pivot: Double
  ) -> (smaller: Int, larger: Int) {
    var (smaller, cursor, larger) = (lower, lower, upper)
    while cursor < larger {
      if values[cursor] < pivot {
        values.swapAt(cursor, smaller)
        smaller += 1
        cursor += 1
      } else if values[cursor] > pivot {
        larger -= 1
        values.swapAt(cursor, larger)
      } else {
        cursor += 1
      }
    }
    return (smaller, larger)
  }

  private static func median(_ a: Double, _ b: Double, _ c: Double) -> Double {
    max(min(a, b), min(max(a, b), c))
  }
}
