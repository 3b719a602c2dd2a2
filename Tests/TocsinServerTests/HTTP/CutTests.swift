// Tocsin — Server tests: streams of who has left are cut
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import TocsinCore

@testable import TocsinServer

@Suite struct `threat 15: the streams of a device that ended` {
  /// Nothing is read from it any more, so only closing the connection ends it.
  @Test func `are closed at once, also one that hangs in a write, and no others`() async {
    let (mine, other) = (DeviceID(high: 1, low: 1), DeviceID(high: 2, low: 2))
    let signals = MailboxSignals()
    let closed = Mutex<[String]>([])
    let (hanging, beside) = (
      StreamWaker { closed.withLock { $0.append("mine") } },
      StreamWaker { closed.withLock { $0.append("other") } }
    )
    signals.add(hanging, of: mine)
    signals.add(beside, of: other)
    #expect(signals.devices == [mine, other])
    signals.cut([mine])
    #expect(closed.withLock { $0 } == ["mine"])
    #expect(await hanging.next().contains(.end))
  }
}
