// Tocsin — tocsin: serve
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinServer

/// Where a site listens.
struct ListenOption: ParsableArguments {
  @Option(help: "Where devices and browsers reach it, HOST:PORT (TOCSIN_HTTP).")
  var http: String?
  @Option(help: "Where sources reach it, HOST:PORT (TOCSIN_MLLP).")
  var mllp: String?

  @Option(help: "Where sources report with a certificate of theirs (TOCSIN_REPORTS).")
  var reports: String?

  @OptionGroup var pagers: PagerOption
  @OptionGroup var lock: LockOption

  @Option(help: "The certificate for it, PEM, with its chain (TOCSIN_CERTIFICATE).")
  var certificate: String?
  @Option(help: "The certificate's key, PEM (TOCSIN_KEY).")
  var key: String?

  @Option(help: "Authorities of sources, PEM: MLLP speaks TLS (TOCSIN_MLLP_AUTHORITY).")
  var mllpAuthority: String?

  /// Where devices and browsers reach it.
  func httpAddress(_ settings: Settings) throws -> ListenAddress {
    try ListenAddress(http, "http", of: settings, default: "127.0.0.1:8080")
  }

  /// - Throws: `Failure` when devices would be served over the network without TLS.
  func listening(_ settings: Settings) throws -> Listening {
    let listening = Listening(
      http: try httpAddress(settings),
      mllp: try ListenAddress(mllp, "mllp", of: settings, default: "127.0.0.1:2575"),
      identity: try identity(settings, nil), mllpIdentity: try mllpIdentity(settings),
      certificateFiles: certificateFiles(settings),
      securityContact: try contact(settings), reports: try reporting(settings),
      pagers: try pagers.listening(settings), lockAfterMinutes: try lock.minutes(settings))
    guard listening.identity != nil || listening.http.isLoopback else {
      throw Failure(
        "\(listening.http) is open to the network and would be served without TLS",
        hint: "tocsin certificate --out DIR --host NAME; then give --certificate and --key")
    }
    return listening
  }

  /// Where certificates of sources are asked for, beside the listener for devices and browsers:
  /// there a browser would offer its person's own.
  private func reporting(_ settings: Settings) throws -> ReportListening? {
    guard (reports ?? settings.string("reports")) != nil else { return nil }
    guard var files = certificateFiles(settings) else {
      throw ValidationError("--reports needs --certificate and --key as well")
    }
    files.asksForPinned = true
    do {
      return ReportListening(
        address: try ListenAddress(reports, "reports", of: settings, default: "127.0.0.1:8443"),
        identity: try ServerIdentity(files))
    } catch let error as CertificateError {
      throw Failure("\(error)", hint: error.hint)
    }
  }

  private func contact(_ settings: Settings) throws -> String? {
    guard let contact = settings.string("securityContact") else { return nil }
    let isURI = ["https://", "mailto:", "tel:"].contains { contact.hasPrefix($0) }
    guard isURI, contact.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw ValidationError("TOCSIN_SECURITY_CONTACT takes mailto:, https:// or tel:")
    }
    return contact
  }

  private func mllpIdentity(_ settings: Settings) throws -> ServerIdentity? {
    guard let authority = mllpAuthority ?? settings.string("mllpAuthority") else { return nil }
    guard let identity = try identity(settings, authority) else {
      throw ValidationError("--mllp-authority needs --certificate and --key as well")
    }
    return identity
  }

  /// The certificate and its key, when both are named.
  func certificateFiles(_ settings: Settings) -> CertificateFiles? {
    guard let certificate = certificate ?? settings.string("certificate"),
      let key = key ?? settings.string("key")
    else { return nil }
    return CertificateFiles(certificate: certificate, key: key)
  }

  private func identity(_ settings: Settings, _ authority: String?) throws -> ServerIdentity? {
    let files = (certificate ?? settings.string("certificate"), key ?? settings.string("key"))
    guard let certificate = files.0, let key = files.1 else {
      guard files.0 == nil, files.1 == nil else {
        throw ValidationError("--certificate and --key go together")
      }
      return nil
    }
    do {
      return try ServerIdentity(
        CertificateFiles(certificate: certificate, key: key, clientAuthority: authority))
    } catch {
      throw Failure("\(error)", hint: error.hint)
    }
  }
}

/// Where a site listens, and by what certificate.
struct Listening {
  var http: ListenAddress
  var mllp: ListenAddress
  /// Nil serves plain HTTP.
  let identity: ServerIdentity?
  /// Of the built-in endpoint; nil speaks plain MLLP.
  let mllpIdentity: ServerIdentity?
  /// What endpoints with TLS show; nil has none.
  let certificateFiles: CertificateFiles?
  /// Whom to tell of a weakness, for `security.txt`.
  let securityContact: String?

  /// Where sources show certificates in the place of keys; nil asks nobody for one.
  var reports: ReportListening?
  /// Where senders of old pagers reach it.
  var pagers: [PagerListening] = []
  /// After how many idle minutes a device with a lock locks itself.
  var lockAfterMinutes = LockTimes.idleMinutesDefault

  /// The line that says so, once all listen.
  var readyLine: String {
    "ready \(identity == nil ? "http" : "https")=\(http) mllp=\(mllp)"
      + (reports.map { " reports=\($0.address)" } ?? "")
      + pagers.map { " \($0.text)" }.joined()
  }

  /// The address as the start of a URL.
  var base: String { "\(identity == nil ? "http" : "https")://\(http)" }
}

/// Where sources show certificates in the place of keys.
struct ReportListening {
  var address: ListenAddress
  let identity: ServerIdentity
}

/// `tocsin serve`: the gateway of one site, until a signal ends it.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the gateway of a site.",
    discussion: """
      Example: tocsin serve --data /var/lib/tocsin --http 127.0.0.1:8080 --mllp 127.0.0.1:2575

      A new or empty folder is initialised with the shipped documents. Prints one line when all
      listen: ready http=HOST:PORT mllp=HOST:PORT, or https= with a certificate; before it, and
      whenever documents change that, a line endpoint NAME mllp=HOST:PORT for each endpoint that a
      document names. Listeners for senders of old pagers (--snpp, --tap, --wctp, --espa) are off
      unless asked for, and follow in the same line as snpp=HOST:PORT. SIGTERM or SIGINT
      ends it in order. Plain HTTP is for loopback alone; files of a certificate that change are
      read again within seconds.

      While nobody can sign in as an administrator, each start prints a link that makes one, on
      standard error, good once and for 30 minutes. There is no password to begin with.

      Each setting may also stand in the environment (TOCSIN_DATA, TOCSIN_HTTP, TOCSIN_MLLP,
      TOCSIN_CERTIFICATE, TOCSIN_KEY, TOCSIN_DOCUMENTS, TOCSIN_CHECKPOINTS) or in a YAML file given
      by --config or TOCSIN_CONFIG:
        tocsin:
          data: /var/lib/tocsin
          http: 127.0.0.1:8080
          mllp: 127.0.0.1:2575
      Flags beat the environment, which beats the file.
      """)

  @OptionGroup var data: DataOption
  @OptionGroup var listen: ListenOption
  @OptionGroup var openID: OpenIDOption
  @OptionGroup var documents: DocumentsOption
  @Option(help: "Where checkpoints of the trail are exported to (TOCSIN_CHECKPOINTS).")
  var checkpoints: String?
  @Option(help: "Where the on-call sheet of 48 hours is kept (TOCSIN_ON_CALL_SHEET).")
  var onCallSheet: String?
  @OptionGroup var watching: WatchOption

  func run() async throws {
    let settings = try await data.settings()
    let listening = try listen.listening(settings)
    let folders = SiteFolders(
      checkpoints: try CheckpointFolder.open(checkpoints, settings),
      sheet: try SheetFolder.open(onCallSheet, settings))
    let process = try await GatewayProcess.prepare(
      settings, documents: documents.documents, folders: folders,
      openID: try openID.part(settings), watching: watching)
    let bound = try await process.start(listening)
    try await process.run(
      beside: Announcement {
        Console.say(bound.readyLine)
        await process.offerAdministration(at: bound.base)
      })
  }
}
