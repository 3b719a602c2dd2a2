// Tocsin — tocsin: subject and retention
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway

/// Whom a command is about, as the sources name them.
struct SubjectOption: ParsableArguments {
  @Option(help: "The first identifier of the subject (PID-3.1).") var identifier: String
  @Option(help: "Its assigning authority (PID-3.4), when the source gives one.")
  var authority = ""

  func reference() throws -> SubjectReference {
    guard let reference = SubjectReference(identifier: identifier, authority: authority) else {
      throw ValidationError("--identifier is empty")
    }
    return reference
  }

  static func failure(_ refusal: SubjectRefusal) -> Failure {
    switch refusal {
    case .unknown:
      Failure(
        "nothing is held under this identifier and authority",
        hint: "name the assigning authority as the source writes it (PID-3.4): --authority")
    case .open(let alerts):
      Failure(
        "\(alerts.count) alerts of the subject are open, the first is \(alerts[0])",
        hint: "have them resolved first: tocsin alerts --phase escalating")
    }
  }
}

/// `tocsin subject export|erase`: a person's rights over what is held about them.
struct SubjectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "subject", abstract: "Export or erase what is held about one subject.",
    discussion: "Example: tocsin subject export --data DIR --identifier 4711 --authority NORTH",
    subcommands: [Export.self, Erase.self])

  /// `tocsin subject export`.
  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print everything that is held about a subject, as one JSON object.",
      discussion: """
        Example: tocsin subject export --data DIR --identifier 4711 --authority NORTH > 4711.json

        The trail tells that it was exported, by whom and when.
        """)

    @OptionGroup var data: DataOption
    @OptionGroup var subject: SubjectOption

    func run() async throws {
      let settings = try await data.settings()
      let site = try await Site.open(settings)
      let subjects = Subjects(site.surroundings(), try settings.retention())
      let held = try await subjects.export(
        subject.reference(), by: .operatorHere)
      switch held {
      case .success(let held): try Console.say(json: SubjectRow(held))
      case .failure(let refusal): throw SubjectOption.failure(refusal)
      }
    }
  }

  /// `tocsin subject erase`.
  struct Erase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make what is held about a subject unreadable, for good.",
      discussion: """
        Example: tocsin subject erase --data DIR --identifier 4711 --authority NORTH --reason 'F-12'

        The content of its alerts and messages is taken out and its key is destroyed; who did what
        and when stays. Backups hold the key until they go: the answer names the day. What the
        answer says goes into the trail. Nothing is erased while an alert of the subject is open.
        """)

    @OptionGroup var data: DataOption
    @OptionGroup var subject: SubjectOption
    @Option(help: "Why, without the subject's name; kept sealed with the trail.") var reason: String

    func validate() throws {
      guard (1...200).contains(reason.utf8.count) else {
        throw ValidationError("--reason takes 1 to 200 bytes")
      }
    }

    func run() async throws {
      let settings = try await data.settings()
      let site = try await Site.open(settings)
      let subjects = Subjects(site.surroundings(), try settings.retention())
      let erasure = try await subjects.erase(
        subject.reference(), reason: reason, by: .operatorHere)
      switch erasure {
      case .success(let erasure):
        try await site.settle()
        try Console.say(json: ErasureRow(erasure))
      case .failure(let refusal): throw SubjectOption.failure(refusal)
      }
    }
  }
}

/// `tocsin retention run`: one pass of what the gateway does every hour.
struct RetentionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retention", abstract: "Take away what was kept long enough.",
    discussion: "Example: tocsin retention run --data /var/lib/tocsin --json",
    subcommands: [Run.self])

  /// `tocsin retention run`.
  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run one pass now.",
      discussion: """
        Example: tocsin retention run --data /var/lib/tocsin --json

        Settings, in days: TOCSIN_CONTENT_DAYS (90) after closure for the content of alerts and
        messages, TOCSIN_ENVELOPE_DAYS (7) for envelopes, TOCSIN_BACKUP_DAYS (35) for how long the
        site keeps its backups. Answers and the trail stay.
        """)

    @OptionGroup var data: DataOption
    @Flag(help: "Print one JSON object.") var json = false

    func run() async throws {
      let settings = try await data.settings()
      let site = try await Site.open(settings)
      let shredder = Shredder(site.surroundings(), try settings.retention())
      let counts = try await shredder.run(by: .operatorHere)
      try await site.settle()
      if json { return try Console.say(json: ShreddedRow(counts)) }
      Console.say(
        "\(counts.alerts) alerts, \(counts.messages) messages, \(counts.envelopes) envelopes, "
          + "\(counts.keys) keys")
    }
  }
}

extension Settings {
  /// How long each kind of data is kept.
  ///
  /// - Throws: `Failure` for a number of days that is none.
  func retention() throws -> RetentionPolicy {
    var policy = RetentionPolicy()
    policy.content = try days("contentDays", policy.content)
    policy.envelopes = try days("envelopeDays", policy.envelopes)
    policy.backups = try days("backupDays", policy.backups)
    return policy
  }

  private func days(_ key: String, _ standard: Milliseconds) throws -> Milliseconds {
    guard let text = string(key) else { return standard }
    guard let days = Int64(text), (1...36_500).contains(days) else {
      throw Failure("\(key) takes a number of days from 1, not \(text)", hint: "see: tocsin help")
    }
    return .days(days)
  }
}
