// Tocsin — ServerTests: the HTTP listener with a certificate
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOSSL
import Testing
import TocsinCore
import TocsinIdentity

@testable import TocsinServer

/// A folder with an authority and the files that a gateway shows.
struct CertificateStand {
  let folder: String
  let authority: SiteAuthority
  let now: Timestamp
  let files: CertificateFiles

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/tocsin-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    now = Timestamp(milliseconds: Int64(try Self.systemSeconds()) * 1_000)
    authority = try SiteAuthority.make(for: [.host("localhost")], at: now)
    files = CertificateFiles(certificate: folder + "/server.pem", key: folder + "/server.key")
    try renew()
  }

  /// The system's clock, which the TLS library goes by: the time of a file that was just made.
  private static func systemSeconds() throws -> Double {
    let path = FileManager.default.temporaryDirectory.path + "/tocsin-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data().write(to: URL(filePath: path))
    let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
    return try #require(date as? Date).timeIntervalSince1970
  }

  /// Writes another certificate and key.
  func renew() throws {
    let pair = try authority.issue(for: [.host("localhost")], at: now).pair
    try pair.certificate.write(toFile: files.certificate, atomically: true, encoding: .utf8)
    try pair.key.write(toFile: files.key, atomically: true, encoding: .utf8)
  }

  /// What a client that trusts this authority begins with.
  func client() throws -> NIOSSLContext {
    let pem = Array(try authority.pair().certificate.utf8)
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(pem))
    return try NIOSSLContext(configuration: configuration)
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }
}

@Suite struct `The HTTP listener with a certificate` {
  private static let request = "GET /healthz HTTP/1.1\r\nHost: test\r\n\r\n"

  private func listening(
    _ body: (CertificateStand, ServerIdentity, ListenAddress) async throws -> Void
  ) async throws {
    let stand = try CertificateStand()
    defer { stand.remove() }
    let ward = try await WebWard()
    let identity = try ServerIdentity(stand.files)
    let server = HTTPServer(
      ListenAddress(host: "127.0.0.1", port: 0), desk: ward.desk, surroundings: ward.surroundings,
      web: WebSide(files: WebFiles(), signals: MailboxSignals(), identity: identity))
    let address = try await server.start()
    do {
      try await body(stand, identity, address)
      await server.stop()
    } catch {
      await server.stop()
      throw error
    }
  }

  @Test func `answers over TLS and tells browsers to come back so`() async throws {
    try await listening { stand, _, address in
      let client = try await RawClient.connect(to: address, tls: stand.client())
      client.write(Self.request)
      let text = try await client.read(until: #"{"status":"alive"}"#)
      #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(text.lowercased().contains("strict-transport-security: max-age=31536000"))
      await client.close()
    }
  }

  @Test func `is refused by who trusts another authority`() async throws {
    try await listening { _, _, address in
      let other = try CertificateStand()
      defer { other.remove() }
      let client = try await RawClient.connect(to: address, tls: other.client())
      client.write(Self.request)
      #expect(try await client.readAll() == "")
    }
  }

  @Test func `says nothing to plain HTTP`() async throws {
    try await listening { _, _, address in
      let text = try await RawClient.talk(to: address, Array(Self.request.utf8), ends: false)
      #expect(!text.contains("HTTP/1.1"))
    }
  }

  @Test func `shows a renewed certificate and drops no connection for it`() async throws {
    try await listening { stand, identity, address in
      let before = try await RawClient.connect(to: address, tls: stand.client())
      before.write(Self.request)
      _ = try await before.read(until: #"{"status":"alive"}"#)
      #expect(identity.refresh() == .unchanged)
      try stand.renew()
      #expect(identity.refresh() == .renewed)
      #expect(identity.refresh() == .unchanged)
      before.write(Self.request.replacing("/healthz", with: "/readyz"))
      _ = try await before.read(until: #"{"status":"ready"}"#)
      await before.close()
      let after = try await RawClient.connect(to: address, tls: stand.client())
      after.write(Self.request)
      _ = try await after.read(until: #"{"status":"alive"}"#)
      await after.close()
    }
  }

  @Test func `keeps the former pair while the files do not fit, and says so once`() throws {
    let stand = try CertificateStand()
    defer { stand.remove() }
    let identity = try ServerIdentity(stand.files)
    let key = try String(contentsOfFile: stand.files.key, encoding: .utf8)
    try stand.renew()
    try key.write(toFile: stand.files.key, atomically: true, encoding: .utf8)
    #expect(identity.refresh() == .refused(.mismatched))
    #expect(identity.refresh() == .unchanged)
    try FileManager.default.removeItem(atPath: stand.files.key)
    #expect(identity.refresh() == .refused(.unreadable(stand.files.key)))
    #expect(identity.refresh() == .unchanged)
    try "no PEM".write(toFile: stand.files.key, atomically: true, encoding: .utf8)
    #expect(identity.refresh() == .refused(.malformed(stand.files.key)))
    try stand.renew()
    #expect(identity.refresh() == .renewed)
  }

  @Test func `does not begin with files that cannot be used`() throws {
    let stand = try CertificateStand()
    defer { stand.remove() }
    let nowhere = CertificateFiles(certificate: stand.folder + "/none", key: stand.files.key)
    #expect(throws: CertificateError.unreadable(nowhere.certificate)) {
      try ServerIdentity(nowhere)
    }
    let swapped = CertificateFiles(
      certificate: stand.files.key, key: stand.files.certificate)
    #expect(throws: CertificateError.malformed(stand.files.key)) { try ServerIdentity(swapped) }
  }
}
