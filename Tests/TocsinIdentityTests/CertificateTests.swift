// Tocsin — IdentityTests: the site's own authority and the names it vouches for
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@testable import TocsinIdentity

@Suite struct `A certificate authority of the site's own` {
  private let now = Timestamp(milliseconds: 1_795_500_000_000)
  private let name = CertificateName.host("pager.example.org")

  @Test func `issues for its names, for 397 days`() throws {
    let authority = try SiteAuthority.make(for: [name, .address([10, 0, 0, 5])], at: now)
    let (pair, endsAt) = try authority.issue(for: [name, .address([10, 0, 0, 5])], at: now)
    #expect(SiteAuthority.names(of: pair.certificate) == [name, .address([10, 0, 0, 5])])
    #expect(pair.certificate.hasPrefix("-----BEGIN CERTIFICATE-----"))
    #expect(pair.key.hasPrefix("-----BEGIN PRIVATE KEY-----"))
    #expect(endsAt == now + .days(397) - .hours(1))
    #expect(authority.endsAt == now + .days(3_652))
  }

  @Test func `is read back and goes on for the same names`() throws {
    let made = try SiteAuthority.make(for: [name], at: now)
    let read = try SiteAuthority(made.pair())
    let later = now + .days(300)
    let pair = try read.issue(for: [name], at: later).pair
    #expect(SiteAuthority.names(of: pair.certificate) == [name])
  }

  @Test(arguments: ["other.example.org", "example.org", "xpager.example.org", "10.0.0.5", "::1"])
  func `refuses a name that it was not made for`(text: String) throws {
    let other = try #require(CertificateName(text: text))
    let authority = try SiteAuthority.make(for: [name], at: now)
    #expect(throws: AuthorityError.notItsName(other)) {
      try authority.issue(for: [name, other], at: now)
    }
  }

  @Test func `takes a name below one of its own`() throws {
    let authority = try SiteAuthority.make(for: [name], at: now)
    let below = CertificateName.host("icu.pager.example.org")
    #expect(try authority.issue(for: [below], at: now).endsAt > now)
  }

  @Test func `refuses what would outlive it`() throws {
    let authority = try SiteAuthority.make(for: [name], at: now)
    #expect(throws: AuthorityError.ending) {
      try authority.issue(for: [name], at: now + .days(3_652 - 396))
    }
  }

  @Test func `is not read from another's key or from no PEM`() throws {
    let one = try SiteAuthority.make(for: [name], at: now).pair()
    let other = try SiteAuthority.make(for: [name], at: now).pair()
    for (certificate, key) in [
      (one.certificate, other.key), ("", one.key), (one.certificate, ""), (one.key, one.key),
    ] {
      #expect(throws: AuthorityError.unusable) {
        try SiteAuthority(CertificatePair(certificate: certificate, key: key))
      }
    }
  }
}

@Suite struct `A name for a certificate` {
  @Test(arguments: [
    ("pager.example.org", "pager.example.org"), ("LOCALHOST", "localhost"), ("a-1.b", "a-1.b"),
    ("10.0.0.5", "10.0.0.5"), ("::1", "0:0:0:0:0:0:0:1"), ("fd00::5:a", "fd00:0:0:0:0:0:5:a"),
    ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("::", "0:0:0:0:0:0:0:0"),
  ])
  func `is a host or an address`(text: String, written: String) throws {
    #expect(try #require(CertificateName(text: text)).description == written)
  }

  @Test(arguments: [
    "", ".", "a..b", "-a.b", "a-.b", "a_b", "ä.example", "https://a", "a b", "1.2.3", "1.2.3.4.5",
    "256.0.0.1", "01.2.3.4", ":::", "1::2::3", "1:2:3:4:5:6:7", "12345::", "*.example.org", "10",
  ])
  func `is nothing else`(text: String) {
    #expect(CertificateName(text: text) == nil)
  }
}
