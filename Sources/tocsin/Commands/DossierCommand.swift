// Tocsin — tocsin: dossier
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSystem

/// `tocsin dossier ALERT`: an alert's whole life as one file that proves itself.
struct DossierCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dossier", abstract: "Write an alert's whole life, with proofs, to one file.",
    discussion: """
      Example: tocsin dossier --data /var/lib/tocsin --out incident.json 3f2a…
      Verify it anywhere: tocsin_verify.py incident.json

      Holds the trail, policy, rotas and people as they stood, the signed answers and the proofs;
      of the page itself only what --with-content adds. Both leave a leaf first.
      """)

  @OptionGroup var data: DataOption
  @Option(help: "The file to write.") var out: String
  @Option(help: "A folder of exported checkpoints (TOCSIN_CHECKPOINTS).")
  var checkpoints: String?
  @Flag(help: "Add what stood on the page.") var withContent = false
  @Argument(help: "The alert's id.") var alert: String

  func run() async throws {
    let settings = try await data.settings()
    let site = try await Site.open(settings)
    guard let id = AlertID(text: alert),
      let found = try await site.store.read({ try $0.alert(id) })
    else {
      throw Failure("there is no alert \(alert)", hint: "list them: tocsin alerts")
    }
    try await site.leave(.dossierMade, on: "alert:\(id)")
    if withContent { try await site.leave(.contentViewed, on: "alert:\(id)", reason: "dossier") }
    let folder = try CheckpointFolder.open(checkpoints, settings)
    let writer = DossierWriter(
      origin: site.origin, site: site.key.site.text, key: site.verifierKey, hasher: site.hasher,
      checkpoint: try await site.sealTrail(folder), withContent: withContent,
      now: site.clock.now())
    let file = try LineFile(out)
    let dossier = try await site.store.read { store in
      try writer.gather(try store.alert(id) ?? found, in: store)
    }
    try file.write(dossier)
    try file.finish()
    Console.complain("\(dossier.leaves.count) leaves were written to \(out)")
  }
}
