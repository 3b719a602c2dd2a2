// Tocsin — Mapping: how the observations of an order are told apart and followed
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// How a rule follows each finding from message to message (S17, S18): by which texts an order and
/// an observation of it are known again, what is compared, and what its status says.
package struct PathResults<Path: ValuePath>: Hashable, Sendable {
  /// The order, whatever message reports it.
  package let order: PathTexts<Path>
  /// The observation within its order.
  package let observation: PathTexts<Path>
  /// What is compared, as a responder reads it.
  package let value: PathTexts<Path>
  package var flags: PathTemplate<Path>?
  package var patient: PathTexts<Path>?
  /// With the patient and the value, what makes the results of two orders one result; every place
  /// of it must have a value.
  package var alike: PathTemplate<Path>?
  /// The first that holds a time to the minute at least.
  package var collected: [Path] = []
  package var reported: [Path] = []
  /// When the report itself was made, where the form does not fix that place.
  package var sent: [Path] = []
  /// What each standing looks like; `final` is what is none of the others.
  package var standings: [ResultStatus: AnyOf<Path>]

  package init(
    order: PathTexts<Path>, observation: PathTexts<Path>, value: PathTexts<Path>
  ) {
    self.order = order
    self.observation = observation
    self.value = value
    standings = [:]
  }

  /// In the order in which they are looked for: what takes back or says nothing comes first.
  package static var looked: [ResultStatus] {
    [.retracted, .unreported, .corrected, .preliminary]
  }
}

/// The same of a mapping that reads HL7 messages.
package typealias MappingResults = PathResults<MappingPath>

extension PathResults where Path == MappingPath {
  /// OBX-11 by table 0085, as `ResultStatus` reads it.
  package static func standard(_ path: MappingPath) throws(MappingSyntaxError) -> [ResultStatus:
    AnyOf<MappingPath>]
  {
    var standings: [ResultStatus: AnyOf<MappingPath>] = [:]
    for status in looked {
      var patterns: [MappingPattern] = []
      for code in status.codes { patterns.append(try MappingPattern(parsing: code)) }
      standings[status] = AnyOf([[MappingCondition(path: path, patterns: patterns)]])
    }
    return standings
  }
}

/// An order of a message in which nothing is critical, and which may have been once.
package struct WatchedOrder: Hashable, Sendable, CustomStringConvertible {
  /// As in `OrderResults.order`.
  package let order: String
  /// The rule's place among the rules of the mapping, and its name.
  let rule: Int
  package let ruleName: String
  /// The segment with which the group begins.
  let begin: Int
  /// An observation of it takes back or corrects what was reported: looked at though nothing is
  /// known of the order.
  package let takesBack: Bool

  package var description: String { "an order under the rule \(ruleName)" }
}

/// What a mapping reads out of one message.
package struct MappedMessage: Hashable, Sendable {
  package var outcome: MappingOutcome
  /// Orders without anything critical: looked up, since what was critical may be so no more.
  package var watched: [WatchedOrder] = []
}
