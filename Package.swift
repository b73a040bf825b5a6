// swift-tools-version: 6.2
import PackageDescription

// Dependencies from outside, each with its reason:
//   swift-argument-parser  options, help, completions and manual pages from one declaration
//   oneDNN                 matrix products; it chooses the processor's kernels by itself
//   libzstd                the container of every stream
//   xxHash                 the hash of frames, ids and seeds, as zstd itself uses it
//   jansson                parses the values that a filter computes with

/// A library; `imports` are other targets of this package.
func library(_ name: String, imports: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: imports)
}

let libraries: [Target] = [
  .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"])]),
  .systemLibrary(name: "CJansson", providers: [.apt(["libjansson-dev"])]),
  .systemLibrary(name: "CXXHash", providers: [.apt(["libxxhash-dev"])]),
  .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
  library("Engine", imports: ["CDNNL", "Losses", "Randomness"]),
  library("Losses"),
  library("Models", imports: ["Engine", "Records"]),
  library("Randomness"),
  library("Records", imports: ["CJansson"]),
]

let tests: [Target] = [
  .testTarget(
    name: "EngineTests", dependencies: ["Engine", "Randomness"], exclude: ["Fixtures"]),
  .testTarget(name: "LossesTests", dependencies: ["Losses"]),
  .testTarget(name: "RandomnessTests", dependencies: ["Randomness"]),
  .testTarget(name: "RecordsTests", dependencies: ["Records"]),
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

// The engine's loops are optimised in debug builds too, or its tests would take minutes.
for target in package.targets where target.name == "Engine" {
  target.swiftSettings?.append(.unsafeFlags(["-O"], .when(configuration: .debug)))
}
