// Tocsin — TocsinSystemTests: readings of the machine
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinSystem

@Suite struct `Readings of the machine` {
  /// A folder of its own for `body`.
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "tocsin-readings-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test func `tell mode and size of a file, and nothing of one that is not there`() throws {
    try inFolder { folder in
      let path = folder + "/key"
      let isMade = FileManager.default.createFile(
        atPath: path, contents: Foundation.Data(repeating: 7, count: 33),
        attributes: [.posixPermissions: 0o640])
      #expect(isMade)
      #expect(MachineReadings.mode(of: path) == 0o640)
      #expect(MachineReadings.bytes(of: path) == 33)
      #expect(MachineReadings.canUse(path))
      #expect(MachineReadings.mode(of: path + "2") == nil)
      #expect(MachineReadings.bytes(of: path + "2") == 0)
      #expect(!MachineReadings.canUse(path + "2"))
    }
  }

  @Test func `tell the room of the file system of a folder, and nothing of one that is not there`()
    throws
  {
    let room = try #require(MachineReadings.room(at: NSTemporaryDirectory()))
    #expect(room.freeBytes > 0)
    #expect(room.freeInodes <= room.inodes)
    #expect(MachineReadings.room(at: "/none/such") == nil)
  }

  @Test func `tell how many files this process may hold open`() throws {
    var limit = rlimit()
    try #require(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
    #expect(MachineReadings.openFileLimit(of: "self") == UInt64(limit.rlim_cur))
    #expect(MachineReadings.openFileLimit(of: "none") == nil)
  }

  @Test(arguments: [
    ("# version 2026b\n# comment\nR A\n", "2026b"), ("# version 2025a", "2025a"), ("R A\n", nil),
    ("", nil),
  ])
  func `tell the release of the zones by their own file`(text: String, version: String?) throws {
    try inFolder { folder in
      #expect(SystemZones(directory: folder).version == nil)
      try text.write(toFile: folder + "/tzdata.zi", atomically: false, encoding: .utf8)
      #expect(SystemZones(directory: folder).version == version)
    }
  }
}
