// Tocsin — Gateway: documents that came with a page, for the device that was paged
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Why a device gets no document.
package enum PageDocumentError: Error, Hashable, Sendable {
  /// The page is not this person's, asks nothing of them any more, or has no such document. 404.
  case unknown
  /// The store cannot keep the leaf, or cannot read: nothing is shown. 503.
  case notNow
  /// The device's key is refused: it has to enrol again. 422.
  case keyRefused
  /// The device has a lock, and has not shown that it is open. 403.
  case locked
}

/// A document opens for who is on the page that it came with, or holds it: also for each later
/// responder (S32). It leaves sealed for the device and signed by the site, as a page does, once
/// the look is on the trail (threat 12).
extension Desk {
  /// The documents of a page, without their bytes.
  package func documents(
    of page: PageID, for device: SignedDevice
  ) async throws(PageDocumentError) -> [AttachmentRecord] {
    guard device.mayRead else { throw .locked }
    let responder = device.record.responder
    return try await surroundings.perform(
      or: PageDocumentError.notNow, "documents cannot be listed", byteCount: 256
    ) { store in
      guard let alert = try store.alert(ofPage: page), alert.shows(page, to: responder) else {
        return .failure(.unknown)
      }
      return .success(try store.attachments(of: alert.id))
    }
  }

  /// One document, sealed for the device: a TCN1 of the type *note*, whose attempt is the number of
  /// the document and whose plaintext is its bytes. It has no place in the mailbox.
  package func document(
    _ number: Int, of page: PageID, for device: SignedDevice
  ) async throws(PageDocumentError) -> Envelope {
    guard device.mayRead else { throw .locked }
    let (record, now) = (device.record, surroundings.time.now())
    let found = try await surroundings.perform(
      or: PageDocumentError.notNow, "a view could not be kept on the trail", byteCount: 1_024
    ) { store -> Result<(bytes: [UInt8], priority: Priority, world: World), PageDocumentError> in
      guard let alert = try store.alert(ofPage: page), alert.shows(page, to: record.responder),
        let bytes = try store.attachmentBytes(of: alert.id, number: number)
      else { return .failure(.unknown) }
      var leaf = TrailLeaf(
        .contentViewed, on: "alert:\(alert.id)", by: .device(record.id, of: record.responder),
        at: now)
      leaf.reason = "document \(number)"
      try store.append(leaf)
      return .success((bytes, alert.priority, alert.world))
    }
    var header = EnvelopeHeader(
      .note, priority: found.priority, page: page,
      to: EnvelopeAddress(
        site: surroundings.site, device: record.id, seq: UInt64(clamping: number)),
      issuedAt: now)
    header.attempt = UInt16(clamping: number)
    if found.world == .test { header.flags.insert(.test) }
    do {
      return try surroundings.sealer.seal(
        document: found.bytes, header: header, for: record.contentKey)
    } catch { throw .keyRefused }
  }
}

extension DeviceRecord {
  /// The key that whatever is more than a preview is sealed for.
  var contentKey: [UInt8] { hasLock ? detailKey : notifyKey }
}

extension Alert {
  /// Whether a page stands open before a person, or is theirs.
  fileprivate func shows(_ page: PageID, to person: ResponderID) -> Bool {
    duties.contains { duty in
      duty.people.contains {
        $0.page == page && $0.responder == person && $0.standing.mayShow
      }
    }
  }
}
