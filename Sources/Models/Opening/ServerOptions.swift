import ArgumentParser

/// How a server is asked.
package struct ServerOptions: ParsableArguments {
  @Option(help: "The name of the model on the server (default: the only one that it lists).")
  package var servedModel: String?

  @Option(
    parsing: .unconditional,
    help: "The most requests in flight, up to 4096; fewer after the server names a limit.")
  package var concurrency = 64

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most requests per second.", valueName: "n"))
  package var rps: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most requests per minute.", valueName: "n"))
  package var rpm: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most tokens per minute, of prompts and completions.", valueName: "n"))
  package var tpm: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most attempts at a request, the first included; limits (429) do not count.",
      valueName: "n"))
  package var attempts = 6

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Connection timeout.", valueName: "seconds"))
  package var connectTimeout = 10.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Timeout until the first byte of an answer (default: --timeout).", valueName: "seconds"))
  package var firstByteTimeout: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Timeout until an answer is complete.", valueName: "seconds"))
  package var timeout = 600.0

  @Flag(help: "Skip the capability probe at start-up.")
  package var noProbe = false

  @Flag(
    help: ArgumentHelp(
      "Do not request log-probabilities; the logprob of samples is then null.",
      discussion: "Some servers take twice as long with them, llama-cpp-python for one."))
  package var noLogprob = false

  @Option(
    help: ArgumentHelp(
      "Members that are added to the body of every request for a completion.",
      discussion: """
        They take the place of members of the same name; null takes one out. Such as \
        {"reasoning_effort": "low"}, {"chat_template_kwargs": {"enable_thinking": false}}, or \
        {"max_tokens": null, "max_completion_tokens": 512}. The history keeps them.
        """, valueName: "json"))
  package var body: RequestBody?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A header with the value of an environment variable, such as api-key=AZURE_KEY; may be "
        + "repeated.", valueName: "name=variable"))
  package var header: [SecretHeader] = []

  package init() {}

  package func validate() throws {
    try body?.check()
    guard (1...4096).contains(concurrency) else {
      throw ValidationError("--concurrency must be from 1 to 4096, not \(concurrency)")
    }
    guard attempts >= 1 else { throw ValidationError("--attempts must be at least 1") }
    for (name, limit) in [("rps", rps), ("rpm", rpm), ("tpm", tpm)] {
      guard limit.map({ $0 > 0 && $0.isFinite }) ?? true else {
        throw ValidationError("--\(name) must be more than 0")
      }
    }
    let times = [
      ("timeout", timeout), ("connect-timeout", connectTimeout),
      ("first-byte-timeout", firstByteTimeout ?? timeout),
    ]
    for (name, seconds) in times {
      guard seconds > 0, seconds <= 86_400 else {
        throw ValidationError("--\(name) must be more than 0 and at most 86400 seconds")
      }
    }
  }

  /// The options as a client takes them; key and jitter are added by who knows them.
  func settings(_ urls: [String]) -> ServerSettings {
    var settings = ServerSettings(urls: urls)
    settings.servedModel = servedModel
    settings.retry.concurrency = concurrency
    settings.retry.attempts = attempts
    settings.retry.limits.requestsPerSecond = rps
    settings.retry.limits.requestsPerMinute = rpm
    settings.retry.limits.tokensPerMinute = tpm
    settings.connectTimeout = connectTimeout
    settings.firstByteTimeout = firstByteTimeout ?? timeout
    settings.timeout = timeout
    settings.probes = !noProbe
    settings.asksLogprobs = !noLogprob
    settings.body = body?.json
    return settings
  }
}
