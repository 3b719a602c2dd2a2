// Tocsin — tocsin: demo
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import TocsinCore
internal import TocsinGateway
internal import TocsinServer

/// `tocsin demo`: a demonstration hospital, and one critical result through the real socket.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a demonstration hospital and send it one critical result.",
    discussion: """
      Example: tocsin demo

      Prints an enrolment link for each of two responders and for the rota manager, and one for the
      administrator until there is one; sends a critical potassium over MLLP and prints the alert's
      timeline as it happens. With nobody answering, the page moves on; accept it in the browser and
      it stops. Ctrl-C ends it; a second start keeps the data.
      """)

  @OptionGroup var data: DataOption
  @OptionGroup var listen: ListenOption
  @OptionGroup var documents: DocumentsOption
  @Option(help: "Seconds to wait before the result is sent, to open a link first.")
  var delay: Int64 = 5

  func run() async throws {
    var settings = try await data.settings(folder: Self.folder())
    let listening = try listen.listening(settings)
    // Passkeys are for names alone, and this one leads back to the same machine.
    if listening.identity == nil, listening.http.port > 0 {
      settings.defaults["origin"] = "http://localhost:\(listening.http.port)"
    }
    let process = try await GatewayProcess.prepare(settings, documents: documents.documents)
    let bound = try await process.start(listening)
    let hospital = try DemonstrationHospital(process, at: bound)
    try await process.run(
      beside: DemonstrationStory(
        hospital: hospital, readyLine: bound.readyLine, folder: try settings.dataFolder(),
        delay: .seconds(delay)))
  }

  /// Where the demonstration keeps its data when no folder is named.
  private static func folder() -> String {
    let environment = ProcessInfo.processInfo.environment
    let home = environment["XDG_DATA_HOME"] ?? "\(NSHomeDirectory())/.local/share"
    return environment["TOCSIN_DATA"] ?? "\(home)/tocsin-demonstration"
  }
}
