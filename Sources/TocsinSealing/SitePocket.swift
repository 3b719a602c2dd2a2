// Tocsin — Sealing: the canary's device
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TocsinCore
package import TocsinGateway

/// The keys of the canary's device: made anew by each process, and nowhere but in its memory.
package final class SitePocket: CanaryPocket {
  private let keys = DeviceKeys.generate()
  private let opener: Mutex<EnvelopeOpener>
  private let sealer: any Sealer

  package init(site: SiteID, _ sealer: any Sealer) {
    self.sealer = sealer
    opener = Mutex(
      keys.opener(site: site, device: Canary.device, signers: [sealer.signerPublicKey]))
  }

  package var publicKeys: DevicePublicKeys { keys.publicKeys }

  package func open(_ envelope: [UInt8]) throws -> CanaryEnvelope {
    let opened = try opener.withLock { opener throws(OpeningError) in try opener.open(envelope) }
    return CanaryEnvelope(header: opened.header, digest: opened.digest)
  }

  package func sign(_ answer: DeviceAnswer) -> DeviceAnswer { keys.sign(answer) }

  package func verifies(_ receipt: CountersignedReceipt) -> Bool {
    sealer.verify(
      signature: receipt.signature, over: receipt.signedBytes, by: sealer.signerPublicKey)
  }
}
