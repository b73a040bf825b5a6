import Foundation

/// A Python with the libraries that ours is compared with: the variable AUTODIDACT_PYTHON, or
/// `python3`; nil without one.
package let python: String? = {
  let candidate = ProcessInfo.processInfo.environment["AUTODIDACT_PYTHON"] ?? "python3"
  let search = """
    from importlib.util import find_spec
    print(all(map(find_spec, ["torch", "transformers", "safetensors", "tokenizers"])))
    """
  return (try? run(candidate, search)) == "True\n" ? candidate : nil
}()

package struct PythonFailure: Error {
  package var output: String
}

/// What a Python program prints.
package func run(_ python: String, _ program: String, _ arguments: String...) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = [python, "-c", program] + arguments
  let (output, errors) = (Pipe(), Pipe())
  process.standardOutput = output
  process.standardError = errors
  try process.run()
  let text = output.fileHandleForReading.readDataToEndOfFile()
  let complaint = errors.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw PythonFailure(output: String(decoding: complaint, as: UTF8.self))
  }
  return String(decoding: text, as: UTF8.self)
}
