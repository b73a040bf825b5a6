/// What becomes records.
enum LiftUnit: String, CaseIterable, Sendable {
  case samples
  case critiques
  case revisions
  case steps
  case beginnings
}
