import CKernels
import Testing

@testable import Engine

@Suite struct KernelChoiceTests {
  @Test func everySetIsFoundByItsName() {
    #expect(KernelChoice.names.count == kernelSets())
    for (index, name) in KernelChoice.names.enumerated() {
      #expect(KernelChoice.index(named: name) == index)
    }
  }

  @Test func withoutANameTheFastestRuns() {
    #expect(KernelChoice.index(named: nil) == KernelChoice.names.count - 1)
  }

  @Test(arguments: ["", "AVX3", "avx2"]) func anUnknownNameIsNoSet(_ name: String) {
    #expect(KernelChoice.index(named: name) == nil)
  }
}
