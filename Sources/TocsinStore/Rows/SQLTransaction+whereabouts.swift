// Tocsin — Store: how the location table is written
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension Places {
  /// The row of a subject in a world, in both tables of step 7.
  static func inWorld(_ subject: Int64, _ world: World) -> Int64 {
    subject * 2 + Codes.world(world)
  }

  /// The cell of a row of whereabouts.
  static func whereabouts(_ number: Int64) -> CellPlace {
    CellPlace("whereabouts", "state", row: number)
  }
}

extension SQLReader {
  /// The subject that one turned out to be; itself when it was never merged.
  func survivor(of number: Int64, in world: World) throws -> Int64 {
    try connection.first(.findMerge, [.int(Places.inWorld(number, world))]) { $0.int(0) } ?? number
  }

  /// The subjects that were merged into one, without itself.
  func merged(into survivor: Int64, in world: World) throws -> [Int64] {
    try connection.all(.mergedInto, [.int(survivor), .int(Codes.world(world))]) { $0.int(0) / 2 }
  }

  /// The subject that has this pseudonym or was merged from it, with its key as it lies.
  func owner(
    _ reference: SubjectReference, in world: World
  ) throws -> (number: Int64, wrapped: [UInt8], madeAt: Timestamp)? {
    let pseudonym = vault.blindIndex(reference.unredacted, of: .subject, with: keys.site)
    func read(_ row: any Row) -> (number: Int64, wrapped: [UInt8], madeAt: Timestamp) {
      (number: row.int(0), wrapped: row.blob(1), madeAt: row.time(2))
    }
    guard let own = try connection.first(.findSubject, [.blob(pseudonym)], read) else { return nil }
    let survivor = try survivor(of: own.number, in: world)
    guard survivor != own.number else { return own }
    return try connection.first(.subjectByNumber, [.int(survivor)], read) ?? own
  }

  package func whereabouts(
    of subject: SubjectReference, in world: World
  ) throws -> Whereabouts? {
    guard let owner = try owner(subject, in: world), !owner.wrapped.isEmpty else { return nil }
    return try whereabouts(ofSubject: owner.number, wrapped: owner.wrapped, in: world)
  }

  private func whereabouts(
    ofSubject subject: Int64, wrapped: [UInt8], in world: World
  ) throws -> Whereabouts? {
    let number = Places.inWorld(subject, world)
    let cell = try connection.first(.findWhereabouts, [.int(number)]) { $0.blob(0) }
    guard let cell else { return nil }
    let owner = CellOwner(subject: subject, wrapped: wrapped)
    let plain = try? open(cell, of: owner, at: Places.whereabouts(number), row: number)
    return plain.flatMap { try? WhereaboutsCodec.decode($0) }
  }
}

extension SQLTransaction {
  package func put(
    _ known: Whereabouts, of subject: SubjectReference, in world: World, at now: Timestamp
  ) throws {
    try put(known, for: try self.subject(subject, at: now, in: world), in: world, at: now)
  }

  private func put(
    _ known: Whereabouts, for owner: SubjectKey, in world: World, at now: Timestamp
  ) throws {
    let number = Places.inWorld(owner.number, world)
    let cell = seal(
      WhereaboutsCodec.encode(known), for: owner, at: Places.whereabouts(number))
    try connection.execute(.putWhereabouts, [.int(number), .time(now), .blob(cell)])
  }

  package func openAlerts(
    concerning subject: SubjectReference, in world: World, limit: Int
  ) throws -> [Alert] {
    guard let owner = try owner(subject, in: world) else { return [] }
    return try alerts(
      .openAlertsOfSubject, [.int(owner.number), .int(Codes.world(world)), .int(limit)])
  }

  package func alerts(
    concerning subject: SubjectReference, in world: World, limit: Int
  ) throws -> [Alert] {
    guard let owner = try owner(subject, in: world) else { return [] }
    return try alerts(
      .newestOfSubject, [.int(owner.number), .int(Codes.world(world)), .int(limit)])
  }

  package func merge(
    _ old: SubjectReference, into survivor: SubjectReference, in world: World, at now: Timestamp
  ) throws {
    guard old != survivor else { return }
    let oldOwn = try ownNumber(old, at: now)
    let newOwn = try ownNumber(survivor, at: now)
    let from = try self.survivor(of: oldOwn, in: world)
    var to = try self.survivor(of: newOwn, in: world)
    if from == to {
      guard oldOwn == from, newOwn != to else { return }
      try connection.execute(.deleteMerge, [.int(Places.inWorld(newOwn, world))])
      to = newOwn
    }
    guard from != to else { return }
    let known = try whereabouts(of: survivor, in: world) ?? Whereabouts()
    let other = try whereabouts(of: old, in: world)
    try connection.execute(
      .repointMerges, [.int(to), .int(from), .int(Codes.world(world))])
    try connection.execute(.putMerge, [.int(Places.inWorld(from, world)), .int(to)])
    try connection.execute(.deleteWhereabouts, [.int(Places.inWorld(from, world))])
    guard let other else { return }
    var joined = known
    joined.join(other)
    try put(joined, of: survivor, in: world, at: now)
  }

  /// The subject of a pseudonym itself, whatever it was merged into; made when it is new.
  private func ownNumber(_ reference: SubjectReference, at now: Timestamp) throws -> Int64 {
    let pseudonym = vault.blindIndex(reference.unredacted, of: .subject, with: keys.site)
    if let number = try connection.first(.findSubject, [.blob(pseudonym)], { $0.int(0) }) {
      return number
    }
    return try subject(reference, at: now).number
  }

  package func shredWhereabouts(changedBy time: Timestamp, limit: Int) throws -> Int {
    let aged = try connection.all(.agedWhereabouts, [.time(time), .int(limit)]) { $0.int(0) }
    for number in aged { try connection.execute(.deleteWhereabouts, [.int(number)]) }
    return aged.count
  }

  /// Deletes where a subject is, in both worlds, and that others turned out to be this one.
  func forgetWhereabouts(of number: Int64) throws {
    for world in [World.production, .test] {
      try connection.execute(.deleteWhereabouts, [.int(Places.inWorld(number, world))])
      try connection.execute(.deleteMerge, [.int(Places.inWorld(number, world))])
    }
    try connection.execute(.deleteMergesInto, [.int(number)])
  }
}
