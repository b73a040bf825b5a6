import ArgumentParser
import Glibc
import Records
import Streams

/// A command of the package: options, then `run`.
///
/// `main` alone turns errors into messages on stderr and an exit status.
package protocol Filter: ParsableCommand {
  /// The names of the options that most people need, which `-h` shows: `--output`.
  static var commonOptions: [String] { get }
}

extension Filter {
  /// The command's name in the shell.
  package static var name: String { configuration.commandName ?? _commandName }

  /// The version that `--version` prints and the history records.
  package static var version: String { packageVersion }

  /// Parses the arguments, runs the command and ends the process.
  package static func main() {
    Interruption.install()
    if CommandLine.arguments.dropFirst().prefix(while: { $0 != "--" }).contains("-h") {
      print(ShortHelp(name, declaration, showing: commonOptions).text)
      Glibc.exit(ExitStatus.done.rawValue)
    }
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      Glibc.exit(report(error))
    }
  }

  /// Prints what went wrong and returns the exit status.
  private static func report(_ error: any Error) -> Int32 {
    if let error = error as? any StatusError {
      if error.status != .done { say("\(name): \(error)\(hint)") }
      return error.status.rawValue
    }
    let code = exitCode(for: error)
    if code == .success {
      print(fullMessage(for: error))
    } else if code == .validationFailure {
      let message = UsageMessage(declaration).message(
        message(for: error), for: Array(CommandLine.arguments.dropFirst()))
      say("\(name): \(message)\(hint)\nTry \"\(name) -h\".")
    } else if !message(for: error).isEmpty {
      say("\(name): \(message(for: error))")
      return ExitStatus.internal.rawValue
    }
    return code.rawValue
  }

  /// The options and arguments that the command declares.
  private static var declaration: CommandDeclaration {
    do { return try CommandDeclaration(dump: _dumpHelp()) } catch {
      preconditionFailure("ArgumentParser describes the command otherwise: \(error)")
    }
  }

  /// A further line about an error, or nothing.
  private static var hint: String {
    RedirectedComparison.hint().map { "\n\(name): \($0)" } ?? ""
  }
}

/// The version of all commands.
let packageVersion = "0.1.0"

/// The name under which the shell started this process.
var programName: String {
  let path = CommandLine.arguments.first ?? ""
  return path.split(separator: "/").last.map(String.init) ?? path
}
