import Checkpoints
import Records
import Testing

@Suite struct TemplateTests {
  private func render(_ template: String, _ fields: JSON) throws -> String {
    try Template(template).text(for: fields)
  }

  @Test(arguments: [
    ("Q: {{prompt}}\nA:", "Q: a<b & \"c\"\nA:"),
    ("{{{prompt}}}|{{& prompt }}", "a<b & \"c\"|a<b & \"c\""),
    ("{{meta.level}}/{{meta.share}}/{{meta.on}}", "3/0.0/true"),
    ("{{#samples}}{{index}}: {{text}}\n{{/samples}}", "0: x\n1: y\n"),
    ("{{#tags}}<{{.}}>{{/tags}}{{^tags}}none{{/tags}}", "<p><q>"),
    (
      "{{^gone}}none{{/gone}}{{#gone}}some{{/gone}}{{#empty}}a{{/empty}}{{^empty}}b{{/empty}}",
      "noneb"
    ),
    ("{{#zero}}zero is there{{/zero}}", "zero is there"),
    ("{{#samples}}{{meta.level}}{{/samples}}", "33"),
    ("a{{! not this }}b", "ab"),
    ("{{#meta}}{{level}}{{/meta}}", "3"),
    ("a\n  {{#zero}}  \n b\n{{/zero}}\nc\n{{! alone }}\n", "a\n b\nc\n"),
    ("{ {{zero}} } }}", "{ 0 } }}"),
  ])
  func whatMustacheSaysIsRendered(template: String, text: String) throws {
    let fields: JSON = [
      "prompt": "a<b & \"c\"", "meta": ["level": 3, "share": 0.0, "on": true], "zero": 0,
      "samples": [["index": 0, "text": "x"], ["index": 1, "text": "y"]], "tags": ["p", "q"],
      "empty": [],
    ]
    #expect(try render(template, fields) == text)
  }

  @Test(arguments: [
    ("{{refrence}}", "the template's {{refrence}} is missing"),
    ("{{meta.x.y}}", "the template's {{meta.x.y}} is missing"),
    ("{{none}}", "the template's {{none}} is null"),
    ("{{list}}", "the template's {{list}} is a list, no text"),
    ("{{meta}}", "the template's {{meta}} is an object, no text"),
  ])
  func whatIsMissingIsNamed(template: String, reason: String) {
    let error = #expect(throws: RenderingError.self) {
      try render(template, ["meta": [:], "none": nil, "list": [1]])
    }
    #expect(error?.description == reason)
  }

  @Test(
    arguments: [
      ("{{promt}}", "prompt"), ("{{meta.levle}}", "meta.level"),
      ("{{#samples}}{{txt}}{{/samples}}", "text"), ("{{question}}", nil),
    ] as [(String, String?)])
  func whatWasMeantIsSaid(template: String, meant: String?) throws {
    let line = #"{"prompt":"2","meta":{"level":3},"samples":[{"text":"x"}]}"#
    let rendering = try Rendering(template: Template(template))
    let record = try Record(line: Array(line.utf8))
    let error = #expect(throws: RecordError.self) { try rendering.prompt(of: record) }
    let hint = meant.map { "; is {{\($0)}} meant?" } ?? ""
    #expect(error?.reason.hasSuffix(" is missing" + hint) == true)
  }

  @Test(arguments: [
    ("\n{{>part}}", "line 2 of the template: \"{{>part}}\" is not known here"),
    ("{{=<% %>=}}", "line 1 of the template: \"{{=<% %>=}}\" is not known here"),
    ("{{a | upper}}", "line 1 of the template: \"{{a | upper}}\" is not known here"),
    ("{{}}", "line 1 of the template: \"{{}}\" is not known here"),
    ("{{a", "line 1 of the template: a tag has no end"),
    ("{{#a}}\n\nx", "line 1 of the template: {{#a}} has no {{/a}}"),
    ("{{#a}}{{/b}}", "line 1 of the template: {{/b}} closes nothing"),
    ("{{/a}}", "line 1 of the template: {{/a}} closes nothing"),
  ])
  func whatIsNotKnownIsRefusedBeforehand(template: String, reason: String) {
    #expect(throws: RenderingError(reason)) { try Template(template) }
  }

  @Test func aTemplateTellsWhatItLooksAt() throws {
    let template = try Template(
      "a{{prompt}}{{#tags}}{{.}}{{name}}{{/tags}}{{^meta.x}}{{sample.text}}{{/meta.x}}"
        + "{{sample.meta.y}}{{sample.text}}")
    #expect(template.fields == ["meta", "name", "prompt", "sample", "tags"])
    #expect(template.parts(of: "sample") == ["meta", "text"])
    #expect(template.parts(of: "tags") == nil)
    #expect(template.parts(of: "other") == [])
    #expect(template.conditions == ["meta.x", "tags"])
  }
}
