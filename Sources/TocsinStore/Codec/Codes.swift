// Tocsin — Store: the numbers under which words are stored
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The tables of stored numbers: a word's number is its place. A table only ever grows at its end;
/// the order of the words in the core and in the ports means nothing here. A test pins each table.
enum Codes {
  static let pageStates: [PageState] = [
    .decided, .sealed, .handedOver, .delivered, .displayed, .failed, .answered, .withdrawn,
    .expired, .folded,
  ]
  static let outcomes: [MessageOutcome] = [.accepted, .repeated, .notForUs, .refused]
  static let accountKinds: [AccountKind] = [.staff, .locum]
  static let signInMethods: [SignInMethod] = [.openID, .passkey, .password, .invitation]
  static let worlds: [World] = [.production, .test, .canary]
  /// The words of `Alert.phaseWord`; less than `phaseClosed` is open.
  static let phases = ["escalating", "exhausted", "acknowledged", "resolved"]
  static let phaseClosed: Int64 = 3
  static let resolutions: [ResolutionReason] = [
    .byResponder, .bySource, .ended, .seenAfterEnd, .retracted, .retractionAcknowledged,
    .superseded, .endedUnpaged, .stoodDown, .byCaller,
  ]
  static let standings: [Standing] = [
    .asked, .passed, .holder, .withdrawn, .declined, .wrongPerson, .unreachable, .gaveBack,
  ]
  static let events: [TrailEvent] = [
    .opened, .repeated, .changed, .paged, .resounded, .delivered, .displayed, .answered,
    .acknowledged, .declined, .stepPassed, .cycleStarted, .exhausted, .reminded, .released,
    .withdrawn, .held, .stale, .ended, .retracted, .resolved, .moved, .handoff, .refused, .noticed,
    .superseded, .late, .reassigned,
  ]
  static let reasons: [Reason] = [
    .reported, .onCall, .copy, .fallback, .soundsAgain, .waitOver, .nobodyOnCall,
    .nobodyReachable, .nobodyNew, .allAnswered, .cyclesUsedUp, .accepted, .declined, .wrongPerson,
    .coming, .arrived, .callBack, .givenBack, .readBack, .readBackMissing, .seen, .staleResponse,
    .noDuty, .takenByAnother, .repeatedResponse, .overdue, .notOpened, .contentChanged,
    .sourceHolds, .sourceSilent, .sourceEnded, .sourceResolved, .sourceRetracted,
    .responderResolved, .personLeft, .shiftEnded, .subjectMoved, .replaced, .deviceSaid,
    .limitReached, .outage, .subjectMerged, .maintenance, .calledByHand, .byTelephone, .calledNext,
    .reassigned, .callerCorrected, .callerResolved, .stoodDown, .rung,
    .outsideHours, .notUseful,
  ]
  /// Those before `handedOver` are open, as the partial index has it.
  static let handOverStates: [HandOverState] = [.waiting, .begun, .handedOver, .failed, .moot]
  static let pageTextKinds: [PageTextKind] = [.asks, .over, .stoodDown]

  /// The number of `word` in `table`. A word without one is our mistake, found by a test that looks
  /// up every case.
  static func code<Word: Equatable>(_ word: Word, in table: [Word]) -> UInt8 {
    guard let index = table.firstIndex(of: word) else {
      preconditionFailure("a word has no stored number")
    }
    return UInt8(index)
  }

  /// The word of a number that a row holds.
  static func word<Word>(
    _ code: Int64, in table: [Word], _ operation: String
  ) throws(StoreError) -> Word {
    guard code >= 0, code < Int64(table.count) else {
      throw .refused(code: 0, operation: operation)
    }
    return table[Int(code)]
  }

  static func state(_ state: PageState) -> Int64 { Int64(code(state, in: pageStates)) }
  static func world(_ world: World) -> Int64 { Int64(code(world, in: worlds)) }

  static func phase(_ alert: Alert) -> Int64 {
    Int64(code(alert.phaseWord, in: phases))
  }
}
