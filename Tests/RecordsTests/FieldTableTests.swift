import Records
import Testing

@Suite struct FieldTableTests {
  private let record = #"{"s":"x","n":1.5,"i":3,"b":true,"null":null,"d":1,"d":2,"big":1e400}"#

  @Test func aFieldOfAnotherTypeIsNamedWithItsPlace() throws {
    let record = try Record(line: Array(record.utf8))
    #expect(throws: RecordError("the field “n” is no string", at: 13)) { try record.string("n") }
    #expect(throws: RecordError("the field “s” is no number", at: 5)) { try record.double("s") }
    #expect(throws: RecordError("the field “n” is no whole number", at: 13)) {
      try record.integer("n")
    }
    #expect(throws: RecordError("the field “i” is no boolean", at: 21)) { try record.boolean("i") }
    #expect(throws: RecordError.self) { try record.double("big") }
    #expect(throws: RecordError.self) { try record.integer("d") }
  }

  @Test func whatIsMissingOrNullIsNil() throws {
    let record = try Record(line: Array(record.utf8))
    for key in ["null", "absent"] {
      #expect(try record.string(key) == nil)
      #expect(try record.double(key) == nil)
      #expect(try record.integer(key) == nil)
      #expect(try record.boolean(key) == nil)
    }
    #expect(throws: RecordError("the field “absent” is missing")) {
      try record.need("absent", try record.string("absent"))
    }
    #expect(throws: RecordError("the field “null” is null")) {
      try record.need("null", try record.string("null"))
    }
    #expect(throws: RecordError.self) { try record.withText("null") { $0.count } }
    #expect(try record.withText("s") { $0.count } == 1)
  }
}
