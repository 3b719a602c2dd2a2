// Tocsin — Gateway: what leaves of devices and documents commit to
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension DeviceRecord {
  /// What the leaf of an enrolment commits to: whose the device is, and the keys with which it
  /// signs, so that its answers can be proven when its row is gone. JSON, keys in this order.
  package var enrolmentDetail: [UInt8] {
    var text = JSONText()
    text.raw("{\"accept\":")
    text.string(Base64URL.encode(acceptKey))
    text.raw(",\"device\":")
    text.string(id.text)
    text.raw(",\"responder\":")
    text.string(responder.text)
    text.raw(",\"unlocked\":")
    text.string(Base64URL.encode(unlockedKey))
    text.raw("}")
    return text.bytes
  }
}

extension DocumentRevision {
  /// What the leaf of an import commits to: each document with its revision and the SHA-256 of its
  /// text. JSON, keys in this order.
  package static func importDetail(
    of revisions: [DocumentRevision], digest: ([UInt8]) -> [UInt8]
  ) -> [UInt8] {
    var text = JSONText()
    text.raw("{\"documents\":[")
    for (number, revision) in revisions.enumerated() {
      if number > 0 { text.raw(",") }
      text.raw("{\"kind\":")
      text.string(revision.kind)
      text.raw(",\"name\":")
      text.string(revision.name)
      text.raw(",\"revision\":")
      text.string("\(revision.revision)")
      text.raw(",\"sha256\":")
      text.string(Base64URL.encode(digest(Array(revision.text.utf8))))
      text.raw("}")
    }
    text.raw("]}")
    return text.bytes
  }
}
