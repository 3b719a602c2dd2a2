// Tocsin — Gateway: what the switchboard is asked for, and what it answers
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// A call as somebody asks for it.
package struct AskedCall: Sendable {
  /// The name of a type of the call table.
  package let type: String
  package let said: CallWords
  /// The caller's own key for this call, `[A-Za-z0-9._-]{8,64}`: the same again makes no second
  /// alert, however often it is sent.
  package let key: String
  package var world = World.production
  /// The caller has been told how many people it pages, and wants it so.
  package var isForMany = false

  package init(_ type: String, _ said: CallWords, key: String) {
    self.type = type
    self.said = said
    self.key = key
  }
}

/// A call that is durable.
package struct PlacedCall: Sendable {
  package let alert: Alert
  /// The same key was there before: no second alert was made.
  package let isRepeat: Bool
}

/// An act that is durable.
package struct DoneAct: Sendable {
  package let alert: Alert
  /// False when it was so already, such as by a second tap.
  package let hasChanged: Bool
}

/// One person of a roll, as the switchboard rings them.
package struct RollPerson: Sendable {
  package let responder: ResponderID
  package let name: String
  /// Empty when none is known.
  package let telephone: String
  package let standing: Standing
  package let isDelivered: Bool
  package let isDisplayed: Bool
  package let isCopy: Bool
  package let isFallback: Bool
  /// Since when they wait to be rung; nil when they do not.
  package let callMeSince: Timestamp?
}

/// One role of a call: who was paged, who has it, who comes next (S15).
package struct RollRole: Sendable {
  package let role: String
  package let phase: DutyPhase
  /// In the order of their first page.
  package let people: [RollPerson]
  package let holder: RollPerson?
  package let telephone: TelephoneAcceptance?
  package let arrivedAt: Timestamp?
  /// When the next person is paged if nobody answers; nil when resolved.
  package let nextAt: Timestamp?
  /// Whom the next page goes to; empty when nobody can be paged then.
  package let next: [RollPerson]
  /// Where the walk stands, for "call next now"; nil unless escalating.
  package let position: StepPosition?
}

/// A call as it stands, with each of its roles.
package struct CallRoll: Sendable {
  package let alert: Alert
  /// The type that opened it; nil for an alert that a source reported.
  package let type: CallType?
  package let policyTitle: String
  /// The services that its policy asks, for access.
  package let rotas: Set<RotaID>
  package let roles: [RollRole]
  /// As the gateway's clock has it when the roll was read.
  package let readAt: Timestamp

  /// Whether every duty is resolved.
  package var isClosed: Bool { alert.isClosed }

  /// The last resort is near when it is asked within this time.
  private static let near = Milliseconds.minutes(1)

  /// Who waits to be rung, the longest waiting first.
  package var callMes: [RollPerson] {
    alert.callMes.compactMap { asked in
      roles.lazy.flatMap(\.people).first {
        $0.responder == asked.responder && $0.callMeSince != nil
      }
    }
  }

  /// Somebody has to do something about it: a person asks to be rung, or nobody has taken a duty
  /// and the last resort is asked, or will be within a minute (S25).
  package var isLoud: Bool { alert.wantsCalls || isNearLastResort }

  private var isNearLastResort: Bool {
    roles.contains { role in
      switch role.phase {
      case .exhausted: true
      case .escalating(_, let deadline):
        deadline - readAt <= Self.near && role.next.allSatisfy(\.isFallback)
      case .acknowledged, .resolved: false
      }
    }
  }
}

/// What the switchboard has to see to.
package struct LoudQueue: Sendable {
  package let rolls: [CallRoll]
  /// There are more open alerts than one look takes: the list does not have all of them.
  package let isCut: Bool
}

/// Why the switchboard does not do what it is asked.
package enum CallError: Error, Hashable, Sendable {
  /// The site has no such type of call. 422.
  case unknownType
  /// The field is missing, too long, or holds what cannot be taken. 422.
  case field(CallField)
  /// The key has another form. 422.
  case key
  /// The key was used for another call. 409.
  case keyReused
  /// It would page so many people: say again that it is meant. 409.
  case many(Int)
  /// There is no such alert. 404.
  case unknownAlert
  /// The person or the rota is not known, or cannot be paged now. 422.
  case unknownTarget
  /// No open duty has the role, or the alert is closed. 409.
  case noDuty
  /// Another has taken the duty. 409.
  case taken
  /// The directory is empty: nothing was imported. 503.
  case empty
  /// The store cannot take it. 503.
  case notNow
}
