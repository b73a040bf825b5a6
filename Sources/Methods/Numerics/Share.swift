import Answers

/// A part of a whole as options give it: `80%` or `0.8`.
package struct Share: Equatable, Sendable {
  /// What is wrong with a share.
  package struct Mistake: Error, Equatable, CustomStringConvertible {
    /// A sentence with the offending text and, where there is a usual cure, a hint.
    package let description: String
  }

  /// In [0, 1].
  package let value: Double

  /// Reads `80%`, `0.8`, `.8` or `1`; anything outside 0…1, `80` above all, is refused.
  package init(_ text: String) throws(Mistake) {
    let isPercent = text.hasSuffix("%")
    let digits = isPercent ? text.dropLast() : text[...]
    let isPlain = digits.utf8.allSatisfy { $0.isDigit || $0 == 0x2E }
    guard isPlain, let number = Double(digits) else {
      throw Mistake(description: "«\(text)» is no share; write 80% or 0.8")
    }
    let value = isPercent ? number / 100 : number
    guard value <= 1 else {
      let hint = isPercent || number > 100 ? "" : "; did you mean \(digits)%?"
      throw Mistake(description: "the share «\(text)» is more than the whole\(hint)")
    }
    self.value = value
  }

  /// Reads a share that may not be zero, such as the part to keep.
  package init(aboveZero text: String) throws(Mistake) {
    try self.init(text)
    guard value > 0 else { throw Mistake(description: "the share «\(text)» keeps nothing") }
  }

  /// ⌈value · count⌉, where a product that is whole but for rounding counts as whole: 7 % of 100
  /// is 7, although 0.07 · 100 in binary is a little more.
  package static func ceiling(of share: Double, count: Int) -> Int {
    let product = share * Double(count)
    let nearest = product.rounded()
    let isWhole = (product - nearest).magnitude <= nearest * 1e-12
    return min(count, Int(isWhole ? nearest : product.rounded(.up)))
  }
}
