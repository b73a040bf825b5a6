/// How much worse a model repairs an error of its own than the same error of somebody else.
///
/// (Self-Correction Bench, Tsui 2025, arXiv 2507.02778; `report revised.jsonl.zst`)
package enum BlindSpot {
  /// (a_user − a_own) / a_user, of the shares that are repaired where the error is the user's, and
  /// where it is the model's own and is gone on from.
  ///
  /// 0.8 and 0.2 give 0.75, equal ones 0; `nil` if the user's errors are never repaired.
  package static func rate(user: Double, own: Double) -> Double? {
    user > 0 ? (user - own) / user : nil
  }
}
