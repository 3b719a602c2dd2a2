// Tocsin — Pagers: how a serial line is set
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A serial line, as in `/dev/ttyS0?baud=1200&bits=7E1`.
package struct SerialSetting: Hashable, Sendable {
  package let path: String
  package private(set) var baud = 9_600
  package private(set) var dataBits = 7
  /// `N`, `E` or `O`.
  package private(set) var parity: Character = "E"
  package private(set) var stopBits = 1

  /// The rates that lines to paging terminals have.
  package static let rates = [300, 600, 1_200, 2_400, 4_800, 9_600, 19_200, 38_400]

  /// Nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let path = parts.first, path.hasPrefix("/dev/"), !path.contains("..") else { return nil }
    self.path = String(path)
    guard parts.count == 2 else { return }
    for pair in parts[1].split(separator: "&", omittingEmptySubsequences: false) {
      let words = pair.split(separator: "=", maxSplits: 1)
      guard words.count == 2 else { return nil }
      switch words[0] {
      case "baud":
        guard let baud = Int(words[1]), Self.rates.contains(baud) else { return nil }
        self.baud = baud
      case "bits": guard takeBits(Array(words[1])) else { return nil }
      case _: return nil
      }
    }
  }

  private mutating func takeBits(_ bits: [Character]) -> Bool {
    guard bits.count == 3, let data = bits[0].wholeNumberValue, [7, 8].contains(data),
      "NEO".contains(bits[1]), let stop = bits[2].wholeNumberValue, [1, 2].contains(stop)
    else { return false }
    (dataBits, parity, stopBits) = (data, bits[1], stop)
    return true
  }

  /// Opens the line, raw and set as it says.
  ///
  /// - Returns: its descriptor; nil when there is no such line, or it cannot be set.
  func open() -> Int32? {
    let descriptor = Glibc.open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    var state = termios()
    guard tcgetattr(descriptor, &state) == 0 else {
      close(descriptor)
      return nil
    }
    cfmakeraw(&state)
    state.c_cflag |= tcflag_t(CLOCAL | CREAD)
    state.c_cflag &= ~tcflag_t(CSIZE | PARENB | PARODD | CSTOPB)
    state.c_cflag |= tcflag_t(dataBits == 7 ? CS7 : CS8)
    if parity != "N" { state.c_cflag |= tcflag_t(PARENB) }
    if parity == "O" { state.c_cflag |= tcflag_t(PARODD) }
    if stopBits == 2 { state.c_cflag |= tcflag_t(CSTOPB) }
    cfsetspeed(&state, speed_t(rate))
    guard tcsetattr(descriptor, TCSANOW, &state) == 0 else {
      close(descriptor)
      return nil
    }
    tcflush(descriptor, TCIOFLUSH)
    return descriptor
  }

  private var rate: Int32 {
    let rates = [
      300: B300, 600: B600, 1_200: B1200, 2_400: B2400, 4_800: B4800, 9_600: B9600,
      19_200: B19200, 38_400: B38400,
    ]
    return Int32(rates[baud] ?? B9600)
  }
}
