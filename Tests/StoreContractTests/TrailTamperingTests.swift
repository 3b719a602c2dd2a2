// Tocsin — StoreContract: the trail under the hands of whoever owns the database
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@Suite struct `A trail that was tampered with` {
  @Test func `is whole before`() async throws {
    try await TrailSite.with { site in
      let report = try await site.verify(site.exported)
      #expect(report.findings.isEmpty)
      #expect(report.leaves == TrailSite.leaves)
      #expect(report.uncovered == TrailSite.leaves - TrailSite.covered)
      #expect(report.checkpoints == 2 && report.exported == 2)
      #expect(report.alerts == 11 && report.details == 23 && report.erased == 0)
    }
  }

  @Test(arguments: [0, 5, 19, 22] as [Int64])
  func `threat 9: an edited leaf is named`(_ index: Int64) async throws {
    try await TrailSite.with { site in
      try await site.tamper { try site.edit($0, index) }
      let report = try await site.verify()
      #expect(report.firstBad == index)
      #expect(report.findings.map(\.kind) == [.altered])
    }
  }

  @Test(arguments: [0, 5, 19] as [Int64])
  func `threat 9: an edited leaf is named when the chain was made to fit`(
    _ index: Int64
  ) async throws {
    try await TrailSite.with { site in
      try await site.tamper { database in
        try site.edit(database, index)
        try site.rechain(database, from: index)
      }
      let report = try await site.verify()
      #expect(report.firstBad == index)
      #expect(report.findings.map(\.kind) == [.tree])
    }
  }

  @Test(arguments: [0, 5, 19, 21] as [Int64])
  func `threat 9: a deleted leaf is named`(_ index: Int64) async throws {
    try await TrailSite.with { site in
      try await site.tamper { database in
        try database.execute(sql: "DELETE FROM leaf WHERE idx = ?", arguments: [index])
      }
      let report = try await site.verify()
      #expect(report.firstBad == index)
      #expect(report.findings.map(\.kind) == [.missing])
    }
  }

  @Test func `threat 9: an inserted leaf is named`() async throws {
    try await TrailSite.with { site in
      try await site.tamper { database in
        try database.execute(sql: "UPDATE leaf SET idx = -idx - 2 WHERE idx >= 7")
        try database.execute(sql: "UPDATE leaf SET idx = -idx - 1 WHERE idx < 0")
        try database.execute(
          sql: "INSERT INTO leaf (idx, body, link) SELECT 7, body, link FROM leaf WHERE idx = 8")
        try site.edit(database, 7)
        try site.rechain(database, from: 7)
      }
      #expect(try await site.verify().firstBad == 7)
    }
  }

  @Test func `threat 9: a truncated trail is named at its end`() async throws {
    try await TrailSite.with { site in
      try await site.tamper { database in
        try database.execute(sql: "DELETE FROM leaf WHERE idx >= 15")
      }
      let report = try await site.verify()
      #expect(report.firstBad == 15)
      #expect(report.findings.contains { $0.kind == .missing })
    }
  }

  @Test func `threat 9: a truncated trail without its checkpoints is named all the same`()
    async throws
  {
    try await TrailSite.with { site in
      try await site.tamper { database in
        try database.execute(sql: "DELETE FROM leaf WHERE idx >= 15")
        try database.execute(sql: "DELETE FROM checkpoint WHERE size > 15")
      }
      let alone = try await site.verify()
      #expect(alone.firstBad == 15)
      #expect(Set(alone.findings.map(\.kind)) == [.life])
      let known = try await site.verify(site.exported)
      #expect(known.findings.contains { $0.kind == .missing && $0.index == 15 })
    }
  }

  @Test func `threat 9: a rebuilt trail is named by what lies elsewhere`() async throws {
    try await TrailSite.with { site in
      try await site.tamper { database in
        try site.edit(database, 14)
        try site.rechain(database, from: 14)
        try database.execute(sql: "DELETE FROM tile")
        try database.execute(sql: "DELETE FROM checkpoint")
      }
      let store = try site.open()
      _ = try await site.notary(store).finish()
      await store.close()
      #expect(try await site.verify().isGood)
      let report = try await site.verify(site.exported)
      #expect(report.findings.map(\.kind) == [.checkpoint])
      #expect(report.firstBad == 14)
      let bare = site.exported.map {
        ExportedCheckpoint(name: $0.name, note: $0.note, hashes: [])
      }
      #expect(try await site.verify(bare).firstBad == 12)
    }
  }

  @Test func `threat 9: tiles and chain made to fit do not fit a stored checkpoint`() async throws {
    try await TrailSite.with { site in
      let notes = site.exported.map(\.note)
      try await site.tamper { database in
        try site.edit(database, 3)
        try site.rechain(database, from: 3)
        try database.execute(sql: "DELETE FROM tile")
        try database.execute(sql: "DELETE FROM checkpoint")
      }
      let store = try site.open()
      _ = try await site.notary(store).finish()
      await store.close()
      try await site.tamper { database in
        for (size, note) in zip([12, 20], notes) {
          try database.execute(
            sql: "INSERT INTO checkpoint (size, made_at, note) VALUES (?, 0, ?)",
            arguments: [size, note])
        }
      }
      let report = try await site.verify()
      #expect(report.findings.map(\.kind) == [.checkpoint])
      #expect(report.firstBad == 0)
    }
  }

  @Test func `threat 9: what a leaf commits to is named when it was altered or swapped`()
    async throws
  {
    try await TrailSite.with { site in
      try await site.tamper { database in
        try database.execute(
          sql: "UPDATE trail SET entries = entries || x'00' WHERE leaf = 4")
        try database.execute(sql: "UPDATE trail SET leaf = 9 WHERE leaf = 8")
        try database.execute(sql: "UPDATE leaf SET detail = detail || x'00' WHERE idx = 0")
      }
      let report = try await site.verify()
      #expect(report.findings.map(\.index) == [0, 4, 8])
      #expect(Set(report.findings.map(\.kind)) == [.detail])
    }
  }

  @Test func `holds when a detail was erased`() async throws {
    try await TrailSite.with { site in
      try await site.tamper { database in
        try database.execute(sql: "DELETE FROM trail WHERE leaf = 4")
        try database.execute(sql: "UPDATE leaf SET detail = NULL WHERE idx = 0")
      }
      let report = try await site.verify(site.exported)
      #expect(report.isGood && report.erased == 2 && report.details == 21)
    }
  }

  @Test func `names a checkpoint that is not the site's`() async throws {
    try await TrailSite.with { site in
      try await site.tamper { database in
        try database.execute(
          sql: "UPDATE checkpoint SET note = replace(note, '20', '21') WHERE size = 20")
      }
      #expect(try await site.verify().findings.map(\.kind) == [.signature])
    }
  }

  @Test func `names an alert whose life is not on the trail`() async throws {
    try await TrailSite.with { site in
      try await site.tamper { database in
        try database.execute(sql: "UPDATE alert SET revision = revision + 1 WHERE number = 3")
      }
      let report = try await site.verify()
      #expect(report.findings.map(\.kind) == [.life])
      #expect(report.firstBad == TrailSite.leaves)
    }
  }
}

@Suite struct `The notary` {
  /// What it does with a file that was changed.
  private func pass(_ site: TrailSite, known: Checkpoint? = nil) async throws -> NotaryError? {
    let store = try site.open()
    var refusal: NotaryError?
    do {
      _ = try await site.notary(store).pass(known: known)
    } catch let error as NotaryError {
      refusal = error
    }
    await store.close()
    return refusal
  }

  @Test func `signs what was added, once`() async throws {
    try await TrailSite.with { site in
      let store = try site.open()
      let passes = try await site.notary(store).finish()
      #expect(passes.map { $0.checkpoint?.head.size } == [TrailSite.leaves])
      #expect(passes[0].hashes.count == 3 * 32)
      #expect(try await site.notary(store).finish().isEmpty)
      await store.close()
      #expect(try await site.verify(site.exported).uncovered == 0)
    }
  }

  @Test func `threat 9: signs no trail that is shorter than a checkpoint`() async throws {
    try await TrailSite.with { site in
      try await site.tamper { try $0.execute(sql: "DELETE FROM leaf WHERE idx >= 18") }
      #expect(try await pass(site) == .cutShort(leaves: 18, checkpoint: 20))
    }
  }

  @Test func `threat 9: signs no tree that does not continue the last checkpoint`() async throws {
    try await TrailSite.with { site in
      try await site.tamper { try $0.execute(sql: "UPDATE tile SET hashes = zeroblob(640)") }
      #expect(try await pass(site) == .inconsistent(checkpoint: 20))
    }
  }

  @Test func `threat 9: signs no tree that does not continue what lies elsewhere`() async throws {
    try await TrailSite.with { site in
      let known = try #require(site.exported.last.flatMap { Checkpoint(note: $0.note) })
      try await site.tamper { database in
        try site.edit(database, 14)
        try site.rechain(database, from: 14)
        try database.execute(sql: "DELETE FROM tile")
        try database.execute(sql: "DELETE FROM checkpoint")
      }
      #expect(try await pass(site, known: known) == .inconsistent(checkpoint: 20))
      #expect(try await pass(site) == nil)
      try await site.tamper { database in
        try database.execute(
          sql: "INSERT INTO leaf (idx, body, link) SELECT 23, body, link FROM leaf WHERE idx = 2")
      }
      #expect(try await pass(site, known: known) == .inconsistent(checkpoint: 20))
    }
  }

  @Test func `threat 9: signs no leaf that its chain does not lead to`() async throws {
    try await TrailSite.with { site in
      try await site.tamper { try site.edit($0, 21) }
      #expect(try await pass(site) == .brokenLink(leaf: 21))
    }
  }

  @Test func `signs nothing after a checkpoint that is not the site's`() async throws {
    try await TrailSite.with { site in
      try await site.tamper { database in
        try database.execute(
          sql: "UPDATE checkpoint SET note = replace(note, 'tocsin', 'toscin') WHERE size = 20")
      }
      #expect(try await pass(site) == .badCheckpoint(size: 20))
    }
  }
}
