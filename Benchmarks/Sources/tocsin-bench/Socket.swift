// Tocsin — Benchmarks: plain sockets
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// One TCP socket on loopback, blocking.
struct Socket: Sendable {
  let descriptor: Int32

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// Connects to a port of this machine.
  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = Self.loopback(port)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard descriptor >= 0, result == 0 else { throw Trouble("port \(port) does not answer") }
    sendAtOnce()
  }

  /// A socket that listens on a free port.
  static func listening() throws -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = loopback(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw -> Int32 in
        guard bind(descriptor, raw, size) == 0, listen(descriptor, 8) == 0 else { return -1 }
        return getsockname(descriptor, raw, &size)
      }
    }
    guard result == 0 else { throw Trouble("no port can be listened on") }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
    return address
  }

  /// Turns Nagle's algorithm off.
  func sendAtOnce() {
    var one: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(4))
  }

  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(
          descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, withoutSignal)
      }
      guard count > 0 else { throw Trouble("the connection ended") }
      sent += count
    }
  }

  /// Exactly so many bytes; nil at the end of the connection.
  func read(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var have = 0
    while have < count {
      let got = bytes.withUnsafeMutableBytes {
        recv(descriptor, $0.baseAddress?.advanced(by: have), count - have, 0)
      }
      guard got > 0 else { return nil }
      have += got
    }
    return bytes
  }

  /// What has come, at least a byte; nil at the end of the connection.
  func readSome() -> [UInt8]? {
    var piece = [UInt8](repeating: 0, count: 65_536)
    let got = recv(descriptor, &piece, piece.count, 0)
    return got > 0 ? Array(piece[..<got]) : nil
  }

  /// Everything until the other side ends.
  func readToEnd() -> [UInt8] {
    var all: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let got = recv(descriptor, &piece, piece.count, 0)
      guard got > 0 else { return all }
      all += piece[..<got]
    }
  }

  func echo(_ count: Int) {
    guard let bytes = read(count) else { return }
    try? send(bytes)
  }

  /// Whether something can be read at once.
  var hasInput: Bool {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&wanted, 1, 0) > 0
  }
}

/// No signal when the other side has gone.
private let withoutSignal = Int32(MSG_NOSIGNAL)
