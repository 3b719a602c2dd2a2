// Tocsin — Gateway: what happened to an alert, as a webhook or a FHIR resource
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinMapping

/// The JSON that tells of one thing that happened to one duty. It holds ids, words of the site's
/// documents and names of its staff; never what the alert says (I8).
///
/// - `webhook`: the event of Standard Webhooks 1.0 (`type`, `timestamp`, `data`).
/// - `fhir-task`, `fhir-communication`: resources whose elements are the same in FHIR R4, R4B and
///   R5. A peer keeps one Task for each alert; a Communication has the report's own id.
struct NewsMessage {
  let news: AlertNews
  let alert: Alert
  let form: NewsForm
  let people: [ResponderID: Responder]
  /// The same however often it is sent.
  let id: String

  /// For people: what happened, and who did it.
  var summary: String {
    [news.kind.rawValue, role, news.responder?.text ?? ""].filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  var bytes: [UInt8] {
    var out = JSONText()
    switch form {
    case .fhirTask: task(&out)
    case .fhirCommunication: communication(&out)
    case .webhook: event(&out)
    }
    return out.bytes
  }

  // MARK: - Standard Webhooks

  private func event(_ out: inout JSONText) {
    out.raw("{\"type\":")
    out.string("alert.\(news.kind.rawValue)")
    out.raw(",\"timestamp\":")
    out.time(news.at)
    out.raw(",\"data\":{\"alert\":")
    out.string(alert.id.text)
    out.raw(",\"integration\":")
    out.string(alert.integration)
    out.raw(",\"report\":")
    out.string(alert.controlID)
    out.raw(",\"test\":")
    out.raw(alert.world == .test ? "true" : "false")
    out.raw(",\"kind\":")
    out.string(alert.kind)
    out.raw(",\"priority\":")
    out.string(alert.priority.word)
    out.raw(",\"phase\":")
    out.string(alert.phaseWord)
    out.raw(",\"role\":")
    out.string(news.role)
    out.raw(",\"responder\":")
    if let responder = news.responder {
      out.raw("{\"id\":")
      out.string(responder.text)
      out.raw(",\"name\":")
      out.string(name(of: responder))
      out.raw("}")
    } else {
      out.raw("null")
    }
    out.raw(",\"byTelephone\":")
    out.raw(news.isByTelephone ? "true" : "false")
    out.raw("}}")
  }

  // MARK: - FHIR

  private func task(_ out: inout JSONText) {
    out.raw("{\"resourceType\":\"Task\",\"id\":")
    out.string(alert.id.text)
    out.raw(",\"identifier\":[")
    identifier(&out)
    out.raw("],\"status\":")
    out.string(Self.taskStatus(alert.phaseWord))
    out.raw(",\"businessStatus\":{\"text\":")
    out.string(news.kind.rawValue)
    out.raw("},\"intent\":\"order\",\"priority\":")
    out.string(fhirPriority)
    out.raw(",\"description\":")
    out.string(title)
    out.raw(",\"authoredOn\":")
    out.time(alert.openedAt)
    out.raw(",\"lastModified\":")
    out.time(news.at)
    if let holder = alert.duties.lazy.compactMap(\.phase.holder).first {
      out.raw(",\"owner\":")
      person(holder, &out)
    }
    out.raw("}")
  }

  /// TaskStatus: an alert that nobody has taken is *requested*, also with its last resort.
  private static func taskStatus(_ phase: String) -> String {
    switch phase {
    case "acknowledged": "accepted"
    case "resolved": "completed"
    default: "requested"
    }
  }

  private func communication(_ out: inout JSONText) {
    out.raw("{\"resourceType\":\"Communication\",\"id\":")
    out.string(id)
    out.raw(",\"identifier\":[{\"value\":")
    out.string(id)
    out.raw("}],\"status\":\"completed\",\"category\":[{\"text\":\"alert status\"}],\"priority\":")
    out.string(fhirPriority)
    out.raw(",\"about\":[{\"type\":\"Task\",\"identifier\":")
    identifier(&out)
    out.raw(",\"display\":")
    out.string(title)
    out.raw("}],\"topic\":{\"text\":")
    out.string(news.kind.rawValue)
    out.raw("},\"sent\":")
    out.time(news.at)
    if let responder = news.responder {
      out.raw(",\"sender\":")
      person(responder, &out)
    }
    out.raw(",\"note\":[{\"text\":")
    out.string(sentence)
    out.raw("}]}")
  }

  /// The alert's id as a URI, the form that FHIR has for a UUID.
  private func identifier(_ out: inout JSONText) {
    out.raw("{\"system\":\"urn:ietf:rfc:3986\",\"value\":")
    out.string("urn:uuid:\(alert.id.text)")
    out.raw("}")
  }

  private func person(_ id: ResponderID, _ out: inout JSONText) {
    out.raw("{\"type\":\"Practitioner\",\"identifier\":{\"value\":")
    out.string(id.text)
    out.raw("},\"display\":")
    out.string(name(of: id))
    out.raw("}")
  }

  private var title: String {
    alert.world == .test ? "TEST \(alert.kind)" : alert.kind
  }

  private var sentence: String {
    let who = news.responder.map { " by \(name(of: $0))" } ?? ""
    let how = news.isByTelephone ? ", by telephone" : ""
    let what = role.isEmpty ? "" : "\(role): "
    return "\(what)\(news.kind.rawValue)\(who)\(how)"
  }

  /// Empty where the alert has one duty, whose role says nothing.
  private var role: String { alert.duties.count > 1 ? news.role : "" }

  private var fhirPriority: String {
    switch alert.priority {
    case .crash, .high: "stat"
    case .medium: "urgent"
    case .low: "routine"
    }
  }

  private func name(of id: ResponderID) -> String {
    people[id].map(\.name).flatMap { $0.isEmpty ? nil : $0 } ?? id.text
  }
}
