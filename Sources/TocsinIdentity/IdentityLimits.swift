// Tocsin — Identity: the bounds on what strangers send
// SPDX-License-Identifier: Apache-2.0

/// Named limits of the identity adapter (I10).
package enum IdentityLimits {
  /// A token of a provider; larger ones are refused unread.
  package static let tokenBytesMax = 16_384
}
