import Records

extension Rendering {
  /// What the model is to see of a record.
  package func prompt(of record: Record) throws(RecordError) -> Prompt {
    try asked(try record.object(template?.fields ?? ["prompt"]), of: record)
  }

  /// What the model is to see of a text that is a prompt by itself.
  package func prompt(ofText text: String) throws(RecordError) -> Prompt {
    do throws(RenderingError) {
      return try prompt(of: ["prompt": .string(text)])
    } catch {
      throw RecordError(error.description)
    }
  }

  /// What the model is to see of a sample: a template finds its fields under `sample`.
  package func prompt(of sample: Sample, in record: Record) throws(RecordError) -> Prompt {
    try prompt(of: ["sample": sample], in: record)
  }

  /// What the model is to see of samples with names.
  /// - Parameters:
  ///   - samples: by the names under which a template finds their fields.
  ///   - more: an object of other values for the template.
  package func prompt(
    of samples: [String: Sample], _ more: JSON = [:], in record: Record
  ) throws(RecordError) -> Prompt {
    guard let template else { return try prompt(of: record) }
    let added = more.members ?? []
    let own = template.fields.filter { name in
      samples[name] == nil && !added.contains { $0.key == name }
    }
    var fields = try record.object(own).members ?? []
    for (name, sample) in samples.sorted(by: { $0.key < $1.key }) {
      let parts = template.parts(of: name)
      let shown = if let parts { try sample.object(parts) } else { try sample.object }
      fields.append(JSON.Member(name, shown))
    }
    return try asked(.object(fields + added), of: record, samples)
  }

  /// What the model is to see of some samples: a template finds them as the list `samples`.
  package func prompt(of samples: [Sample], in record: Record) throws(RecordError) -> Prompt {
    guard let template else { return try prompt(of: record) }
    let fields = try record.object(template.fields.filter { $0 != "samples" }).members ?? []
    var shown: [JSON] = []
    for sample in samples { shown.append(try sample.object) }
    return try asked(.object(fields + [JSON.Member("samples", .array(shown))]), of: record)
  }

  /// - Parameter fields: those that the template names; the others help to say what is missing.
  private func asked(
    _ fields: JSON, of record: Record, _ samples: [String: Sample] = [:]
  ) throws(RecordError) -> Prompt {
    do throws(RenderingError) {
      return try prompt(of: fields)
    } catch {
      var known = (try? JSON(parsing: record.bytes))?.members ?? []
      for (name, sample) in samples {
        if let object = try? sample.object { known.append(JSON.Member(name, object)) }
      }
      throw RecordError(error.meaning(in: .object(known + (fields.members ?? []))).description)
    }
  }
}
