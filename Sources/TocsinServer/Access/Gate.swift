// Tocsin — Server: lets a request through, or says why not
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

/// Asks the Desk whether a request is signed, and the directory whether its person may.
struct Gate: Sendable {
  let desk: Desk
  let surroundings: Surroundings

  /// Nothing but the head is needed to refuse what carries no signature.
  static func requireSignature(
    _ request: WebRequest, for route: WebRoute
  ) throws(Problem) {
    guard route.access != .anyone, request.headers[.authorization] == nil else { return }
    throw Self.unsigned
  }

  /// The signed device, which must be the one in the path; nil where anybody may.
  func check(
    _ request: WebRequest, for route: WebRoute, device: Substring
  ) async throws(Problem) -> SignedDevice? {
    guard route.access != .anyone else { return nil }
    let signed: SignedDevice
    do {
      signed = try await desk.authenticate(
        request.headers[.authorization],
        request: SignedRequest(
          method: request.method, target: request.target,
          bodyDigest: surroundings.sealer.digest(request.body)))
    } catch {
      throw Problem(error)
    }
    guard device.isEmpty || DeviceID(text: String(device)) == signed.record.id else {
      throw Problem(
        .forbidden, "the path names another device than the one that signed",
        hint: "a device asks for itself alone")
    }
    if route.access == .rotaManager { try requireRotaManager(signed.record) }
    return signed
  }

  private func requireRotaManager(_ device: DeviceRecord) throws(Problem) {
    let person = try? desk.profile(of: device)
    guard person?.isRotaManager == true else {
      throw Problem(
        .forbidden, "only rota managers see who is on call everywhere",
        hint: "ask a rota manager, or look at the page's own account of why")
    }
  }

  static let unsigned = Problem(
    .unsigned, "the request carries no signature that can be read", field: "Authorization",
    hint: "sign it: Authorization: Tocsin-Device id=...,ms=...,nonce=...,sig=...")
}

extension Problem {
  /// What a refusal of the Desk means over HTTP.
  init(_ error: DeskError) {
    switch error {
    case .unsigned: self = Gate.unsigned
    case .untimely:
      self.init(
        .untimely, "the signature's time is more than 300 s from the gateway's",
        field: "Authorization", hint: "take the time from Date and sign again")
    case .unknownDevice, .badSignature:
      self.init(
        .refused, "no device here has made this signature", field: "Authorization",
        hint: "sign exactly the method, path, query and body that are sent; or enrol again")
    case .replayed:
      self.init(
        .refused, "the nonce was used before", field: "Authorization",
        hint: "sign again with another nonce")
    case .ended:
      self.init(
        .forbidden, "the device or its person's account has ended",
        hint: "ask for a new enrolment link")
    case .malformed(let text):
      self.init(.unusable, text, hint: "Documentation/device-protocol.md has the format")
    case .notNow:
      self.init(.notNow, "the store cannot take it", hint: "try again after Retry-After")
    }
  }

  /// What a refused enrolment means over HTTP.
  init(_ error: EnrolmentError) {
    switch error {
    case .badProof:
      self.init(
        .unusable, "the proof does not fit the keys, or a key cannot be used", field: "proof",
        hint: "sign tocsin/enrol/v1, the token's SHA-256 and the four keys with the accept key")
    case .spent:
      self.init(
        .spent, "a link enrols one device", field: "token", hint: "ask for a new enrolment link")
    case .expired:
      self.init(
        .expired, "a link is good for ten minutes", field: "token",
        hint: "ask for a new enrolment link")
    case .notNow:
      self.init(.notNow, "the store cannot take it", hint: "try again after Retry-After")
    }
  }

  /// What an error of the store means over HTTP.
  init(store error: any Error) {
    if let error = error as? StoreError, error.isTransient {
      self.init(.notNow, "the store cannot take it", hint: "try again after Retry-After")
    } else {
      self.init(.fault, "the gateway could not do it", hint: "the operator's log says more")
    }
  }
}
