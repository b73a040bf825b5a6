import Engine

extension FloatBuffer {
  package convenience init(_ numbers: [Float]) {
    self.init(count: numbers.count)
    for (index, number) in numbers.enumerated() { values[index] = number }
  }
}
