// Tocsin — Simulation: how a person treats the device in their pocket
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What a person does with a page, in permille, and how soon.
package struct Habit: Hashable, Sendable {
  package var accept = 700
  package var coming = 80
  package var decline = 80
  package var wrongPerson = 30
  package var callMe = 20
  package var resolve = 30
  /// The rest is left unanswered until it sounds again.
  package var delay = Milliseconds.seconds(40)
  /// Of those that were taken, given back.
  package var giveBack = 80
  /// Of those that were taken, forgotten until the reminder.
  package var forget = 120
  /// How long one works on it.
  package var work = Milliseconds.minutes(20)
  /// Answers reach the gateway minutes after they were made.
  package var late = 20

  package init() {}

  /// Never answers.
  package static let silent: Habit = {
    var habit = Habit()
    (habit.accept, habit.coming, habit.decline) = (0, 0, 0)
    (habit.wrongPerson, habit.callMe, habit.resolve) = (0, 0, 0)
    return habit
  }()

  /// Accepts each page after `delay`, and works on it for that long.
  package static func accepts(after delay: Milliseconds, work: Milliseconds = .hours(10)) -> Habit {
    var habit = Habit.silent
    habit.accept = 1_000
    habit.delay = delay
    habit.work = work
    (habit.giveBack, habit.forget, habit.late) = (0, 0, 0)
    return habit
  }

  mutating func setOnly(_ kind: AnswerChoice) {
    self = .silent
    switch kind {
    case .accept: accept = 1_000
    case .coming: coming = 1_000
    case .decline: decline = 1_000
    case .wrongPerson: wrongPerson = 1_000
    case .callMe: callMe = 1_000
    case .resolve: resolve = 1_000
    case .nothing: break
    }
    (giveBack, forget, late) = (0, 0, 0)
  }

  func choose(_ chance: inout Chance) -> AnswerChoice {
    var rest = chance.below(1_000)
    let choices: [(Int, AnswerChoice)] = [
      (accept, .accept), (coming, .coming), (decline, .decline), (wrongPerson, .wrongPerson),
      (callMe, .callMe), (resolve, .resolve),
    ]
    for (share, choice) in choices {
      if rest < share { return choice }
      rest -= share
    }
    return .nothing
  }
}

/// What a person makes of a page that sounds.
package enum AnswerChoice: Hashable, Sendable, CaseIterable {
  case accept, coming, decline, wrongPerson, callMe, resolve, nothing
}
