// Tocsin — tocsin: the record of processing activities as Markdown
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// What Article 30(1) GDPR asks of a controller's record, as far as the site itself knows it. Lines
/// that the hospital has to add hold `to fill in`.
struct ProcessingRecord {
  /// What the store says.
  struct Stored {
    /// Those that have not ended.
    let accounts: [Account]
    let devices: Int
    let directories: [String]
    /// The newest revision of each.
    let documents: [DocumentRevision]
  }

  /// What the settings say.
  struct Means {
    /// The OpenID provider's issuer.
    let provider: String?
    /// The folder of exported checkpoints.
    let checkpoints: String?
    let isEncrypted: Bool
    let isMLLPEncrypted: Bool
  }

  let site: String
  let at: Timestamp
  let stored: Stored
  let retention: RetentionPolicy
  let settings: Means

  private static let open = "**to fill in by the hospital**"

  var text: String {
    [heading, purposes, people, recipients, periods, places, documents].joined(separator: "\n\n")
  }

  private static func table(_ head: [String], _ rows: [[String]]) -> String {
    let lines = [head, head.map { _ in "---" }] + rows
    return lines.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
  }

  private static func list(_ words: [String]) -> String {
    words.isEmpty ? "none" : words.sorted().joined(separator: ", ")
  }

  private func days(_ length: Milliseconds) -> String { "\(length.count / 86_400_000) days" }

  private func names(of kind: String) -> [String] {
    stored.documents.filter { $0.kind == kind }.map(\.name)
  }

  // MARK: - Parts

  private var heading: String {
    let rows = [
      ["Controller", Self.open], ["Its representative, joint controllers", Self.open],
      ["Data protection officer", Self.open],
      ["Legal basis of each purpose (Articles 6 and 9)", Self.open],
    ]
    return """
      # Record of processing activities: paging of clinical staff

      Article 30(1) GDPR. Written by Tocsin on \(RFC3339.text(at)) for site \(site), out of its
      settings, documents and accounts. It is the hospital's record: check it, complete it, sign it.

      \(Self.table(["What", "Who"], rows))
      """
  }

  private var purposes: String {
    """
    ## Purposes

    1. To tell the responsible person of a finding that cannot wait, and the next one when nobody
       answers.
    2. To know who is on call, and who may see what.
    3. To prove who was told what, when, and who answered.
    4. To find misuse of the above.
    """
  }

  private var people: String {
    let roles = Role.allCases.compactMap { role -> String? in
      let count = stored.accounts.filter { $0.roles.contains(role) }.count
      return count == 0 ? nil : "\(role.rawValue) \(count)"
    }
    let rows = [
      [
        "patients",
        "what a finding's page needs: name, date of birth, number, place, finding (health data, "
          + "Article 9); the message as it came",
        "integrations: \(Self.list(names(of: "integration")))",
      ],
      [
        "employees: \(stored.accounts.count) accounts (\(Self.list(roles)))",
        "name, id, kind, roles, validity; telephone, mobile, pager and mail address where given",
        "documents, command line, console, directories: \(Self.list(stored.directories))",
      ],
      [
        "employees",
        "\(stored.devices) devices: name, public keys, last contact, the network it was heard "
          + "from last; sessions; passkeys",
        "the person",
      ],
      [
        "employees", "duties, handovers; pages with states, signed answers; the trail",
        "rotas: \(Self.list(names(of: "rota"))); use",
      ],
    ]
    return """
      ## Categories of persons and of data

      \(Self.table(["Persons", "Data", "Where from"], rows))
      """
  }

  private var recipients: String {
    let exported =
      settings.checkpoints.map { "exported to \($0): hashes and signatures, no personal data" }
      ?? "not exported"
    let way = settings.isEncrypted ? "TLS" : "no TLS of its own: loopback, or a proxy"
    let rows = [
      [
        "devices of the responders that a policy asks", "pages, sealed for each device",
        "own connection, \(way)",
      ],
      [
        "identity provider: \(settings.provider ?? "none")", "that a person signs in",
        "the browser, and HTTPS",
      ],
      ["who keeps the checkpoints", exported, "files"],
    ]
    return """
      ## Recipients, and how it reaches them

      \(Self.table(["Recipient", "Receives", "Way"], rows))

      Sources reach the gateway over MLLP \(settings.isMLLPEncrypted ? "with TLS" : "without TLS").
      No push service, no SMS or telephone service, no analytics: none is built in. Nothing goes to
      a third country by the product's own doing. Contracts with whoever runs the machine, the
      network and the backups (Article 28): \(Self.open).
      """
  }

  private var periods: String {
    let rows = [
      ["content of alerts and messages", "\(days(retention.content)) after closure"],
      ["sealed pages in mailboxes", "\(days(retention.envelopes)) after closure"],
      ["backups, as the site has promised to keep them", days(retention.backups)],
      ["sessions", "12 hours at most"],
      ["keys of a device", "until it or its account ends"],
      [
        "account, duties, pages without content, signed answers, trail",
        "no end is set in the product: \(Self.open)",
      ],
    ]
    return """
      ## Periods until erasure

      \(Self.table(["Data", "Kept"], rows))

      A subject is erased earlier by `tocsin subject erase`, which names the day from which no
      backup opens it either.
      """
  }

  private var places: String {
    """
    ## Place of processing and measures

    The data folder of the machine that runs the gateway, and where its backups are kept:
    \(Self.open). Technical and organisational measures (Article 32(1)):
    Documentation/privacy/measures.md.
    """
  }

  private var documents: String {
    let rows = stored.documents.sorted { ($0.kind, $0.name) < ($1.kind, $1.name) }.map {
      [$0.kind, $0.name, "\($0.revision)", RFC3339.text($0.importedAt)]
    }
    return """
      ## Documents in force

      \(Self.table(["Kind", "Name", "Revision", "Imported"], rows))
      """
  }
}
