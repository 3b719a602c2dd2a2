// Tocsin — tocsin: the command line
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation

/// Parses the command line, wires the parts, owns the process.
///
/// Exit codes: 0 done, 1 what was asked for does not hold, 64 wrong usage, 70 a fault of ours;
/// `doctor` has 1 for warnings and 2 for errors.
@main
struct Tocsin: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tocsin",
    abstract: "The gateway that replaces the hospital pager.",
    discussion: """
      A secondary means of alerting: the bedside alarm still sounds.

      Start with a demonstration:   tocsin demo
      Run a site:                   tocsin serve --data /var/lib/tocsin
      Every command has an example: tocsin help COMMAND
      """,
    version: "0.1.0",
    subcommands: [
      Serve.self,
      Demo.self,
      DoctorCommand.self,
      CertificateCommand.self,
      Import.self,
      Export.self,
      Check.self,
      OnCallCommand.self,
      CalendarLinkCommand.self, ChannelSecretCommand.self, ImportShiftsCommand.self,
      Rehearse.self,
      HindsightCommand.self,
      Simulate.self,
      Send.self,
      Inspect.self,
      PersonCommand.self,
      DeviceCommand.self,
      DirectoryKeyCommand.self, IntegrationKeyCommand.self,
      PageCommand.self,
      StandDownCommand.self,
      RungCommand.self,
      RollCallsCommand.self,
      Alerts.self,
      Messages.self,
      IntegrationsCommand.self,
      MaintenanceCommand.self,
      MessageCommand.self,
      TryCommand.self,
      MappingCommand.self,
      ReplayCommand.self,
      OutboundCommand.self,
      AttachmentCommand.self,
      IntendedUseCommand.self,
      TrailCommand.self,
      DossierCommand.self,
      KeysCommand.self,
      SubjectCommand.self,
      RetentionCommand.self,
      RecordsOfProcessing.self,
      BackupKeyCommand.self,
      BackupCommand.self,
      RestoreCommand.self,
      MigrateCommand.self,
    ])

  /// What it makes is for its own user alone: the store holds patients' data.
  ///
  /// Runs a command and turns its failure into one sentence, a next step and an exit code.
  static func main() async {
    umask(0o077)
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let failure as Failure {
      Console.complain(failure.text)
      if let hint = failure.hint { Console.complain("hint: \(hint)") }
      exit(withError: ExitCode(failure.code))
    } catch {
      let isOurs = exitCode(for: error) == .failure && !(error is ExitCode)
      guard isOurs else { exit(withError: error) }
      Console.complain("a fault of this program: \(error)")
      Console.complain("hint: report it with the command that was run")
      exit(withError: ExitCode(70))
    }
  }
}

/// Why a command ends without having done what was asked.
struct Failure: Error {
  let text: String
  /// The next command to run.
  let hint: String?
  /// 1: does not hold; 70: a fault of ours.
  var code: Int32 = 1

  init(_ text: String, hint: String? = nil, code: Int32 = 1) {
    self.text = text
    self.hint = hint
    self.code = code
  }
}
