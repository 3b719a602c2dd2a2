// Tocsin — Server: the routes by which people see that they are reached
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// The routes of a person's own devices and channels, and of whom they can ring.
package enum ReachRoute: Sendable, CaseIterable {
  case testPage, devices, endDevice, linkDevice, ladder, contacts
}

extension RouteTable {
  static let reach = [
    WebRoute("POST", "/v1/me/test-page", .testOwnReach, .reach(.testPage), on: .own),
    WebRoute("GET", "/v1/me/devices", .readOwnReach, .reach(.devices), on: .own),
    WebRoute("POST", "/v1/me/devices/{own}/end", .endOwnDevices, .reach(.endDevice), on: .own),
    WebRoute("POST", "/v1/me/device-link", .linkOwnDevices, .reach(.linkDevice), on: .own),
    WebRoute("GET", "/v1/me/ladder", .readOwnReach, .reach(.ladder), on: .own),
    WebRoute("GET", "/v1/contacts", .readContacts, .reach(.contacts)),
  ]
}
