// Tocsin — Core: the page that the gateway sends to itself
// SPDX-License-Identifier: Apache-2.0

/// What a canary is made of: an alert of a world of its own, for a person and a device that are no
/// one's, under a policy that is in no document. The names have a colon, which no name of a
/// document may have, so nothing that a site writes can mean them.
package enum Canary {
  package static let integration = "tocsin:canary"
  package static let policyName = "tocsin:canary"
  package static let routeName = "canary"
  package static let person = ResponderID("tocsin:canary")
  package static let device = DeviceID(high: 0x0043_414E_4152_5900, low: 0x0043_414E_4152_5900)

  /// Asks the one person, and goes on asking.
  package static let policy: Policy = {
    let target = PageTarget.responder(person)
    return Policy(
      reference: PolicyReference(name: policyName, revision: 1), title: "Canary",
      roles: [
        PolicyRole(
          role: "responder", steps: [PolicyStep(targets: [target], wait: .minutes(10))])
      ], fallback: Fallback(targets: [target], every: .minutes(15)))
  }()

  /// The one person, with the one device; nobody else is ever asked about a canary, and the person
  /// about nothing else.
  package static let staffing: Staffing = {
    var staffing = Staffing()
    staffing.responders[person] = Responder(id: person, name: "Canary")
    staffing.devices[person] = [device]
    return staffing
  }()
}
