// Tocsin — ServerTests: a thread for what may take seconds
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Testing

@testable import TocsinServer

@Suite struct `A quiet thread` {
  @Test func `does one piece of work at a time, and sends away whoever comes meanwhile`() async {
    let thread = QuietThread()
    let (begun, begins) = AsyncStream.makeStream(of: Void.self)
    let end = DispatchSemaphore(value: 0)
    async let first = thread.run {
      begins.yield()
      end.wait()
      return 1
    }
    for await _ in begun { break }
    #expect(await thread.run { 2 } == nil)
    end.signal()
    #expect(await first == 1)
    #expect(await thread.run { 3 } == 3)
  }
}
