// Tocsin — Server: what sources send, taken without waiting on the thread it came in on
// SPDX-License-Identifier: Apache-2.0

internal import TocsinGateway

/// What is left of a request of intake when all is decided that needs no store.
enum IntakeWork: Sendable {
  /// Nothing: the reply is there.
  case none(WebReply)
  case report(ReportRequest, isFHIR: Bool)
  case message([UInt8], integration: String)
}

extension Endpoints {
  /// The work of a request that somebody was let make; nil for what is no intake.
  func intake(_ call: Call, _ route: ReportRoute) throws(Problem) -> IntakeWork? {
    switch route {
    case .raise, .raiseAs: .report(try raised(call), isFHIR: false)
    case .enqueue: .report(try enqueued(call), isFHIR: false)
    case .message: try message(call)
    case .fhir, .fhirCreate, .fhirUpdate: try exchange(call)
    case .resolve, .progress, .changes, .heartbeat, .handshake: nil
    }
  }

  /// Carries it out. Returns at once; `done` is called exactly once, on any thread, after the
  /// commit.
  func carryOut(
    _ work: IntakeWork, done: @escaping @Sendable (Result<WebReply, Problem>) -> Void
  ) {
    switch work {
    case .none(let reply): done(.success(reply))
    case .report(let request, let isFHIR):
      ReportIntake(surroundings).take(request) { answer in
        done(
          Result { () throws(Problem) in
            let reply = try reply(to: answer)
            return isFHIR ? inFHIR(reply) : reply
          })
      }
    case .message(let bytes, let integration):
      Intake(surroundings).receive(bytes, integration: integration) { answer in
        done(.success(reply(to: answer)))
      }
    }
  }

  /// Begins to answer a whole request of intake on the thread that it came in on. Returns at once;
  /// `done` is called exactly once, on any thread, with what `finished` makes the reply of.
  ///
  /// - Returns: false, and then nothing was done, for a request that can only be let in by asking
  ///   the store, or is no intake.
  func begin(
    _ request: WebRequest, on found: FoundRoute,
    done: @escaping @Sendable (Result<WebReply, Problem>) -> Void
  ) -> Bool {
    guard case .report(let route) = found.route.name else { return false }
    do throws(Problem) {
      guard let call = try gate.admitAtOnce(request, found), let work = try intake(call, route)
      else { return false }
      carryOut(work, done: done)
    } catch {
      done(.failure(error))
    }
    return true
  }

  /// The reply to a request, with what every reply carries.
  func finished(_ result: Result<WebReply, Problem>, for request: WebRequest) -> WebReply {
    switch result {
    case .success(let reply): finished(reply, for: request)
    case .failure(let problem): finished(problem.reply(to: request), for: request)
    }
  }
}

extension ReportRoute {
  /// Whether it takes what sources send.
  var isIntake: Bool {
    switch self {
    case .raise, .raiseAs, .enqueue, .message, .fhir, .fhirCreate, .fhirUpdate: true
    case .resolve, .progress, .changes, .heartbeat, .handshake: false
    }
  }

  /// What the paths of all of these begin with.
  static let intakePaths = ["/v1/alerts", "/v1/integrations/", EventsForm.path]
}
