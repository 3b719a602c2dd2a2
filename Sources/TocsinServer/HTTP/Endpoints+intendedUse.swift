// Tocsin — Server: what Tocsin is meant for, and who has accepted it
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

private struct AcceptanceBody: Decodable {
  let digest, reason: String
}

extension Endpoints {
  /// The statement that this program carries, whether the site has accepted it, and which
  /// integrations page nobody until it has (S33).
  func intendedUse() async throws(Problem) -> WebReply {
    let acceptances = Acceptances(surroundings)
    do {
      let present = try await acceptances.present()
      return WebReply(.ok, json: .object(try await Self.use(acceptances, present)))
    } catch { throw Problem(error) }
  }

  /// Accepts the statement for the site, as the person who asks.
  func acceptIntendedUse(_ call: Call) async throws(Problem) -> WebReply {
    let body = try Self.json(AcceptanceBody.self, of: call.request)
    let person = try call.account.id
    let acceptances = Acceptances(surroundings)
    do {
      let record = try await acceptances.accept(
        body.digest, for: person, reason: body.reason, by: .person(person))
      return WebReply(.created, json: .object(try await Self.use(acceptances, record)))
    } catch { throw Problem(error) }
  }

  private static func use(
    _ acceptances: Acceptances, _ record: AcceptanceRecord?
  ) async throws(AcceptanceFault) -> [(String, JSONValue)] {
    var shown = JSONValue.null
    if let record {
      shown = .object([
        ("by", .text(record.acceptedBy.text)),
        ("name", .text(try await acceptances.name(of: record.acceptedBy))),
        ("at", .time(record.acceptedAt)),
      ])
    }
    let integrations = acceptances.concerned().map { one in
      JSONValue.object([
        ("name", .text(one.name)), ("title", .text(one.title)),
        ("needsAcceptance", .flag(one.needsAcceptance)),
        ("isOn", .flag(!one.needsAcceptance || record != nil)),
      ])
    }
    return [
      ("statement", .text(IntendedUse.statement)), ("digest", .text(acceptances.digestText)),
      ("acceptance", shown), ("integrations", .list(integrations)),
    ]
  }
}

extension Problem {
  /// What a refusal of an acceptance means over HTTP.
  fileprivate init(_ fault: AcceptanceFault) {
    switch fault {
    case .otherStatement:
      self.init(
        .stale, fault.rawValue, field: "digest",
        hint: "read it and take its digest: GET /v1/intended-use")
    case .reason:
      self.init(.unusable, fault.rawValue, field: "reason", hint: "mend it and send it again")
    case .unknownPerson:
      self.init(.unusable, fault.rawValue, hint: "sign in as a person of the site")
    case .notNow: self.init(.notNow, fault.rawValue, hint: "try again")
    }
  }
}
