import Foundation
import Testing

/// The history of a stream tells how the model was made that was asked for it.
@Suite struct ModelHistoryTests {
  @Test(arguments: [
    "sample -n 1 --max-tokens 2", "score", "refine --prefix 1 --max-tokens 2",
    "filter-by-DS-weight --valid in.jsonl --threshold 100",
  ])
  func theHistorySpansTheTrainingOfTheModel(command: String) throws {
    let folder = try Folder()
    try folder.write(
      #"{"id":"1","prompt":"1=","samples":[{"index":0,"text":"2"}]}"#, to: "in.jsonl")
    let result = try Shell.run(
      """
      echo '{"prompt":"1=","completion":"1"}' | train --new width=8,layers=1,heads=2,context=12 \
        --alphabet 0123456789= --batch 1 --steps 1 --save model --quiet > metrics
      \(command) --model model in.jsonl --output out
      inspect --history out
      """, in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.text.contains("train --new"), "\(result.text)")
  }
}
