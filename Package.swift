// swift-tools-version: 6.2
import PackageDescription

// Dependencies from outside, each with its reason:
//   swift-argument-parser  options, help, completions and manual pages from one declaration
//   oneDNN                 matrix products; it chooses the processor's kernels by itself
//   libzstd                the container of every stream
//   zlib                   gzip files, as data sets come
//   xxHash                 the hash of frames, ids and seeds, as zstd itself uses it
//   libcurl                talks to model servers, thousands of requests at once
//   jansson                parses the values that a filter computes with
// Beside them verify runs bubblewrap, which keeps the programs that it tests apart from the machine.

/// A library; `imports` are other targets of this package.
func library(_ name: String, imports: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: imports)
}

let libraries: [Target] = [
  .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
  .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"])]),
  .systemLibrary(name: "CEpoll"),
  .systemLibrary(name: "CJansson", providers: [.apt(["libjansson-dev"])]),
  .systemLibrary(name: "CMalloc"),
  .systemLibrary(name: "CXXHash", providers: [.apt(["libxxhash-dev"])]),
  .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
  .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
  // In C, since one build has to hold the inner loops for several instruction sets.
  .target(name: "CKernels"),
  library("Answers"),
  // A model directory and what it needs to read a prompt; train links no more than this.
  library(
    "Checkpoints", imports: ["Engine", "Prompts", "Records", "Streams"]),
  library("DataSets", imports: ["Answers", "Randomness", "Records", "Sandbox", "Streams"]),
  library("Engine", imports: ["CDNNL", "CKernels", "Losses", "Randomness"]),
  library(
    "FilterKit",
    imports: [
      "Randomness", "Records", "Streams",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ]),
  library("Gzip", imports: ["CZlib", "Streams"]),
  library("Losses"),
  library("Methods", imports: ["Answers", "Randomness"]),
  library("ModelKit", imports: ["Checkpoints", "FilterKit", "Models", "Records"]),
  library(
    "Models",
    imports: [
      "CCurl", "CEpoll", "Checkpoints", "Engine", "Randomness", "Records", "Streams",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ]),
  library(
    "Prompts",
    imports: [
      "Methods", "Records", "Streams",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ]),
  library("Randomness"),
  library("Records", imports: ["CJansson"]),
  library("Sandbox", imports: ["Records", "Streams"]),
  library("Streams", imports: ["CMalloc", "CXXHash", "CZstd"]),
  library("Views", imports: ["Answers", "FilterKit", "Methods", "Records", "Streams"]),
]

/// A command of one folder and one file; `imports` are what it needs beside the kit.
func command(_ name: String, imports: [Target.Dependency] = []) -> Target {
  .executableTarget(
    name: name,
    dependencies: [
      "FilterKit", "Records", "Streams",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ] + imports,
    // Released commands carry Swift's libraries with them: they start in a few milliseconds and
    // run on machines without Swift.
    linkerSettings: [
      .unsafeFlags(
        [
          "-static-stdlib", "-Xlinker", "-s", "-lswiftSynchronization", "-l_FoundationCShims",
          "-l_FoundationCollections",
        ], .when(configuration: .release))
    ])
}

let commands: [Target] = [
  command("best", imports: ["Methods"]),
  command("blend"),
  command("compute"),
  command("critique", imports: ["Checkpoints", "Methods", "ModelKit", "Models", "Prompts"]),
  command("dedup", imports: ["Methods"]),
  command("filter-by-DS-weight", imports: ["Checkpoints", "Methods", "ModelKit", "Models"]),
  command("gather"),
  command("holdout", imports: ["Methods"]),
  command("inspect", imports: ["Views"]),
  command("keep", imports: ["Methods"]),
  command("lift", imports: ["Methods", "Prompts", "Randomness"]),
  command("pair", imports: ["Methods", "Prompts"]),
  command("problems", imports: ["Answers", "DataSets", "Gzip", "Methods"]),
  command("propose", imports: ["Checkpoints", "Methods", "ModelKit", "Models", "Randomness"]),
  command("refine", imports: ["Checkpoints", "ModelKit", "Models"]),
  command("regroup"),
  command("report", imports: ["Methods", "Views"]),
  command("rows", imports: ["Answers", "Methods", "Prompts"]),
  command("sample", imports: ["Answers", "Checkpoints", "Methods", "ModelKit", "Models"]),
  command("score", imports: ["Checkpoints", "ModelKit", "Models"]),
  command("splice", imports: ["Methods", "Prompts"]),
  command("train", imports: ["Checkpoints", "Engine", "Losses", "Methods"]),
  command("verify", imports: ["Answers", "Sandbox"]),
  command("vote", imports: ["Answers", "Methods"]),
]

/// What tests and measurements need, which is not installed.
let support: [Target] = [
  .target(
    name: "ModelFixtures", dependencies: ["Checkpoints", "Engine", "Randomness", "Records"],
    path: "Tests/ModelFixtures"),
  .target(
    name: "Stubs", dependencies: ["CEpoll", "Randomness", "Records", "Streams"],
    path: "Tests/Stubs"),
  .executableTarget(
    name: "stub-server",
    dependencies: [
      "Records", "Streams", "Stubs",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    path: "Tests/stub-server"),
  .executableTarget(
    name: "engine-bench",
    dependencies: [
      "CKernels", "Engine", "Losses", "Randomness",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    path: "Tests/engine-bench"),
]

let tests: [Target] = [
  .testTarget(name: "AnswersTests", dependencies: ["Answers", "Randomness"]),
  .testTarget(
    name: "CheckpointsTests",
    dependencies: [
      "Checkpoints", "Engine", "ModelFixtures", "Prompts", "Records", "Streams",
    ], exclude: ["Fixtures"]),
  .testTarget(
    name: "CommandTests",
    dependencies: ["Answers", "FilterKit", "Randomness", "Records", "Streams"],
    exclude: ["Cases", "Pages"]),
  .testTarget(name: "DataSetsTests", dependencies: ["DataSets", "Records", "Sandbox"]),
  .testTarget(
    name: "EngineTests", dependencies: ["CKernels", "Engine", "Losses", "Randomness"],
    exclude: ["Fixtures"]),
  .testTarget(
    name: "FilterKitTests",
    dependencies: [
      "FilterKit", "Randomness", "Records", "Streams",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ]),
  .testTarget(name: "GzipTests", dependencies: ["Gzip", "Streams"]),
  .testTarget(name: "LossesTests", dependencies: ["Losses"]),
  .testTarget(name: "MethodsTests", dependencies: ["Answers", "Methods", "Randomness"]),
  .testTarget(
    name: "ModelsTests",
    dependencies: [
      "Checkpoints", "Engine", "ModelFixtures", "Models", "Randomness", "Records", "Streams",
      "Stubs", .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ]),
  .testTarget(name: "RandomnessTests", dependencies: ["Randomness"]),
  .testTarget(name: "RecordsTests", dependencies: ["Randomness", "Records"]),
  .testTarget(name: "SandboxTests", dependencies: ["Records", "Sandbox", "Streams"]),
  .testTarget(name: "StreamsTests", dependencies: ["CZstd", "Randomness", "Streams"]),
  .testTarget(name: "StubsTests", dependencies: ["Records", "Stubs"]),
  .testTarget(
    name: "ViewsTests",
    dependencies: [
      "FilterKit", "Methods", "Randomness", "Records", "Streams", "Views",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ]),
]

let package = Package(
  name: "autodidact",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: libraries + commands + support + tests,
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system && target.name != "CKernels" {
  target.swiftSettings = [
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
    // Small functions of one module are inlined into the loops of another: a tenth less time.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
  ]
}

// The engine's loops are optimised in debug builds too, and so are the methods', which 10^5 answers go
// through, or their tests would take minutes.
for target in package.targets where ["Answers", "Engine", "Methods"].contains(target.name) {
  target.swiftSettings?.append(.unsafeFlags(["-O"], .when(configuration: .debug)))
}
// The script and the style of report's page are files of their own, and parts of the program.
for target in package.targets where target.name == "Views" {
  target.resources = [.embedInCode("Page/page.js"), .embedInCode("Page/page.css")]
}
// The kernels too, in every build.
for target in package.targets where target.name == "CKernels" {
  target.cSettings = [.unsafeFlags(["-O2", "-Wall", "-Wextra", "-Werror"])]
}
