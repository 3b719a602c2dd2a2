// Tocsin — ServerTests: the metrics over HTTP
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway

@testable import TocsinServer

@Suite struct `Metrics over HTTP` {
  private static func get(_ ward: WebWard, _ key: String?) async -> WebReply {
    var headers: HTTPFields = [:]
    headers[.authorization] = key.map { "Bearer \($0)" }
    return await ward.send("GET", "/metrics", headers: headers)
  }

  @Test func `are given to who has the watcher's key, and to nobody else`() async throws {
    let ward = try await WebWard()
    let reply = await Self.get(ward, WebWard.watcherKey)
    #expect(reply.code == .ok)
    #expect(reply.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
    let freezers = try await ward.key(of: "freezers")
    for other in [nil, "", "another key of a watcher", freezers] {
      #expect(await Self.get(ward, other).code == .unauthorized)
    }
  }

  @Test func `are given to nobody where no key is set`() async throws {
    var ward = try await WebWard()
    ward.endpoints.watcherKey = nil
    #expect(await Self.get(ward, WebWard.watcherKey).code == .unauthorized)
    #expect(await Self.get(ward, "").code == .unauthorized)
  }

  @Test func `are written as the text format says`() {
    let family = MetricFamily(
      "tocsin_x_total", .counter, "A line,\nand a \\.",
      [MetricSample(3, [MetricLabel("a", "x\"y\\z\n"), MetricLabel("b", "")])])
    #expect(
      MetricsText.text(of: [family]) == """
        # HELP tocsin_x_total A line,\\nand a \\\\.
        # TYPE tocsin_x_total counter
        tocsin_x_total{a="x\\"y\\\\z\\n",b=""} 3.0

        """)
  }

  @Test func `add a histogram up, from bound to bound`() {
    let histogram = MetricHistogram([100, 1_000])
    for length in [0, 100, 101, 1_000, 1_001, 60_000] as [Int64] {
      histogram.record(Milliseconds(length))
    }
    let family = MetricFamily("tocsin_x_seconds", .histogram, "X.", histogram.samples([]))
    #expect(
      MetricsText.text(of: [family]) == """
        # HELP tocsin_x_seconds X.
        # TYPE tocsin_x_seconds histogram
        tocsin_x_seconds_bucket{le="0.1"} 2.0
        tocsin_x_seconds_bucket{le="1.0"} 4.0
        tocsin_x_seconds_bucket{le="+Inf"} 6.0
        tocsin_x_seconds_sum 62.202
        tocsin_x_seconds_count 6.0

        """)
  }
}
