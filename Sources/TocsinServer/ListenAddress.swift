// Tocsin — Server: where a listener listens, and why it cannot
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// A host and a port, as in `127.0.0.1:2575` or `[::1]:8080`.
package struct ListenAddress: Hashable, Sendable {
  /// A name or a numeric address, without brackets.
  package let host: String
  /// 0 asks the system for a free port.
  package let port: Int

  package init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Reads `HOST:PORT`; nil when it is anything else.
  package init?(text: String) {
    guard let colon = text.lastIndex(of: ":"),
      let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    self.init(host: String(host), port: Int(port))
  }

  /// The same host at the port that the system gave.
  func bound(to address: SocketAddress?) -> ListenAddress {
    ListenAddress(host: host, port: address?.port ?? port)
  }
}

extension ListenAddress: CustomStringConvertible {
  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Why a listener does not listen.
package enum ListenError: Error, Hashable, Sendable {
  case portInUse(ListenAddress)
  case forbidden(ListenAddress)
  case noSuchAddress(ListenAddress)
  /// Anything else, in the system's words.
  case other(ListenAddress, String)

  /// What an error of binding or resolving means.
  init(_ error: any Error, at address: ListenAddress) {
    guard let error = error as? IOError else {
      self = .other(address, "\(error)")
      return
    }
    switch error.errnoCode {
    case Errno.addressInUse: self = .portInUse(address)
    case Errno.notPermitted: self = .forbidden(address)
    case Errno.addressNotAvailable: self = .noSuchAddress(address)
    default: self = .other(address, "\(error)")
    }
  }

  /// What to do about it.
  package var hint: String {
    switch self {
    case .portInUse(let address):
      "find who has it with: ss -ltnp 'sport = :\(address.port)'; or choose another port, or 0"
    case .forbidden:
      "a port under 1024 needs a permission; choose a higher one"
    case .noSuchAddress:
      "no interface of this machine has that address; 127.0.0.1 is always there"
    case .other:
      "check the host and the port"
    }
  }
}

extension ListenError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .portInUse(let address): "port in use: \(address) (\(hint))"
    case .forbidden(let address): "not allowed to listen on \(address) (\(hint))"
    case .noSuchAddress(let address): "no such address here: \(address) (\(hint))"
    case .other(let address, let text): "cannot listen on \(address): \(text) (\(hint))"
    }
  }
}

/// The numbers of Linux for the errors that have a hint (asm-generic/errno.h).
private enum Errno {
  static let notPermitted: CInt = 13
  static let addressInUse: CInt = 98
  static let addressNotAvailable: CInt = 99
}
