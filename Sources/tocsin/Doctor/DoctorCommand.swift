// Tocsin — tocsin: doctor
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinDoctor

/// `tocsin doctor`: a site as it is configured, looked at from all sides.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look at a site and say what is wrong, where, and how to mend it.",
    discussion: """
      Example: tocsin doctor --config /etc/tocsin/tocsin.yaml --data /var/lib/tocsin

      Takes the settings of serve, and works beside a running gateway and without one. It pages
      nobody and changes nothing: of channels it tries whether their servers can be reached. Two
      lines a finding, what is wrong and the mend. Exit code 0 when all is well, 1 with warnings
      alone, 2 with an error; --json prints one object with every finding.
      """)

  @OptionGroup var data: DataOption
  @OptionGroup var listen: ListenOption
  @OptionGroup var openID: OpenIDOption
  @OptionGroup var watching: WatchOption
  @Option(help: "The folder in which the backups lie (TOCSIN_BACKUPS).")
  var backups: String?
  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: "Leave out what is well.") var quiet = false

  func run() async throws {
    let settings = try await data.settings()
    let examination = try SiteExamination(
      settings, listen: listen, openID: openID, watching: watching,
      backups: backups ?? settings.string("backups"))
    let findings = SiteDoctor.findings(await examination.facts())
    let shown = quiet ? findings.filter { $0.weight > .well } : findings
    if json {
      try Console.say(json: DoctorRow(findings, shown: shown))
    } else {
      for line in shown.flatMap(\.lines) { Console.say(line) }
      Console.say(DoctorRow(findings, shown: []).words)
    }
    let code = SiteDoctor.exitCode(of: findings)
    if code != 0 { throw ExitCode(code) }
  }
}

/// The object of `tocsin doctor --json`.
struct DoctorRow: Encodable {
  struct Finding: Encodable {
    let part: String
    /// `well`, `warning` or `error`.
    let weight: String
    let place: String
    let text: String
    /// The next step; nil when all is well.
    let mend: String?
  }

  let errors: Int
  let warnings: Int
  let findings: [Finding]

  init(_ all: [SiteFinding], shown: [SiteFinding]) {
    errors = all.count(where: { $0.weight == .error })
    warnings = all.count(where: { $0.weight == .warning })
    findings = shown.map {
      Finding(
        part: $0.part.rawValue, weight: $0.weight.word, place: $0.place, text: $0.text,
        mend: $0.mend.isEmpty ? nil : $0.mend)
    }
  }

  /// The last line for people.
  var words: String {
    errors + warnings == 0 ? "all is well" : "\(errors) errors, \(warnings) warnings"
  }
}
