// Tocsin — IdentityTests: the bounds
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinIdentity

@Suite struct `The bounds of the identity adapter` {
  @Test func `leave room for a token with many groups`() {
    #expect(IdentityLimits.tokenBytesMax >= 8_192)
  }
}
