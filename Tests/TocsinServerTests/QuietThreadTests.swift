// Tocsin — ServerTests: a thread for what may take seconds
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinGateway

@testable import TocsinServer

private struct Unread: Error {}

@Suite struct `A quiet thread` {
  @Test func `sends away whoever comes while another still reads, before anything is computed`()
    async
  {
    let thread = QuietThread()
    let (begun, begins) = AsyncStream.makeStream(of: Void.self)
    let (end, ends) = AsyncStream.makeStream(of: Void.self)
    async let first = thread.alone { work in
      begins.yield()
      for await _ in end { break }
      return await work.run { 1 }
    }
    for await _ in begun { break }
    #expect(await thread.alone { await $0.run { 2 } } == nil)
    ends.yield()
    #expect(await first == 1)
    #expect(await thread.alone { await $0.run { 3 } } == 3)
  }

  @Test func `lets the next begin after one that failed`() async {
    let thread = QuietThread()
    await #expect(throws: Unread.self) {
      try await thread.alone { _ in throw Unread() }
    }
    #expect(await thread.alone { _ in 4 } == 4)
  }
}
