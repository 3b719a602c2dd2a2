// Tocsin — tocsin: the demonstration hospital
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import ServiceLifecycle
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSealing
internal import TocsinServer

/// People with a pager in a drawer, links to enrol a browser, and one result to send.
struct DemonstrationHospital: Sendable {
  let process: GatewayProcess
  let base: String
  let mllp: ListenAddress
  private let sample: [UInt8]

  /// The policy that the sample's ward is routed to.
  private static let policy = "demonstration"
  private static let sampleName = "Integrations/laboratory/samples/demonstration.hl7"
  private static let drawerName = "pager in a drawer"

  init(_ process: GatewayProcess, at listening: Listening) throws {
    self.process = process
    base = listening.base
    mllp = listening.mllp
    sample = try Files.bytes(DocumentFolders.folder(nil) + "/" + Self.sampleName)
  }

  // MARK: - People

  /// The two responders that the policy pages at this moment, in order.
  private func responders() throws -> [Responder] {
    let snapshot = try process.site.directory.snapshot()
    let now = process.surroundings.time.now()
    guard let policy = snapshot.policies[Self.policy] else {
      throw Failure("the documents have no policy \(Self.policy)", hint: "use the shipped ones")
    }
    var seen: Set<ResponderID> = []
    return policy.roles[0].steps.flatMap(\.targets)
      .flatMap { snapshot.staffing.onCall($0, at: now) }
      .filter { seen.insert($0.responder).inserted }
      .compactMap { snapshot.staffing.responders[$0.responder] }
  }

  private func manager() throws -> Responder? {
    try process.site.directory.snapshot().staffing.responders.values
      .filter(\.isRotaManager).min { $0.id < $1.id }
  }

  /// Gives each responder a pager that lies in a drawer: enrolled like any device, it is paged and
  /// never answers, so that the story goes on also when no browser is open.
  func furnish() async throws {
    for person in try responders() {
      let devices = try await process.site.store.read { try $0.devices() }
      let hasDrawer = devices.contains {
        $0.responder == person.id && $0.name == Self.drawerName && $0.endedAt == nil
      }
      if hasDrawer { continue }
      let link = try await process.desk.makeLink(for: person.id, by: .operatorHere)
      guard
        let enrolment = DeviceKeys.generate().enrolment(
          token: link.token, name: Self.drawerName)
      else { continue }
      _ = try await process.desk.enrol(enrolment)
    }
  }

  /// Prints a link for each responder and for the rota manager.
  func printLinks(folder: String) async throws {
    Console.say("")
    Console.say("The demonstration hospital is open. Its data lies in \(folder).")
    Console.say("Open a link in a browser to carry that person's pager (each works once, 10 min):")
    Console.say("")
    for person in try responders() { try await printLink(person, as: "on call") }
    if let manager = try manager() { try await printLink(manager, as: "rota manager") }
    Console.say("")
  }

  private func printLink(_ person: Responder, as duty: String) async throws {
    let link = try await process.desk.makeLink(for: person.id, by: .operatorHere)
    Console.say("  \(person.name) (\(duty))")
    Console.say("    \(base)/enrol#\(link.token)")
  }

  // MARK: - The story

  /// Sends the sample through the MLLP socket, under a control id and an order number of its own.
  ///
  /// - Returns: the control id.
  func report() async throws -> String {
    let stamp = String(process.surroundings.time.now().milliseconds, radix: 36, uppercase: true)
    let text = String(decoding: sample, as: UTF8.self)
      .replacingOccurrences(of: "ELM000102", with: "DEMO\(stamp)")
      .replacingOccurrences(of: "F77802", with: "F\(stamp)")
    let client = try await MLLPClient.connect(to: mllp)
    let exchange = try await client.exchange(Array(text.utf8))
    await client.close()
    let code = String(decoding: exchange.reply, as: UTF8.self).contains("MSA|AA|") ? "AA" : "?"
    let time = (exchange.milliseconds * 10).rounded() / 10
    Console.say("A critical potassium was sent over MLLP; the reply is \(code), after \(time) ms.")
    return "DEMO\(stamp)"
  }

  /// The alert that a message opened.
  func alert(controlID: String) async throws -> Alert? {
    try await process.site.store.read { store in
      try store.alerts(limit: 100, phase: nil).first { $0.controlID == controlID }
    }
  }

  func trail(of alert: AlertID) async throws -> [TrailEntry] {
    try await process.site.store.read { try $0.trail(of: alert) }
  }
}

/// Opens the hospital, sends the result and prints what happens, until the alert is closed or the
/// process stops.
struct DemonstrationStory: Service {
  let hospital: DemonstrationHospital
  let readyLine: String
  let folder: String
  let delay: Milliseconds

  func run() async throws {
    Console.say(readyLine)
    try await hospital.furnish()
    try await hospital.printLinks(folder: folder)
    await hospital.process.offerAdministration(at: hospital.base)
    await cancelWhenGracefulShutdown {
      do {
        try await tell()
      } catch is CancellationError {
      } catch {
        Console.complain("the demonstration stopped: \(error)")
      }
    }
    try await gracefulShutdown()
  }

  private func tell() async throws {
    try await Task.sleep(for: .milliseconds(delay.count))
    let controlID = try await hospital.report()
    guard let alert = try await hospital.alert(controlID: controlID) else { return }
    var shown = 0
    while true {
      let entries = try await hospital.trail(of: alert.id)
      for entry in entries.dropFirst(shown) { say(entry, since: alert.openedAt) }
      shown = entries.count
      if entries.last?.event == .resolved { break }
      try await Task.sleep(for: .milliseconds(200))
    }
    Console.say("The alert is closed. Ctrl-C ends the demonstration.")
  }

  private func say(_ entry: TrailEntry, since start: Timestamp) {
    guard entry.event != .resounded else { return }
    let length = entry.at - start
    let seconds = String(format: "%6.1f", Double(length.count) / 1_000)
    Console.say("  +\(seconds) s  \(entry.text)")
  }
}
