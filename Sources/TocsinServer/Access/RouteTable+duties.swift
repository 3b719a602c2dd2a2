// Tocsin — Server: the routes by which people move duties between them
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// The routes of absences and of duties that are offered.
package enum AbsenceRoute: Sendable, CaseIterable {
  case add, offers, take, withdraw
}

/// The routes of what a person holds, and of handing it over.
package enum DutyRoute: Sendable, CaseIterable {
  case own, offer, accept, end
}

/// The routes of swaps of shifts.
package enum SwapRoute: Sendable, CaseIterable {
  case list, preview, ask, accept, decline, withdraw, approve
}

extension RouteTable {
  static let duties = [
    WebRoute("GET", "/v1/duties", .readOffers, .duty(.own), on: .own),
    WebRoute("POST", "/v1/handovers", .changeOwnDuties, .duty(.offer), on: .own),
    WebRoute("POST", "/v1/handovers/accept", .changeOwnDuties, .duty(.accept), on: .own),
    WebRoute("POST", "/v1/handovers/end", .changeOwnDuties, .duty(.end), on: .own),
    WebRoute("GET", "/v1/swaps", .readOffers, .swap(.list), on: .own),
    WebRoute("POST", "/v1/swaps", .changeOwnDuties, .swap(.ask), on: .own),
    WebRoute("POST", "/v1/swaps/preview", .changeOwnDuties, .swap(.preview), on: .own),
    WebRoute("POST", "/v1/swaps/{swap}/accept", .changeOwnDuties, .swap(.accept), on: .own),
    WebRoute("POST", "/v1/swaps/{swap}/decline", .changeOwnDuties, .swap(.decline), on: .own),
    WebRoute("POST", "/v1/swaps/{swap}/withdraw", .changeOwnDuties, .swap(.withdraw), on: .own),
    WebRoute("POST", "/v1/swaps/{swap}/approve", .changeOwnDuties, .swap(.approve), on: .own),
    WebRoute("POST", "/v1/absences", .changeOwnDuties, .absence(.add), on: .own),
    WebRoute("GET", "/v1/offers", .readOffers, .absence(.offers)),
    WebRoute("POST", "/v1/offers/take", .changeOwnDuties, .absence(.take), on: .own),
    WebRoute("POST", "/v1/offers/withdraw", .changeOwnDuties, .absence(.withdraw), on: .own),
  ]
}
