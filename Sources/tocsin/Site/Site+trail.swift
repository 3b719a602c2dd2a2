// Tocsin — tocsin: the trail of a site, as commands need it
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway
internal import TocsinSealing
internal import TocsinSystem

extension Site {
  /// The name of this site's trail and of its key.
  var origin: String { Checkpoint.origin(of: key.site) }

  /// SHA-256 in the shape of the tree.
  var hasher: MerkleHasher {
    let sealer = key.sealer
    return MerkleHasher { sealer.digest($0) }
  }

  /// The key that signs checkpoints, as C2SP's verifiers take it.
  var verifierKey: String {
    Checkpoint.verifierKey(of: key.sealer.notePublicKey, named: origin, hasher: hasher)
  }

  var notary: Notary { Notary(surroundings(), signer: key.sealer) }

  /// What verifying this site's trail needs.
  var means: TrailCheck.Means {
    let vault = key.vault
    return TrailCheck.Means(
      origin: origin, publicKey: key.sealer.notePublicKey, sealer: key.sealer,
      commitment: { vault.commitment(to: $0, salt: $1) })
  }

  /// Writes a leaf before what it tells of leaves the store.
  func leave(
    _ action: TrailAction, on object: String, reason: String = ""
  ) async throws {
    var leaf = TrailLeaf(
      action, on: object, by: .operatorHere, at: clock.now())
    leaf.reason = reason
    let told = leaf
    _ = try await store.perform { try $0.append(told) }
  }

  /// Signs checkpoints until every leaf is covered, and exports them where a folder is named.
  ///
  /// - Returns: the newest checkpoint.
  func sealTrail(_ folder: CheckpointFolder?) async throws -> Checkpoint {
    do {
      _ = try await notary.finish(known: try folder?.newest())
    } catch let error as NotaryError where error != .overtaken {
      throw Failure("\(error)", hint: "look further: tocsin trail verify --data \(self.folder)")
    } catch is NotaryError {
    }
    try await folder?.follow(store)
    guard let record = try await store.read({ try $0.lastCheckpoint() }),
      let checkpoint = Checkpoint(note: record.note)
    else { throw Failure("the trail has no checkpoint", hint: "run: tocsin trail verify") }
    return checkpoint
  }
}
