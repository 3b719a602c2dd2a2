// Tocsin — tocsin: the loop that looks after sources
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
internal import TocsinCore
internal import TocsinGateway
internal import TocsinServer

extension ActivityLoop {
  /// Looks every second at what was noticed of sources, stores it, and says what is wrong.
  static func sources(_ surroundings: Surroundings, _ beats: Beats) -> Self {
    let watch = SourceWatch(surroundings)
    return ActivityLoop(
      name: "sources", wakeup: Wakeup(), pass: .seconds(1), logger: surroundings.logger
    ) {
      beats.beat("the watch over sources", at: surroundings.time.now())
      if (try? surroundings.directory.snapshot()) != nil { try await watch.look() }
      return .seconds(1)
    }
  }
}

/// The figures of the listeners of this process, by integration.
final class ListenedSources: LiveSources {
  private let listeners = Mutex<[String: [MLLPListener]]>([:])

  /// Takes a listener's figures to those of its integration.
  func follow(_ listener: MLLPListener, integration: String) {
    listeners.withLock { $0[integration, default: []].append(listener) }
  }

  /// Leaves a listener out that has stopped.
  func forget(_ listener: MLLPListener, integration: String) {
    listeners.withLock { $0[integration]?.removeAll { $0 === listener } }
  }

  func figures(of source: String) -> SourceFigures? {
    let all = listeners.withLock { $0[source] ?? [] }
    guard !all.isEmpty else { return nil }
    return SourceFigures(
      connections: all.reduce(0) { $0 + $1.connectionCount },
      bytesPending: all.reduce(0) { $0 + $1.bytesPending })
  }
}
