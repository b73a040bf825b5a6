import Foundation
import Testing

/// What `make install` lays beside the commands; the manual pages take a build of their own.
struct CompletionsTests {
  @Test func everyCommandHasCompletionsForThreeShells() throws {
    let folder = try Folder()
    let names = Manifest.commands.map(\.name)
    let completions = Shell.package.appending(path: "pipelines/completions").path
    let result = try Shell.run(
      """
      for command in \(names.joined(separator: " ")); do
        '\(completions)' $command '\(Shell.binaries.path)' share
      done
      for file in share/bash-completion/completions/*; do bash -n "$file"; done
      grep -Lr quiet share || true
      """, in: folder.url)
    #expect(result.status == 0 && result.text == "", "\(result.text)\(result.stderr)")
    for name in names {
      for file in [
        "bash-completion/completions/\(name)", "zsh/site-functions/_\(name)",
        "fish/vendor_completions.d/\(name).fish",
      ] {
        #expect(folder.has("share/\(file)"), "\(file)")
      }
    }
  }
}
