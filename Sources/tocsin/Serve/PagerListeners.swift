// Tocsin — tocsin: the listeners for senders of old pagers
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import TocsinGateway
internal import TocsinPagers
internal import TocsinServer

/// Starts what listens for senders of old pagers; each stops with the others of the process.
enum PagerListeners {
  /// - Returns: where they listen, with the real ports.
  /// - Throws: `Failure` for the first that cannot.
  static func start(
    _ wanted: [PagerListening], _ surroundings: Surroundings, _ listeners: Listeners
  ) async throws -> [PagerListening] {
    var bound: [PagerListening] = []
    for one in wanted {
      let taker = PagerIntake(surroundings)
      switch one.place {
      case .address(let address):
        let listener = PagerListener(one.kind, taker: taker, logger: surroundings.logger)
        let port = try await start(listener, one.kind, at: address)
        listeners.add { await listener.stop() }
        if !address.isLoopback {
          surroundings.logger.warning(
            "\(address) takes \(one.kind.name) from the network in the clear: keep it apart")
        }
        let place = ListenAddress(host: address.host, port: port)
        bound.append(PagerListening(kind: one.kind, place: .address(place)))
      case .line(let line):
        let sender = SerialSender(one.kind, line, taker: taker, logger: surroundings.logger)
        guard sender.start() else {
          throw Failure(
            "the serial line \(line.path) cannot be opened and set",
            hint: "look whether it is there, and whether this account is in its group (dialout)")
        }
        listeners.add { sender.stop() }
        bound.append(one)
      }
    }
    return bound
  }

  private static func start(
    _ listener: PagerListener, _ kind: PagerProtocol, at address: ListenAddress
  ) async throws -> Int {
    do throws(PagerListenError) {
      return try await listener.start(host: address.host, port: address.port)
    } catch {
      throw Failure("\(error)", hint: "choose another host or port for --\(kind.rawValue)")
    }
  }
}

extension PagerProtocol {
  /// As people write it.
  fileprivate var name: String { self == .espa ? "ESPA 4.4.4" : rawValue.uppercased() }
}
