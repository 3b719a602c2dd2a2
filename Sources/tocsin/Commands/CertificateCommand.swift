// Tocsin — tocsin: certificate
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import TocsinCore
internal import TocsinIdentity
internal import TocsinSystem

/// `tocsin certificate`: an authority of the site's own, and the gateway's certificate from it.
struct CertificateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certificate",
    abstract: "Make or renew the gateway's certificate, from an authority of its own.",
    discussion: """
      Example: tocsin certificate --out /etc/tocsin/tls --host pager.example.org --host 10.0.0.5

      For a first try, and where nobody runs an authority. The first run makes the authority
      (ca.pem, ca.key; ten years; good for these names alone) and the gateway's certificate
      (server.pem, server.key; 397 days). Each later run renews the gateway's and leaves the
      authority as it is; without --host it is for the same names again. A serve that runs takes
      the new one within seconds.

      Devices have to trust ca.pem. Whoever holds ca.key can pretend to be the gateway to them: keep
      it off the gateway, and bring it back to renew.
      """)

  @Option(help: "The folder for the files; made when it is not there.") var out: String
  @Option(help: "A name or an IP address by which devices reach the gateway; may repeat.")
  var host: [String] = []

  func run() throws {
    let folder = CertificateFolder(path: out)
    let names = try wanted(folder)
    let now = SystemClock().now()
    do {
      let authority = try folder.authority(for: names, at: now)
      let (pair, endsAt) = try authority.issue(for: names, at: now)
      try folder.write(pair)
      report(folder, names, endsAt, authority.endsAt)
    } catch let error as AuthorityError {
      throw Failure(error, folder)
    }
  }

  private func wanted(_ folder: CertificateFolder) throws -> [CertificateName] {
    let known = host.isEmpty ? folder.serverNames : []
    let names = try host.map { text in
      guard let name = CertificateName(text: text) else {
        throw ValidationError("--host takes a name or an IP address, not \(text)")
      }
      return name
    }
    guard !(names + known).isEmpty else {
      throw ValidationError("name at least one --host, such as pager.example.org")
    }
    return names + known
  }

  private func report(
    _ folder: CertificateFolder, _ names: [CertificateName], _ endsAt: Timestamp,
    _ authorityEndsAt: Timestamp
  ) {
    let list = names.map(\.description).joined(separator: ", ")
    Console.say("certificate  \(folder.server)  until \(RFC3339.text(endsAt))  for \(list)")
    Console.say("authority    \(folder.authority)  until \(RFC3339.text(authorityEndsAt))")
    Console.say(
      """

      Devices have to trust \(folder.authority):
        Debian     sudo cp \(folder.authority) /usr/local/share/ca-certificates/tocsin.crt
                   sudo update-ca-certificates
        browsers   Chromium on Linux: certutil -d sql:$HOME/.pki/nssdb -A -t C,, \
      -n tocsin -i \(folder.authority)
        phones     send it as a certificate profile of the device management

      Then:
        tocsin serve --data DIR --http 0.0.0.0:8443 --certificate \(folder.server) \
      --key \(folder.serverKey)
      """)
  }
}

extension Failure {
  fileprivate init(_ error: AuthorityError, _ folder: CertificateFolder) {
    switch error {
    case .unusable:
      self.init(
        "\(folder.authority) and \(folder.authorityKey) are no authority",
        hint: "bring back both files as they were made, or choose another --out")
    case .notItsName(let name):
      self.init(
        "the authority was not made for \(name) and cannot vouch for it",
        hint: "make another one, for all names, in another --out; devices have to trust that too")
    case .ending:
      self.init(
        "the authority ends before a new certificate would",
        hint: "make another one in another --out; devices have to trust that too")
    }
  }
}
