/// The forms of rows.
enum RowForm: String, CaseIterable, Sendable {
  case sft
  case messages
  case kto
  case advantage
  case group
}
