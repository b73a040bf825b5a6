import FilterKit
import Records

/// The history of streams as a drawing of the pipe: a box for each filter that the data went
/// through, arrows downwards with the numbers of records that went along.
struct PipePicture {
  /// A place in a layer: a filter's box, or where an arrow passes through the layer.
  struct Place {
    /// The filter's number in the history; nil for an arrow.
    var entry: Int?
    var x = 0.0
    /// Places in the layer above from which arrows come.
    var above: [Int] = []

    var width: Double { entry == nil ? 10 : PipePicture.box.width }
  }

  /// The most filters that are drawn.
  static let most = 200
  static let box = (width: 216.0, height: 44.0)
  static let gap = (x: 18.0, y: 36.0)

  let entries: [JSON]
  let inputs: [[Int]]
  /// The entries that streams end with, and the streams' names.
  let streams: [Int: [String]]
  private(set) var layers: [[Place]] = []
  /// An arrow's pieces by the entry it comes from and the one it goes to.
  private(set) var arrows: [(from: Int, to: Int, path: [(layer: Int, place: Int)])] = []

  /// The inputs of a filter that lie too far above it for an arrow that an eye could follow.
  private(set) var far: [Int: [Int]] = [:]

  /// How many layers an arrow goes down at most.
  private static let reach = 3

  /// How many layers there are.
  var depth: Int { layers.count }

  /// Lays out a history.
  /// - Parameter streams: the names of the streams that end with an entry.
  init(_ entries: [JSON], streams: [Int: [String]]) {
    self.entries = entries
    self.streams = streams
    inputs = entries.map { History.inputs(of: $0, among: entries) }
    let depths = Self.depths(inputs)
    layers = Array(repeating: [], count: (depths.max() ?? -1) + 1)
    fill(depths)
    for _ in 0..<6 { untangle() }
    for _ in 0..<12 { align() }
  }

  /// How deep each filter lies: as deep as its readers let it, so that arrows are short.
  private static func depths(_ inputs: [[Int]]) -> [Int] {
    var depths = Array(repeating: 0, count: inputs.count)
    for entry in inputs.indices {
      for input in inputs[entry] where input < entry {
        depths[entry] = max(depths[entry], depths[input] + 1)
      }
    }
    var limit = Array(repeating: Int.max, count: inputs.count)
    for entry in inputs.indices.reversed() {
      if limit[entry] < Int.max { depths[entry] = max(depths[entry], limit[entry] - 1) }
      for input in inputs[entry] where input < entry {
        limit[input] = min(limit[input], depths[entry])
      }
    }
    return depths
  }

  /// Puts boxes and passing arrows into layers.
  private mutating func fill(_ depths: [Int]) {
    var places: [Int: Int] = [:]
    for entry in entries.indices {
      places[entry] = layers[depths[entry]].count
      layers[depths[entry]].append(Place(entry: entry))
    }
    for entry in entries.indices {
      for input in inputs[entry] where input < entry {
        guard var above = places[input], let end = places[entry] else { continue }
        guard depths[entry] - depths[input] <= Self.reach else {
          far[entry, default: []].append(input)
          continue
        }
        var path = [(layer: depths[input], place: above)]
        for layer in (depths[input] + 1)..<max(depths[entry], depths[input] + 1) {
          layers[layer].append(Place(above: [above]))
          above = layers[layer].count - 1
          path.append((layer, above))
        }
        layers[depths[entry]][end].above.append(above)
        path.append((depths[entry], end))
        arrows.append((input, entry, path))
      }
    }
    for layer in layers.indices {
      var x = 0.0
      for place in layers[layer].indices {
        layers[layer][place].x = x + layers[layer][place].width / 2
        x += layers[layer][place].width + Self.gap.x
      }
    }
  }

  /// Orders every layer by where its places' neighbours lie, downwards and up again.
  private mutating func untangle() {
    let below = belows()
    for layer in Array(layers.indices) + layers.indices.reversed() {
      let wanted = layers[layer].indices.map { wish(layer, $0, below) }
      let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
      spread(layer, order, wanted)
    }
  }

  /// Moves every place towards its neighbours, in the order that they have.
  private mutating func align() {
    let below = belows()
    for layer in layers.indices {
      let wanted = layers[layer].indices.map { wish(layer, $0, below) }
      let order = layers[layer].indices.sorted { layers[layer][$0].x < layers[layer][$1].x }
      spread(layer, order, wanted)
    }
  }

  /// Sets the places of a layer from left to right, near to where they want to be.
  private mutating func spread(_ layer: Int, _ order: [Int], _ wanted: [Double]) {
    var edge = -Double.infinity
    var shift = 0.0
    for place in order {
      let half = layers[layer][place].width / 2
      layers[layer][place].x = max(wanted[place], edge + half)
      edge = layers[layer][place].x + half + Self.gap.x
      shift += wanted[place] - layers[layer][place].x
    }
    for place in order { layers[layer][place].x += shift / Double(max(order.count, 1)) }
  }

  private func wish(_ layer: Int, _ place: Int, _ below: [[[Int]]]) -> Double {
    var neighbours: [Double] = []
    if layer > 0 { neighbours += layers[layer][place].above.map { layers[layer - 1][$0].x } }
    if layer + 1 < layers.count {
      neighbours += below[layer][place].map { layers[layer + 1][$0].x }
    }
    guard !neighbours.isEmpty else { return layers[layer][place].x }
    return neighbours.reduce(0, +) / Double(neighbours.count)
  }

  private func belows() -> [[[Int]]] {
    var below = layers.map { layer in layer.map { _ in [Int]() } }
    for layer in layers.indices.dropFirst() {
      for (place, content) in layers[layer].enumerated() {
        for above in content.above { below[layer - 1][above].append(place) }
      }
    }
    return below
  }
}
