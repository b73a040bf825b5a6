/// A line that is no record that the filter can use.
struct Rejection: Sendable {
  var line: Int
  var offset: Int
  var id: String?
  var reason: String
  var raw: [UInt8]
}
