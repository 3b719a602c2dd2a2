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

  func addresses(_ settings: Settings) throws -> (http: ListenAddress, mllp: ListenAddress) {
    (
      try ListenAddress(http, "http", of: settings, default: "127.0.0.1:8080"),
      try ListenAddress(mllp, "mllp", of: settings, default: "127.0.0.1:2575")
    )
  }
}

/// `tocsin serve`: the gateway of one site, until a signal ends it.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the gateway of a site.",
    discussion: """
      Example: tocsin serve --data /var/lib/tocsin --http 127.0.0.1:8080 --mllp 127.0.0.1:2575

      A new or empty folder is initialised with the shipped documents. Prints one line when both
      listen: ready http=HOST:PORT mllp=HOST:PORT. SIGTERM or SIGINT ends it in order.

      Each setting may also stand in the environment (TOCSIN_DATA, TOCSIN_HTTP, TOCSIN_MLLP,
      TOCSIN_DOCUMENTS) or in a YAML file given by --config or TOCSIN_CONFIG:
        tocsin:
          data: /var/lib/tocsin
          http: 127.0.0.1:8080
          mllp: 127.0.0.1:2575
      Flags beat the environment, which beats the file.
      """)

  @OptionGroup var data: DataOption
  @OptionGroup var listen: ListenOption
  @OptionGroup var documents: DocumentsOption

  func run() async throws {
    let settings = try await data.settings()
    let addresses = try listen.addresses(settings)
    let process = try await GatewayProcess.prepare(settings, documents: documents.documents)
    let bound = try await process.start(http: addresses.http, mllp: addresses.mllp)
    Console.say("ready http=\(bound.http) mllp=\(bound.mllp)")
    try await process.run()
  }
}
