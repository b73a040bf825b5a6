import Records

extension Rendering {
  /// What the model is to see of a record.
  package func prompt(of record: Record) throws(RecordError) -> Prompt {
    try asked(try record.object(needsAllFields ? nil : ["prompt"]))
  }

  /// What the model is to see of a sample: a template finds its fields under `sample`.
  package func prompt(of sample: Sample, in record: Record) throws(RecordError) -> Prompt {
    guard needsAllFields, case .object(let members) = try record.object(nil) else {
      return try prompt(of: record)
    }
    return try asked(.object(members + [JSON.Member("sample", try sample.object)]))
  }

  private func asked(_ fields: JSON) throws(RecordError) -> Prompt {
    do throws(RenderingError) {
      return try prompt(of: fields)
    } catch {
      throw RecordError(error.description)
    }
  }
}
