// Tocsin — Server: what refusals mean over HTTP
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension Problem {
  /// What a denial means over HTTP.
  init(_ denial: Denial, for route: WebRoute) {
    switch denial {
    case .notSignedIn: self = Gate.unsigned(for: route)
    case .wrongCredential:
      self.init(
        .forbidden, "this cannot be done with what the request has shown",
        hint: "a device asks for itself; for the rest, sign in")
    case .accountEnded:
      self.init(
        .forbidden, "the device or its person's account has ended",
        hint: "ask for a new enrolment link")
    case .noRole where route.action == .readOnCall:
      self.init(
        .forbidden, "only rota managers see who is on call everywhere",
        hint: "ask a rota manager, or look at the page's own account of why")
    case .noRole:
      self.init(
        .forbidden, "none of your roles may do that", hint: "ask an administrator for the role")
    case .outOfScope:
      self.init(
        .forbidden, "your role does not reach there", hint: "ask an administrator for the scope")
    case .notAddressed:
      self.init(
        .forbidden, "the page's content is not for you",
        hint: "in an emergency: POST /v1/break-glass, with a reason")
    case .needsStepUp:
      self.init(
        .stepUp, "this needs to be shown again, within the last ten minutes",
        hint: "prove who you are once more, then POST /v1/session/step-up")
    }
  }

  /// What a refusal of the Desk means over HTTP.
  init(_ error: DeskError) {
    switch error {
    case .unsigned: self = Gate.unsignedDevice
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
    case .ended, .accountEnded:
      self.init(
        .forbidden, "the device or its person's account has ended",
        hint: "ask for a new enrolment link")
      keepsNothing = error == .ended
    case .malformed(let text):
      self.init(.unusable, text, hint: "Documentation/device-protocol.md has the format")
    case .notNow: self = Self.notNow
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
    case .notNow: self = Self.notNow
    }
  }

  /// What a request that is none of a session means over HTTP.
  init(_ error: SessionError) {
    switch error {
    case .unsigned:
      self.init(
        .unsigned, "the request has no session's cookie, or no signature that can be read",
        field: "Authorization",
        hint: "sign it: Authorization: Tocsin-Session ms=...,nonce=...,sig=...")
    case .untimely:
      self.init(
        .untimely, "the signature's time is more than 300 s from the gateway's",
        field: "Authorization", hint: "take the time from Date and sign again")
    case .unknown:
      self.init(
        .refused, "no session here has made this signature, or it is over",
        field: "Authorization", hint: "sign in again")
    case .replayed:
      self.init(
        .refused, "the nonce was used before", field: "Authorization",
        hint: "sign again with another nonce")
    case .ended:
      self.init(
        .forbidden, "the account has ended", hint: "ask an administrator")
      clearsSite = true
    case .notNow: self = Self.notNow
    }
    challenge = "Tocsin-Session"
  }

  /// What a refused sign-in means over HTTP.
  init(_ error: SignInError) {
    switch error {
    case .refused:
      self.init(
        .signInRefused, "this does not sign in anybody", hint: "try again, or another way")
    case .noProof:
      self.init(
        .signInRefused, "there is no proof of who you are, or it is over",
        hint: "begin again: GET /v1/sign-in lists the ways")
    case .tooMany(let wait):
      self.init(.tooMany, "too many tries from here", hint: "wait as long as Retry-After says")
      waitSeconds = wait
    case .notOffered:
      self.init(
        .notFound, "this site does not offer that", hint: "GET /v1/sign-in lists the ways")
    case .malformed(let field):
      self.init(
        .unusable, "\(field) cannot be used", field: field,
        hint: "/openapi.yaml has the form")
    case .spent:
      self.init(
        .spent, "an invitation is good once", field: "token", hint: "ask for a new invitation")
    case .expired:
      self.init(
        .expired, "the invitation is over or unknown", field: "token",
        hint: "ask for a new invitation")
    case .password(let fault): self.init(fault)
    case .noPasswordForThis:
      self.init(
        .forbidden, "two administrators may have a password, for the day when nothing else works",
        hint: "use a passkey or the hospital's sign-in")
    case .providerAway:
      self.init(
        .notNow, "the hospital's sign-in cannot be reached", hint: "try again, or another way")
    case .notNow: self = Self.notNow
    }
    challenge = "Tocsin-Session"
  }

  private init(_ fault: PasswordError) {
    switch fault {
    case .tooShort(let minimum):
      self.init(
        .unusable, "the password is too short", field: "password",
        hint: "take \(minimum) bytes or more")
    case .tooLong(let maximum):
      self.init(
        .unusable, "the password is too long", field: "password",
        hint: "take \(maximum) bytes or fewer")
    case .predictable:
      self.init(
        .unusable, "the password can be guessed", field: "password",
        hint: "leave out names and usual words, patterns and rows of keys; add words of your own")
    case .noMemory: self = Self.notNow
    }
  }

  /// What a refusal of the board means over HTTP.
  init(_ error: BoardError) {
    switch error {
    case .unknown: self = Gate.noAlert
    case .notNow: self = Self.notNow
    }
  }

  /// What an error of the store means over HTTP.
  init(store error: any Error) {
    if let error = error as? StoreError, error.isTransient {
      self = Self.notNow
    } else {
      self.init(.fault, "the gateway could not do it", hint: "the operator's log says more")
    }
  }

  static let notNow = Problem(
    .notNow, "the store cannot take it", hint: "try again after Retry-After")
}
