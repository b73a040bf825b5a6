import ArgumentParser
import Checkpoints
import Foundation
import Models
import Records
import Testing

@Suite struct ModelOptionsTests {
  /// Runs a body with a file of this text.
  private func file(_ text: String, _ body: (String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "/models-\(UUID().uuidString)"
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private func open(_ options: ModelOptions) throws -> any LanguageModel {
    try options.open(key: nil, jitter: 0) { path in
      try ReplayModel(parsing: "", name: "directory \(path)")
    }
  }

  @Test func theArgumentSaysWhereTheModelIs() {
    #expect(ModelSource("http://h/v1") == .server(["http://h/v1"]))
    #expect(ModelSource("HTTPS://h") == .server(["HTTPS://h"]))
    #expect(ModelSource("http://a/v1,https://b/v1") == .server(["http://a/v1", "https://b/v1"]))
    #expect(ModelSource("replay:a.jsonl") == .replay("a.jsonl"))
    #expect(ModelSource("out/base") == .directory("out/base"))
  }

  @Test func everySourceIsOpened() throws {
    #expect(try open(ModelOptions.parse(["--model", "base"])).name == "directory base")
    let server = ["--model", "http://127.0.0.1:9/v1", "--served-model", "toy", "--no-probe"]
    #expect(try open(ModelOptions.parse(server)).name == "toy")
    try file(#"{"prompt":"*","text":""}"#) { path in
      let replay = try open(ModelOptions.parse(["--model", "replay:\(path)"]))
      #expect(replay.name == "replay")
    }
  }

  @Test func aDamagedRecordingIsNamed() throws {
    try file("{}") { path in
      #expect(
        throws: ModelError.damaged("\(path), line 1 of the recorded answers: it has no prompt")
      ) { try open(ModelOptions.parse(["--model", "replay:\(path)"])) }
    }
    #expect(throws: ModelError.damaged("/no/such: No such file or directory")) {
      try open(ModelOptions.parse(["--model", "replay:/no/such"]))
    }
  }

  @Test(arguments: [
    (["--model", ""], "--model must not be empty"),
    (["--model", "base", "--served-model", "x"], "--served-model goes with the URL of a server"),
    (["--model", "base", "--rpm", "0"], "--rpm must be more than 0"),
    (["--model", "base", "--concurrency", "0"], "--concurrency must be from 1 to 4096, not 0"),
    (
      ["--model", "base", "--timeout", "0"],
      "--timeout must be more than 0 and at most 86400 seconds"
    ),
  ])
  func wrongOptionsAreExplained(arguments: [String], reason: String) {
    let error = #expect(throws: (any Error).self) { try ModelOptions.parse(arguments) }
    #expect(error.map { ModelOptions.message(for: $0) } == reason)
  }

  @Test func renderingReadsItsFiles() throws {
    try file("{{prompt}} is \n") { template in
      try file(#"{"prompt":"1","completion":"one"}"# + "\n") { shots in
        let options = try ModelOptions.parse([
          "--model", "base", "--template", template, "--few-shot", shots, "--system", "Name it.",
        ])
        let prompt = try options.rendering.open().prompt(of: ["prompt": "2"])
        #expect(prompt == .text("Name it.\n\n1 is one\n\n2 is "))
      }
    }
  }

  @Test func aTemplateIsPrintedAsItIsRead() throws {
    let text = "{{sample.text}}\n\n Right? "
    let options = try RenderingOptions.parse([])
    #expect(try options.templateText(default: text, showing: ["sample"]) == text)
    try file(text + "\n") { path in
      let options = try RenderingOptions.parse(["--template", path])
      #expect(try options.templateText(default: "", showing: ["sample"]) == text)
      let unseen = RenderingError(
        "\(path): the template does not show {{samples}}; is that {{sample}}?")
      #expect(throws: unseen) { try options.open(showing: ["samples"]) }
    }
  }

  @Test(arguments: [
    ("--template", "{{", "line 1 of the template: a tag has no end"),
    ("--few-shot", "{}", "example 1: there is no prompt"),
    ("--few-shot", "{}\n{", "line 2: string or '}' expected near end of file at byte 1"),
  ])
  func damagedFilesAreNamed(option: String, text: String, reason: String) throws {
    try file(text) { path in
      let options = try RenderingOptions.parse([option, path])
      let error = #expect(throws: (any Error).self) { try options.open() }
      let description = error.map { "\($0)" } ?? ""
      #expect(description.hasPrefix(path) && description.hasSuffix(reason))
    }
  }
}
