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
    out.raw("{")
    out.members(["type": "alert.\(news.kind.rawValue)"])
    out.raw(",\"timestamp\":")
    out.time(news.at)
    out.raw(",\"data\":{")
    out.members([
      "alert": alert.id.text, "integration": alert.integration, "report": alert.controlID,
      "kind": alert.kind, "priority": alert.priority.word, "phase": alert.phaseWord,
      "role": news.role,
    ])
    out.raw(",\"test\":")
    out.raw(alert.world == .test ? "true" : "false")
    out.raw(",\"byTelephone\":")
    out.raw(news.isByTelephone ? "true" : "false")
    out.raw(",\"responder\":")
    if let responder = news.responder {
      out.raw("{")
      out.members(["id": responder.text, "name": name(of: responder)])
      out.raw("}")
    } else {
      out.raw("null")
    }
    out.raw("}}")
  }

  // MARK: - FHIR

  private func task(_ out: inout JSONText) {
    out.raw("{")
    out.members([
      "resourceType": "Task", "id": alert.id.text, "status": Self.taskStatus(alert.phaseWord),
      "intent": "order", "priority": fhirPriority, "description": title,
    ])
    out.raw(",\"identifier\":[")
    identifier(&out)
    out.raw("],\"businessStatus\":{")
    out.members(["text": news.kind.rawValue])
    out.raw("},\"authoredOn\":")
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
    out.raw("{")
    out.members([
      "resourceType": "Communication", "id": id, "status": "completed", "priority": fhirPriority,
    ])
    out.raw(",\"identifier\":[{")
    out.members(["value": id])
    out.raw("}],\"category\":[{\"text\":\"alert status\"}],\"about\":[{")
    out.members(["type": "Task", "display": title])
    out.raw(",\"identifier\":")
    identifier(&out)
    out.raw("}],\"topic\":{")
    out.members(["text": news.kind.rawValue])
    out.raw("},\"sent\":")
    out.time(news.at)
    if let responder = news.responder {
      out.raw(",\"sender\":")
      person(responder, &out)
    }
    out.raw(",\"note\":[{")
    out.members(["text": sentence])
    out.raw("}]}")
  }

  /// The alert's id as a URI, the form that FHIR has for a UUID.
  private func identifier(_ out: inout JSONText) {
    out.raw("{")
    out.members(["system": "urn:ietf:rfc:3986", "value": "urn:uuid:\(alert.id.text)"])
    out.raw("}")
  }

  private func person(_ id: ResponderID, _ out: inout JSONText) {
    out.raw("{")
    out.members(["type": "Practitioner", "display": name(of: id)])
    out.raw(",\"identifier\":{")
    out.members(["value": id.text])
    out.raw("}}")
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
