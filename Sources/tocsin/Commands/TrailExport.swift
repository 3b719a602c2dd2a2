// Tocsin — tocsin: trail export
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import TocsinCore
internal import TocsinGateway

extension TrailCommand {
  /// `tocsin trail export`: all of it as one file for whoever verifies it.
  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write leaves, checkpoints and signed answers to a file.",
      discussion: """
        Example: tocsin trail export --data /var/lib/tocsin --out trail.jsonl
        Verify it anywhere: tocsin_verify.py trail.jsonl
        What leaves commit to is written for alerts, devices and documents; --details adds the rest.
        """)

    @OptionGroup var data: DataOption
    @Option(help: "The file to write.") var out: String
    @Option(help: "A folder of exported checkpoints (TOCSIN_CHECKPOINTS).")
    var checkpoints: String?
    @Flag(help: "Add everything that leaves commit to.") var details = false

    private static let batch = 1_000

    func run() async throws {
      let settings = try await data.settings()
      let site = try await Site.open(settings)
      let reason = details ? "with details" : ""
      try await site.leave(.trailExported, on: "trail", reason: reason)
      let folder = try CheckpointFolder.open(checkpoints, settings)
      let checkpoint = try await site.sealTrail(folder)
      let file = try LineFile(out)
      try file.write(
        ExportHead(
          origin: site.origin, key: site.verifierKey, site: site.key.site.text,
          size: checkpoint.head.size))
      let isWhole = details
      try await site.store.read { store in
        try Self.leaves(of: store, before: checkpoint.head.size, isWhole, to: file)
        try Self.checkpoints(of: store, to: file)
        for device in try store.devices() { try Self.answers(of: device.id, in: store, to: file) }
      }
      try file.finish()
      Console.complain("\(checkpoint.head.size) leaves were written to \(out)")
    }

    private static func leaves(
      of store: any StoreReader, before end: Int64, _ isWhole: Bool, to file: LineFile
    ) throws {
      var next: Int64 = 0
      while next < end {
        let leaves = try store.leaves(from: next, limit: batch, withDetails: true)
        for leaf in leaves where leaf.index < end {
          try file.write(ExportLeaf(leaf, isWhole: isWhole))
        }
        guard let last = leaves.last else { return }
        next = last.index + 1
      }
    }

    private static func checkpoints(of store: any StoreReader, to file: LineFile) throws {
      var after: Int64 = 0
      while true {
        let found = try store.checkpoints(after: after, limit: batch)
        for record in found { try file.write(ExportCheckpoint(note: record.note)) }
        guard let last = found.last else { return }
        after = last.size
      }
    }

    private static func answers(
      of device: DeviceID, in store: any StoreReader, to file: LineFile
    ) throws {
      var after = Int64.min
      while true {
        let found = try store.answers(of: device, after: after, limit: batch)
        for answer in found where !answer.signed.isEmpty { try file.write(ExportAnswer(answer)) }
        guard let last = found.last else { return }
        after = Int64(bitPattern: last.counter)
      }
    }
  }
}

/// The first line of an export.
struct ExportHead: Encodable {
  let type = "trail"
  let version = 1
  let origin: String
  let key: String
  let site: String
  let size: Int64
}

/// A leaf, with what it commits to where that is written.
struct ExportLeaf: Encodable {
  let type = "leaf"
  let index: Int64
  let body: String
  let link: String
  @OrNull var salt: String?
  @OrNull var detail: String?

  /// What is written of details without being asked for: it names devices, documents and persons
  /// who are paged.
  static let openly: Set<String> = [
    TrailAction.alert.rawValue, TrailAction.deviceEnrolled.rawValue,
    TrailAction.documentsImported.rawValue,
  ]

  init(_ leaf: StoredLeaf, isWhole: Bool) {
    index = leaf.index
    body = Base64URL.encode(leaf.body)
    link = Base64URL.encode(leaf.link)
    let action = LeafBody(decoding: leaf.body)?.action ?? ""
    if case .kept(let salt, let bytes) = leaf.detail, isWhole || Self.openly.contains(action) {
      self.salt = Base64URL.encode(salt)
      detail = Base64URL.encode(bytes)
    }
  }
}

/// A checkpoint.
struct ExportCheckpoint: Encodable {
  let type = "checkpoint"
  let note: String
}

/// A signed answer and its receipt.
struct ExportAnswer: Encodable {
  let type = "answer"
  let device: String
  let answer: String
  let receipt: String
  let takenAt: String

  init(_ record: AnswerRecord) {
    device = record.device.text
    answer = Base64URL.encode(record.signed)
    receipt = Base64URL.encode(record.receipt)
    takenAt = RFC3339.text(record.takenAt)
  }
}

/// A new file of JSON, one object a line, for its owner alone.
final class LineFile: Sendable {
  private let handle: FileHandle
  private let path: String

  /// - Throws: `Failure` when there is such a file already, or it cannot be made.
  init(_ path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Failure("\(path) cannot be made, or is there already", hint: "name another --out")
    }
    self.path = path
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  func write(_ row: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      try handle.write(contentsOf: try encoder.encode(row) + [UInt8(ascii: "\n")])
    } catch {
      throw Failure("\(path) cannot be written", hint: "look at its disk's space")
    }
  }

  /// Returns when it is on the disk.
  func finish() throws { try handle.synchronize() }
}
