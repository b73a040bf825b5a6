import Foundation
import Testing

/// What `train` promises of whole runs, for every kind of rows.
@Suite struct TrainTests {
  /// A loss with the rows that it learns from.
  struct Loss: Sendable, CustomTestStringConvertible {
    var name: String
    var row: @Sendable (Int) -> String
    var testDescription: String { name }

    static let all = [
      Loss(name: "sft") { #"{"prompt":"\#($0)=","completion":"\#($0 % 7)"}"# },
      Loss(name: "dft") {
        #"{"prompt":"\#($0)=","completion":"\#($0)","span_weights":[[0,1,0.5],[1,2,0]]}"#
      },
      Loss(name: "dpo+nll", row: pair), Loss(name: "ipo:0.5+sft:0.1", row: pair),
      Loss(name: "orpo", row: pair), Loss(name: "simpo", row: pair),
      Loss(name: "squared", row: pair),
      Loss(name: "kto") {
        #"{"prompt":"\#($0)=","completion":"\#($0 % 7)","label":\#($0 % 3 > 0)}"#
      },
      Loss(name: "grpo --beta 0.1", row: group), Loss(name: "dapo", row: group),
      Loss(name: "rloo", row: group),
    ]

    private static let pair: @Sendable (Int) -> String = {
      #"{"prompt":"\#($0)=","chosen":"\#($0 % 7)","rejected":"\#($0)=","weight":\#($0 % 3 + 1),"#
        + #""label_smoothing":0.\#($0 % 4),"margin":\#($0 % 5)}"#
    }
    private static let group: @Sendable (Int) -> String = {
      #"{"prompt":"\#($0)=","completions":["\#($0)","\#($0 % 7)","="],"rewards":[\#($0 % 2),1,null]}"#
    }
  }

  private static let model =
    "--new width=8,layers=1,heads=2,context=12 --alphabet 0123456789= --batch 8 --gradient-accumulation-steps 2"

  private func folder(_ loss: Loss, rows: Int = 40) throws -> Folder {
    let folder = try Folder()
    let text = (0..<rows).map { loss.row($0) + "\n" }.joined()
    try Data(text.utf8).write(to: folder.url.appending(path: "rows.jsonl"))
    return folder
  }

  /// Options of commands that ask a model; train asks none.
  @Test(arguments: [
    "--budget tokens:1", "--journal kept", "--concurrency 7", "--rps 1", "--served-model m",
    "--explain", "--no-probe", "--timeout 1", "--price 1,2", "--temperature 1",
  ])
  func anOptionOfAnotherCommandIsUnknown(option: String) throws {
    let folder = try folder(Loss.all[0])
    let result = try Shell.run(
      "train rows.jsonl \(Self.model) --steps 1 --save model \(option)", in: folder.url)
    #expect(result.status == 64)
    #expect(result.stderr.contains("unknown option \"\(option.split(separator: " ")[0])\""))
  }

  /// A dry run ends as the run itself would.
  @Test(arguments: [
    ("sft", ""), ("sft", #"{"prompt":"1=","completion":"12345678901234567890"}"#),
    ("dpo", #"{"prompt":"1=","chosen":"2","rejected":"2"}"#),
    ("kto", #"{"prompt":"1=","completion":"2","label":true}"#),
  ])
  func aDryRunWithoutEnoughRowsFails(loss: String, row: String) throws {
    let folder = try Folder()
    try folder.write(row.isEmpty ? "" : row + "\n", to: "rows.jsonl")
    for run in ["--dry-run", "--steps 1 --save model"] {
      let result = try Shell.run(
        "train rows.jsonl --allow-empty \(Self.model) --loss \(loss) \(run) --plain",
        in: folder.url)
      #expect(result.status == 65, "\(run): \(result.stderr)")
    }
  }

  /// TRL's implicit prompts: the beginning that chosen and rejected share.
  @Test func aPromptMayBeWhatBothSidesShare() throws {
    let folder = try Folder()
    func turn(_ role: String, _ text: String) -> String {
      #"{"role":"\#(role)","content":"\#(text)"}"#
    }
    let (user, yes, no) = (turn("user", "1="), turn("assistant", "2"), turn("assistant", "3"))
    let explicit = #"{"prompt":[\#(user)],"chosen":[\#(yes)],"rejected":[\#(no)]}"#
    let implicit = #"{"chosen":[\#(user),\#(yes)],"rejected":[\#(user),\#(no)]}"#
    let told = #"{"prompt":"1=","chosen":[\#(user),\#(yes)],"rejected":[\#(user),\#(no)]}"#
    for (name, row) in [("explicit", explicit), ("implicit", implicit), ("told", told)] {
      try folder.write(row + "\n", to: "\(name).jsonl")
    }
    try folder.write(
      #"{"chosen":[\#(yes),\#(no)],"rejected":[\#(no),\#(yes)]}"# + "\n", to: "bad.jsonl")
    try folder.write(#"{"prompt":"1=","completion":"2"}"# + "\n", to: "first.jsonl")
    let template = "{% for m in messages %}{{ m.content }}{% endfor %}"
    let result = try Shell.run(
      """
      train first.jsonl \(Self.model) --steps 1 --save base --plain > /dev/null
      printf '%s' '\(template)' > base/chat_template.jinja
      for name in explicit implicit told; do
        train $name.jsonl --model base --loss dpo --steps 2 --save $name.model --plain > $name.txt
      done
      cmp explicit.txt implicit.txt && cmp explicit.txt told.txt
      ! train bad.jsonl --model base --loss dpo --dry-run --plain 2>&1 | grep 'share no beginning'
      """, in: folder.url)
    #expect(result.text.contains("share no beginning"), "\(result.stderr)")
    #expect(
      try String(contentsOf: folder.url.appending(path: "explicit.txt"), encoding: .utf8) != "")
  }

  @Test(arguments: [
    ("foo", "unknown loss \"foo\": use sft, dft; of pairs dpo"), ("dpoo", "did you mean dpo?"),
    ("dpo:x", "invalid weight \"x\" of dpo"), ("kto+dpo", "kto stands alone"),
  ])
  func aLossThatIsNotKnownIsToldFromTheTable(loss: String, says: String) throws {
    let folder = try Folder()
    let result = try Shell.run(
      "train rows.jsonl \(Self.model) --loss \(loss) --save m", in: folder.url)
    #expect(result.status == 64)
    #expect(result.stderr.contains(says), "\(result.stderr)")
  }

  @Test(arguments: [
    ("sft", "--beta 1"), ("dpo", "--alpha 2"), ("dpo", "--gamma 1"),
    ("ipo", "--label-smoothing 0.1"),
    ("dpo", "--desirable-weight 2"), ("sft", "--undesirable-weight 2"), ("dpo", "--epsilon 0.1"),
    ("kto", "--epsilon-high 0.1"), ("rloo", "--scale-rewards none"),
    ("grpo", "--max-completion-length 9"), ("grpo", "--normalize-advantages"),
    ("sft", "--steps 1 --epochs 2"),
  ])
  func anOptionThatTheLossDoesNotUseIsRefused(loss: String, option: String) throws {
    let folder = try Folder()
    let result = try Shell.run(
      "train rows.jsonl \(Self.model) --loss \(loss) \(option) --save m", in: folder.url)
    #expect(result.status == 64, "\(result.stderr)")
    #expect(result.stderr.contains(option.split(separator: " ")[0]), "\(result.stderr)")
  }

  @Test(arguments: [
    #"{"prompt":"1=","chosen":"2","rejected":"3","span_weights":[[0,1,0.5]]}"#,
    #"{"prompt":"1=","chosen":"2","rejected":"3","token_weights":[1]}"#,
  ])
  func weightsOfTokensAreRefusedWhereTheyAreNotUsed(row: String) throws {
    let folder = try Folder()
    try folder.write(row + "\n", to: "rows.jsonl")
    let result = try Shell.run(
      "train rows.jsonl \(Self.model) --loss dpo --dry-run", in: folder.url)
    #expect(result.status == 65)
    #expect(result.stderr.contains("is for sft and dft: dpo does not use it"))
  }

  @Test(arguments: Loss.all) func threadsChangeNoBit(loss: Loss) throws {
    let folder = try folder(loss)
    let result = try Shell.run(
      """
      for threads in 1 3; do
        train rows.jsonl \(Self.model) --loss \(loss.name) --steps 8 --learning-rate 0.01 \
          --threads $threads --save model$threads --plain > metrics$threads
      done
      cmp model1/model.safetensors model3/model.safetensors
      cmp metrics1 metrics3
      wc -l < metrics1
      """, in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.text == "8\n")
  }

  /// CREAM's C = P(chosen is better) and cDPO's ε are one number: C = 1 - ε.
  @Test func theProbabilityOfALabelIsItsSmoothingTurnedRound() throws {
    let row = #""prompt":"1=","chosen":"2","rejected":"3""#
    let folder = try Folder()
    try folder.write("{\(row),\"label_prob\":0.75}\n", to: "prob.jsonl")
    try folder.write("{\(row),\"label_smoothing\":0.25}\n", to: "smoothing.jsonl")
    try folder.write("{\(row),\"label_prob\":0.1}\n", to: "turned.jsonl")
    let train =
      "train --new width=8,layers=1,heads=2,context=12 --alphabet 0123456789= --batch 1 --steps 3"
    let result = try Shell.run(
      """
      for rows in prob smoothing turned; do
        \(train) $rows.jsonl --loss dpo --save $rows --plain > $rows.metrics
      done
      cmp prob/model.safetensors smoothing/model.safetensors
      ! cmp -s prob/model.safetensors turned/model.safetensors
      ! \(train) turned.jsonl --loss robust --save robust > robust.metrics 2> said
      grep -c 'label_prob\" must be more than 0.5' said
      """, in: folder.url)
    #expect(result.text == "1\n", "\(result.stderr)")
  }

  /// Killed as soon as there is a checkpoint, the run ends with the weights and the metrics of one
  /// that was left alone.
  @Test(
    arguments: Loss.all.filter { ["sft", "kto", "dpo+nll", "grpo --beta 0.1"].contains($0.name) })
  func aKilledRunGoesOn(loss: Loss) throws {
    let folder = try folder(loss)
    let result = try Shell.run(
      """
      run="train rows.jsonl \(Self.model) --loss \(loss.name) --steps 600 --warmup-steps 20 \
        --checkpoint-every 10 --plain"
      $run --save whole --output whole.metrics
      $run --save killed --output killed.metrics & pid=$!
      while [ ! -e killed.checkpoint ] && kill -0 $pid; do sleep 0.01; done
      kill -KILL $pid; wait $pid || true
      $run --save killed --output killed.metrics
      cmp whole/model.safetensors killed/model.safetensors
      cmp whole.metrics killed.metrics
      wc -l < killed.metrics
      ls -d killed*
      """, in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stderr.contains("going on after step"), "\(result.stderr)")
    #expect(result.text == "600\nkilled\nkilled.metrics\n")
  }

  /// A checkpoint that another run left is refused by what differs: the sizes of a new model, though
  /// it has as many numbers, and the length that kto cuts completions of other prompts to.
  @Test(arguments: [
    ("sft", "heads=2", "heads=4", "begins.num_attention_heads is 2, this run's 4"),
    (
      "sft", "positions=rope", "positions=none",
      "begins.architectures is [\"LlamaForCausalLM\"], this run's [\"SmolLM3ForCausalLM\"]"
    ),
    ("kto", "--max-length 11", "--max-length 12", "max-length is 11, this run's 12"),
  ])
  func anotherRunsCheckpointIsRefused(
    loss: String, before: String, after: String, says: String
  ) throws {
    let folder = try folder(try #require(Loss.all.first { $0.name == loss }))
    func line(_ text: String) -> String {
      let (size, option) = text.hasPrefix("-") ? ("context=12", text) : (text, "")
      return "train rows.jsonl --new width=16,layers=1,heads=2,context=12,\(size) --alphabet "
        + "0123456789= --batch 8 --loss \(loss) --steps 600 --checkpoint-every 10 --save killed "
        + "--quiet \(option) --output metrics"
    }
    let result = try Shell.run(
      """
      \(line(before)) & pid=$!
      while [ ! -e killed.checkpoint ] && kill -0 $pid; do sleep 0.01; done
      kill -KILL $pid; wait $pid || true
      \(line(after)) || echo $?
      """, in: folder.url)
    #expect(result.text == "64\n", "\(result.stderr)")
    #expect(
      result.stderr.contains(
        "killed.checkpoint: the checkpoint is of another run: its \(says) (remove it"),
      "\(result.stderr)")
  }

  /// What stands in a row and would not be looked at is an error, not a loss.
  @Test(arguments: [
    (#"{"text":"12=3","span_weights":[[0,2,0]]}"#, "span_weights"),
    (#"{"text":"12=3","token_weights":[0,0,1,1]}"#, "token_weights"),
    (#"{"messages":[{"role":"user","content":"1"}],"token_weights":[0]}"#, "token_weights"),
    (#"{"prompt":"1=","text":"3"}"#, "prompt"),
    (#"{"prompt":"2=","completion":null,"messages":[{"role":"user","content":"1="}]}"#, "prompt"),
  ])
  func whatOnlyCompletionsHaveIsRefusedWithoutOne(row: String, field: String) throws {
    let folder = try Folder()
    try folder.write(row + "\n" + #"{"text":"1=2","prompt":null}"# + "\n", to: "rows.jsonl")
    let result = try Shell.run(
      "train \(Self.model) --dry-run rows.jsonl --plain --max-rejects 1 --rejects bad.zst",
      in: folder.url)
    #expect(result.status == 0)
    #expect(result.stderr.contains("1 rows can be learned from"), "\(result.stderr)")
    let said = try Shell.run("! train \(Self.model) --dry-run rows.jsonl --plain", in: folder.url)
    #expect(
      said.stderr.contains("the field \"\(field)\" goes with a \"completion\""), "\(said.stderr)")
  }

  @Test func theReferenceMayBeThePreviousModel() throws {
    let folder = try folder(Loss.all[2])
    let result = try Shell.run(
      """
      train rows.jsonl \(Self.model) --loss simpo --steps 4 --learning-rate 0.01 --save first \
        --plain > /dev/null
      train rows.jsonl --model first --loss simpo --steps 4 --learning-rate 0.01 --save second \
        --plain > /dev/null
      for reference in previous first start; do
        train rows.jsonl --model second --loss dpo --steps 1 --save third --plain \
          --reference $reference | sed -E 's/.*"loss":([^,]*),.*/\\1/'
      done
      """, in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    let losses = result.text.split(separator: "\n")
    #expect(losses.count == 3 && losses[0] == losses[1] && losses[1] != losses[2])
  }

  @Test func longRowsAreCutOnlyOnRequest() throws {
    let folder = try Folder()
    let rows = """
      {"prompt":"1=","completion":"123456789"}
      {"prompt":"123456789=","completion":"1"}
      {"prompt":"1=","completion":"1"}

      """
    try Data(rows.utf8).write(to: folder.url.appending(path: "rows.jsonl"))
    let line = "train rows.jsonl \(Self.model) --max-length 6 --dry-run --plain --too-long"
    let dropped = try Shell.run("\(line) drop", in: folder.url)
    #expect(dropped.stderr.contains("3 read, 0 written, dropped 2 too-long"), "\(dropped.stderr)")
    let cut = try Shell.run("\(line) cut", in: folder.url)
    #expect(cut.stderr.contains("1 rows were cut"), "\(cut.stderr)")
    #expect(cut.stderr.contains("dropped 1 prompt-too-long"), "\(cut.stderr)")
  }

  /// A text is learned from its second token on, a conversation where the assistant speaks: the
  /// same losses come from prompts, completions and weights of their tokens.
  @Test func textsAndConversationsAreRowsToo() throws {
    let folder = try Folder()
    try folder.write(
      """
      {"text":"12=3"}
      {"text":"0"}
      {"text":""}

      """, to: "text.jsonl")
    try folder.write(
      """
      {"prompt":"1","completion":"2=3"}
      {"prompt":"0","completion":""}

      """, to: "text-rows.jsonl")
    try folder.write(
      """
      {"prompt":"1","messages":[{"role":"user","content":"1"},{"role":"assistant","content":"23"},\
      {"role":"user","content":"4"},{"role":"assistant","content":"5"}],"weight":2}
      {"messages":[{"role":"user","content":"7"}],"weight":1}

      """, to: "messages.jsonl")
    try folder.write(
      #"{"prompt":"<1>","completion":"23;<4>5;","token_weights":[1,1,1,0,0,0,1,1,0],"weight":2}"#
        + "\n", to: "messages-rows.jsonl")
    try folder.write(
      "{% for m in messages %}{{ '<' + m.content + '>' if m.role == 'user' else m.content + ';' }}"
        + "{% endfor %}", to: "chat_template.jinja")
    let result = try Shell.run(
      """
      train --new width=8,layers=1,heads=2,context=20 --alphabet '0123456789=<>;' --steps 1 \
        --save base --plain --quiet text-rows.jsonl > /dev/null
      cp chat_template.jinja base
      for rows in text text-rows messages messages-rows; do
        train --model base --batch 2 --steps 3 --learning-rate 0.1 --save $rows $rows.jsonl \
          --plain 2> $rows.said | tail -1 | sed -E 's/.*"loss":([0-9.]{6}).*"tokens":([0-9]+).*/\\1 \\2/'
      done
      grep -h -o 'dropped .* no-.*;' text.said messages.said
      train --model base --dry-run messages.jsonl --plain 2>&1 | head -1
      ! train --model base --dry-run --chat text.jsonl --plain 2> said
      grep -c 'shape prompts, and this row has none' said
      ! train --model base --dry-run --loss dpo text.jsonl --plain 2> said
      grep -o 'there is no prompt' said
      """, in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    let lines = result.text.split(separator: "\n").map(String.init)
    #expect(lines.count == 9 && lines[0] == lines[1] && lines[2] == lines[3], "\(lines)")
    #expect(
      lines.suffix(5).elementsEqual([
        "dropped 1 no-learned-tokens;", "dropped 1 no-learned-tokens;",
        "train: 1 rows can be learned from, 11 tokens, at most 11 a row", "1",
        "there is no prompt",
      ]), "\(lines)")
  }

  /// In bfloat16 a model has half the bytes, and says nearly the same.
  @Test func numbersMayBeStoredInHalfTheBytes() throws {
    let folder = try folder(Loss.all[0])
    let result = try Shell.run(
      """
      run="train rows.jsonl \(Self.model) --steps 4 --plain --quiet --save"
      $run whole > metrics
      $run half --storage bf16 | cmp metrics
      grep -o '"dtype":"[a-z0-9]*"' whole/config.json half/config.json
      for model in whole half; do head -c 3008 $model/model.safetensors | tail -c +9 \
        | grep -a -o '"dtype":"[A-Z0-9]*"' | sort -u; done
      echo '{"id":"a","prompt":"1=","samples":[{"text":"7","finish":"stop"}]}' > sample.jsonl
      for model in whole half; do
        score --model $model sample.jsonl --plain --quiet | sed -E 's/.*"nll":([0-9.]{4}).*/\\1/'
      done
      ! train rows.jsonl --model whole --lora-rank 1 --storage bf16 --save adapter 2> said
      """, in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    let lines = result.text.split(separator: "\n").map(String.init)
    #expect(
      lines.prefix(4).elementsEqual([
        #"whole/config.json:"dtype":"float32""#, #"half/config.json:"dtype":"bfloat16""#,
        #""dtype":"F32""#, #""dtype":"BF16""#,
      ]), "\(lines)")
    #expect(lines.count == 6 && lines[4] == lines[5], "\(lines)")
  }

  /// An adapter, the model that it was merged into, and both given at once say the same.
  @Test func anAdapterIsTheMergedModel() throws {
    let folder = try folder(Loss.all[0])
    let result = try Shell.run(
      """
      train rows.jsonl \(Self.model) --steps 4 --save base --plain --quiet > /dev/null
      lora="train rows.jsonl --model base --steps 6 --lora-rank 2 --lora-targets all --plain --quiet"
      $lora --save adapter --threads 1 > metrics1
      $lora --save merged --merge --threads 3 > metrics3
      cmp metrics1 metrics3
      ls adapter
      echo '{"id":"a","prompt":"1=","samples":[{"text":"7","finish":"stop"}]}' > sample.jsonl
      for model in base adapter base+adapter merged; do
        score --model $model sample.jsonl --plain --quiet | sed -E 's/.*"nll":([^,}]*).*/\\1/'
      done
      """, in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    let lines = result.text.split(separator: "\n")
    #expect(
      lines.prefix(3) == ["adapter_config.json", "adapter_model.safetensors", "history.json"])
    #expect(lines.count == 7 && lines[3] != lines[4])
    #expect(lines.count == 7 && lines[4] == lines[5] && lines[5] == lines[6])
  }

  /// Killed while it learns an adapter, a run ends with the adapter of one that was left alone.
  @Test func aKilledAdapterGoesOn() throws {
    let folder = try folder(Loss.all[2])
    let result = try Shell.run(
      """
      train rows.jsonl \(Self.model) --loss simpo --steps 2 --save base --plain --quiet > /dev/null
      run="train rows.jsonl --model base --loss dpo+nll --lora-rank 3 --lora-targets q_proj,up_proj \
        --batch 8 --gradient-accumulation-steps 2 --steps 600 --warmup-steps 20 --checkpoint-every 10 --plain"
      $run --save whole --threads 1 --output whole.metrics
      $run --save killed --threads 2 --output killed.metrics & pid=$!
      while [ ! -e killed.checkpoint ] && kill -0 $pid; do sleep 0.01; done
      kill -KILL $pid; wait $pid || true
      ! $run --save killed --lora-alpha 1 --output killed.metrics 2> said
      grep -o 'its lora-alpha is 6.0, this run.s 1.0' said
      $run --save killed --threads 3 --output killed.metrics
      cmp whole/adapter_model.safetensors killed/adapter_model.safetensors
      cmp whole.metrics killed.metrics
      ls -d killed*
      """, in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stderr.contains("going on after step"), "\(result.stderr)")
    #expect(
      result.text == "its lora-alpha is 6.0, this run's 1.0\nkilled\nkilled.metrics\n")
  }

  @Test func anAdapterWithoutItsModelIsAnError() throws {
    let folder = try folder(Loss.all[0])
    let result = try Shell.run(
      """
      train rows.jsonl \(Self.model) --steps 1 --save base --plain --quiet > /dev/null
      lora="train rows.jsonl --steps 1 --lora-rank 1 --plain --quiet --save"
      $lora adapter --model base > /dev/null
      ! $lora second --model adapter > /dev/null
      $lora third --model adapter --merge > /dev/null
      ls third/model.safetensors
      train rows.jsonl --model base --steps 1 --learning-rate 0.1 --save other --plain -q > /dev/null
      mv base elsewhere; mv other base
      ! sample --model adapter rows.jsonl -n 1 > /dev/null
      mv base other
      echo '{"id":"a","prompt":"1="}' > problem.jsonl
      ! sample --model adapter problem.jsonl -n 1 > /dev/null
      sample --model elsewhere+adapter problem.jsonl -n 1 --plain --quiet | wc -l
      """, in: folder.url)
    #expect(result.text == "third/model.safetensors\n1\n", "\(result.stderr)")
    #expect(result.stderr.contains("cannot be saved as PEFT does"), "\(result.stderr)")
    #expect(
      result.stderr.contains("adapter: the model at base is no longer the one"), "\(result.stderr)")
    #expect(
      result.stderr.contains(
        "adapter: the model that the adapter changes is not at base (give --model "
          + "DIRECTORY+adapter)"), "\(result.stderr)")
  }
}
