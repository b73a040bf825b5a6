import Answers
import Records

/// How the objects of a data set become problems: which field means what.
///
/// `DataSetForm.all` is the one table of the forms that are known by name; a new data set is one
/// row there.
package struct DataSetForm: Sendable {
  /// How a person asks for it.
  package var name: String
  /// For the help: the fields that it reads.
  package var summary: String
  /// The fields of the prompt, joined by spaces; empty and missing ones are left out.
  package var prompt: [FieldName]
  /// What is put behind the prompt.
  package var addition: Addition = .none
  /// The field of the answer.
  package var reference: FieldName?
  /// How the answer is found in that field; nil if the field is the answer.
  package var extract: AnswerExtractor?
  /// The options to choose from, if there are any.
  package var choices: ChoiceSource = .none
  /// The field of the worked solution.
  package var solution: FieldName?
  /// What the tests of a program are made of.
  package var tests: TestSource = .none
  /// The field of the id.
  package var id: FieldName?

  /// What stands behind a prompt.
  package enum Addition: Sendable {
    case none
    /// "Your code should pass these tests:" and the tests of a field, as MBPP is asked.
    case tests(FieldName)
    /// Code to begin with, as APPS has it.
    case starter(FieldName)
  }

  /// Where the options of a question are.
  package enum ChoiceSource: Sendable {
    case none
    /// In one field.
    case field(FieldName)
    /// In fields of their own, the right one first; they are shuffled, keyed by the seed and the
    /// question.
    case correctFirst([FieldName])
  }

  /// Where the tests of a program are.
  package enum TestSource: Sendable {
    case none
    /// In one field, in any form that `ProgramTestForms` reads.
    case field(FieldName)
    /// In fields of their own, put together as a data set means them.
    case humanEval, mbpp, codeContests
  }

  /// Describes a form.
  package init(name: String, summary: String, prompt: [FieldName]) {
    self.name = name
    self.summary = summary
    self.prompt = prompt
  }

  private init(
    _ name: String, _ summary: String, _ prompt: [FieldName], _ change: (inout Self) -> Void
  ) {
    self.init(name: name, summary: summary, prompt: prompt)
    change(&self)
  }

  /// The fields that a form reads; all others of an object go to `meta`.
  package var used: Set<String> {
    var names = prompt + [reference, solution, id].compactMap { $0 }
    switch choices {
    case .none: break
    case .field(let field): names.append(field)
    case .correctFirst(let fields): names += fields
    }
    switch addition {
    case .none, .tests: break
    case .starter(let field): names.append(field)
    }
    names += tests.fields
    return Set(names.map(\.description))
  }

  /// The forms with names, in the order of the help.
  package static let all: [DataSetForm] = [
    DataSetForm("gsm8k", "question, answer with the result after \"####\"", ["question"]) {
      $0.reference = "answer"
      $0.extract = .number
      $0.solution = "answer"
    },
    DataSetForm("svamp", "Body, Question, Answer", ["Body", "Question"]) {
      $0.reference = "Answer"
      $0.id = "ID"
    },
    DataSetForm("math", #"problem, solution with the result in \boxed{}"#, ["problem"]) {
      $0.reference = "solution"
      $0.extract = .boxed
      $0.solution = "solution"
    },
    DataSetForm("mmlu", "question, choices, answer (an index or a letter)", ["question"]) {
      $0.choices = .field("choices")
      $0.reference = "answer"
    },
    DataSetForm("mmlu-pro", "question, options, answer, cot_content", ["question"]) {
      $0.choices = .field("options")
      $0.reference = "answer"
      $0.id = "question_id"
    },
    DataSetForm(
      "arc", "question, choices (text, label), answerKey; CommonsenseQA too", ["question"]
    ) {
      $0.choices = .field("choices")
      $0.reference = "answerKey"
      $0.id = "id"
    },
    DataSetForm(
      "gpqa", "Question, Correct Answer, Incorrect Answer 1 to 3; shuffled", ["Question"]
    ) {
      $0.choices = .correctFirst([
        "Correct Answer", "Incorrect Answer 1", "Incorrect Answer 2", "Incorrect Answer 3",
      ])
      $0.solution = "Explanation"
      $0.id = "Record ID"
    },
    DataSetForm("aqua", "question, options, correct (a letter), rationale", ["question"]) {
      $0.choices = .field("options")
      $0.reference = "correct"
      $0.solution = "rationale"
    },
    DataSetForm(
      "humaneval", "prompt, canonical_solution, entry_point, test; EvalPlus too", ["prompt"]
    ) {
      $0.solution = "canonical_solution"
      $0.tests = .humanEval
      $0.id = "task_id"
    },
    DataSetForm(
      "mbpp", "text or prompt, code, test_list, test_setup_code; EvalPlus too",
      ["text", "prompt"]
    ) {
      $0.addition = .tests("test_list")
      $0.solution = "code"
      $0.tests = .mbpp
      $0.id = "task_id"
    },
    DataSetForm("apps", "question, starter_code, solutions, input_output", ["question"]) {
      $0.addition = .starter("starter_code")
      $0.solution = "solutions"
      $0.tests = .field("input_output")
      $0.id = "problem_id"
    },
    DataSetForm(
      "codecontests", "description, solutions, public_tests and the other tests",
      ["description"]
    ) {
      $0.solution = "solutions"
      $0.tests = .codeContests
      $0.id = "name"
    },
  ]
}

extension DataSetForm.TestSource {
  /// The fields that are read.
  var fields: [FieldName] {
    switch self {
    case .none: []
    case .field(let field): [field]
    case .humanEval:
      ["prompt", "canonical_solution", "entry_point", "test", "base_input", "plus_input", "atol"]
    case .mbpp: ["test_list", "test_setup_code", "test_imports", "test"]
    case .codeContests: ["public_tests", "private_tests", "generated_tests"]
    }
  }
}

extension DataSetForm {
  /// Whether the seed changes what is made.
  package var isShuffled: Bool {
    if case .correctFirst = choices { true } else { false }
  }
}
