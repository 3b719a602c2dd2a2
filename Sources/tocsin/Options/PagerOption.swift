// Tocsin — tocsin: where senders of old pagers reach a site
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinGateway
internal import TocsinPagers
internal import TocsinServer

/// The listeners for senders of old pagers; none unless one is asked for.
struct PagerOption: ParsableArguments {
  @Option(help: "Where senders of old pagers speak SNPP, HOST:PORT (TOCSIN_SNPP).")
  var snpp: String?
  @Option(help: "TAP, HOST:PORT or a serial line, several with commas (TOCSIN_TAP).")
  var tap: String?
  @Option(help: "WCTP over HTTP, HOST:PORT (TOCSIN_WCTP).")
  var wctp: String?
  @Option(help: "ESPA 4.4.4, HOST:PORT or a serial line, several with commas (TOCSIN_ESPA).")
  var espa: String?

  /// - Throws: `ValidationError` for what is neither.
  func listening(_ settings: Settings) throws -> [PagerListening] {
    let wanted: [(PagerProtocol, String?)] = [
      (.snpp, snpp), (.tap, tap), (.wctp, wctp), (.espa, espa),
    ]
    return try wanted.flatMap { kind, option in
      let text = option ?? settings.string(kind.rawValue) ?? ""
      return try text.split(separator: ",").map { try Self.listening(kind, String($0)) }
    }
  }

  private static func listening(_ kind: PagerProtocol, _ text: String) throws -> PagerListening {
    if let address = ListenAddress(text: text) {
      return PagerListening(kind: kind, place: .address(address))
    }
    let hasLines = kind == .tap || kind == .espa
    guard hasLines, let line = SerialSetting(text) else {
      throw ValidationError(
        "--\(kind.rawValue) takes HOST:PORT\(hasLines ? " or /dev/ttyS0?baud=1200&bits=7E1" : "")"
          + ", not \(text)")
    }
    return PagerListening(kind: kind, place: .line(line))
  }
}

/// Where senders of old pagers speak one protocol.
struct PagerListening {
  enum Place {
    case address(ListenAddress)
    case line(SerialSetting)
  }

  let kind: PagerProtocol
  let place: Place

  /// As the ready line says it.
  var text: String {
    switch place {
    case .address(let address): "\(kind.rawValue)=\(address)"
    case .line(let line): "\(kind.rawValue)=\(line.path)"
    }
  }
}
