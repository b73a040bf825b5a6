import Testing

@testable import Engine

@Suite struct EngineDescriptionTests {
  @Test func theLineNamesTheLibraryAndTheKernels() {
    let description = EngineDescription.current
    #expect(KernelChoice.names.contains(description.kernels))
    #expect(description.line.hasPrefix("engine: oneDNN "))
    #expect(description.line.hasSuffix(", kernels with \(description.kernels)"))
  }
}
