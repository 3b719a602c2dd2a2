// Tocsin — tocsin: who is at the machine
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinGateway

extension TrailActor {
  /// The system account that runs this command; under sudo, the one that called it.
  static var operatorHere: TrailActor {
    let number = getuid()
    let caller = ProcessInfo.processInfo.environment["SUDO_USER"]
    if number == 0, let caller, !caller.isEmpty { return .commandLine(caller) }
    guard let entry = getpwuid(number) else { return .commandLine("uid-\(number)") }
    return .commandLine(String(cString: entry.pointee.pw_name))
  }
}

extension Failure {
  /// What a refusal of an account means at the command line.
  init(_ error: AccountError, of id: String) {
    switch error {
    case .fault(let fault):
      self.init("\(id) cannot be so: \(error.words)", hint: "mend the \(fault.field)")
    case .unknown:
      self.init("there is no \(id)", hint: "list them: tocsin person list")
    case .idTaken:
      self.init("\(id) is there already", hint: "change it: tocsin person change \(id)")
    case .nameTaken:
      self.init("the name is taken by another", hint: "choose another name")
    case .revision:
      self.init("\(id) was changed by somebody else meanwhile", hint: "try again")
    case .lastAdministrator:
      self.init(
        "\(id) is the last administrator",
        hint: "make another first: tocsin person change OTHER --role administrator")
    case .ended:
      self.init(
        "the account of \(id) has ended", hint: "let them in again: tocsin person change --reopen")
    case .notNow:
      self.init("the store cannot take it now", hint: "try again")
    }
  }
}
