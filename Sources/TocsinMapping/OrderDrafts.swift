// Tocsin — Mapping: drafts of orders that turn out to be known
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinHL7

/// Makes the drafts of watched orders of one message that are known after all. However many they
/// are, each rule cuts the message into groups once.
package struct OrderDrafts {
  private let mapping: Mapping
  private let message: HL7Message
  private let finder: SegmentFinder
  /// By the rule's place, the groups by the segment with which they begin.
  private var groups: [Int: [Int: SegmentGroup]] = [:]

  /// - Parameter message: the one of which the mapping named the orders.
  package init(_ mapping: Mapping, _ message: HL7Message) {
    self.init(mapping, message, SegmentFinder(message))
  }

  init(_ mapping: Mapping, _ message: HL7Message, _ finder: SegmentFinder) {
    self.mapping = mapping
    self.message = message
    self.finder = finder
  }

  /// The draft of one of them; nil when the message is another one.
  package mutating func draft(of order: WatchedOrder) -> AlertDraft? {
    guard mapping.rules.indices.contains(order.rule) else { return nil }
    let rule = mapping.rules[order.rule]
    if groups[order.rule] == nil {
      let cut = GroupWalk(message: message, rule: rule).groups
      groups[order.rule] = Dictionary(
        cut.map { ($0.body.lowerBound, $0) }, uniquingKeysWith: { first, _ in first })
    }
    guard let group = groups[order.rule]?[order.begin] else { return nil }
    return DraftComposer(mapping, rule, message, group, finder).draft()
  }
}
