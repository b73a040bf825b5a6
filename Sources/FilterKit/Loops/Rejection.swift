/// A bad line: one that is not a record, or not one that the filter can use.
struct Rejection: Sendable {
  var line: Int
  var offset: Int
  var id: String?
  var reason: String
  var raw: [UInt8]
}
