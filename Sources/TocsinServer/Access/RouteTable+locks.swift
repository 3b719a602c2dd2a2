// Tocsin — Server: the routes of devices with a lock
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension RouteTable {
  static let locks = [
    WebRoute("POST", "/v1/devices/{device}/unlock", .useMailbox, .unlock, on: .own),
    WebRoute(
      "GET", "/v1/devices/{device}/pages/{page}/detail", .readDocuments, .detail, on: .own),
  ]
}
