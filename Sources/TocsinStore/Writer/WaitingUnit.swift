// Tocsin — Store: a unit of work in the writer's line, whatever it answers
// SPDX-License-Identifier: Apache-2.0

internal import TocsinGateway

/// A unit that waits, with its answer once it has run. Used by the submitter until it is in line,
/// and from then on by the writer alone.
protocol WaitingUnit: AnyObject, Sendable {
  var byteCount: Int { get }
  var isUrgent: Bool { get }
  var hasSetAside: Bool { get }
  /// Runs the unit and keeps its answer; may be called again after a rollback.
  func run(_ transaction: any StoreTransaction) throws
  /// Runs what stands in for a unit that cannot be carried out, and keeps that answer.
  func setAside(_ transaction: any StoreTransaction) throws
  /// Calls the completion: with the answer, or with the reason why nothing was kept.
  func complete(_ failure: StoreError?)
}

/// `@unchecked`: `answer` is the only thing that changes, and only the writer, which runs one drain
/// at a time, touches it.
final class Waiting<Answer: Sendable>: WaitingUnit, @unchecked Sendable {
  private let unit: StoreUnit<Answer>
  private let completion: @Sendable (Result<Answer, StoreError>) -> Void
  private var answer: Answer?

  init(
    _ unit: StoreUnit<Answer>,
    completion: @escaping @Sendable (Result<Answer, StoreError>) -> Void
  ) {
    self.unit = unit
    self.completion = completion
  }

  var byteCount: Int { unit.byteCount }
  var isUrgent: Bool { unit.isUrgent }
  var hasSetAside: Bool { unit.setAside != nil }

  func run(_ transaction: any StoreTransaction) throws { answer = try unit.run(transaction) }

  func setAside(_ transaction: any StoreTransaction) throws {
    answer = try unit.setAside?(transaction)
  }

  func complete(_ failure: StoreError?) {
    if let failure {
      completion(.failure(failure))
    } else if let answer {
      completion(.success(answer))
    } else {
      preconditionFailure("a unit is completed before it has run")
    }
  }
}

extension StoreError {
  /// What a unit threw, as the store's error; anything else than a `StoreError` is the unit's own.
  init(_ error: any Error) {
    self = error as? StoreError ?? .refused(code: 0, operation: "unit")
  }

  /// The world outside is in the way, for every unit alike.
  var concernsAll: Bool {
    switch self {
    case .full, .locked, .unreachable, .closed: true
    case .lineFull, .refused, .revisionConflict: false
    }
  }
}
