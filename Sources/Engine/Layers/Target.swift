/// A row of the packing and the token that it should predict.
struct Target {
  let row: Int
  let token: Int32
}
