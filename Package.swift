// swift-tools-version: 6.2
import PackageDescription

// Dependencies from outside, each with its reason:
//   swift-argument-parser  options, help, completions and manual pages from one declaration
//   libzstd                the container of every stream
//   xxHash                 the hash of frames, ids and seeds, as zstd itself uses it
//   jansson                parses the values that a filter computes with

/// A library; `imports` are other targets of this package.
func library(_ name: String, imports: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: imports)
}

let libraries: [Target] = [
  .systemLibrary(name: "CJansson", providers: [.apt(["libjansson-dev"])]),
  .systemLibrary(name: "CXXHash", providers: [.apt(["libxxhash-dev"])]),
  .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
  library("Engine", imports: ["Randomness"]),
  library("Models", imports: ["Engine", "Records"]),
  library("Randomness"),
  library("Records", imports: ["CJansson"]),
  library("Streams", imports: ["CXXHash", "CZstd"]),
]

let tests: [Target] = [
  .testTarget(name: "RandomnessTests", dependencies: ["Randomness"]),
  .testTarget(name: "RecordsTests", dependencies: ["Randomness", "Records"]),
  .testTarget(name: "StreamsTests", dependencies: ["CZstd", "Randomness", "Streams"]),
]

let package = Package(
  name: "autodidact",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: libraries + tests,
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
  target.swiftSettings = [
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
  ]
}
