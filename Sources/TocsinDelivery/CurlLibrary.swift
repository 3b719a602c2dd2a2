// Tocsin — Delivery: the HTTP library, made ready once
// SPDX-License-Identifier: Apache-2.0

internal import CCurl
internal import TocsinGateway

/// libcurl's own start, which is to happen once and before any thread uses it.
enum CurlLibrary {
  /// Whether the library is ready; evaluated once.
  static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
