// swift-tools-version: 6.2
// Tocsin — manifest: the benchmarks, apart from the gateway so that its own manifest stays light
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A target of the gateway. Its folder in Sources is a link: a benchmark in the gateway's own
/// package, by name, reaches what has `package` access.
func target(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
  name: "tocsin",
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    target("TocsinCore"),
    target("TocsinHL7"),
    target("TocsinMapping", ["TocsinCore", "TocsinHL7"]),
    target("TocsinGateway", ["TocsinCore", "TocsinHL7", "TocsinMapping", log, metrics]),
    target("TocsinStore", ["TocsinCore", "TocsinGateway"]),
    target("TocsinSQLite", ["TocsinGateway", "TocsinStore", "CSQLite", grdb, sqlite]),
    target("TocsinSealing", ["TocsinCore", "TocsinGateway", "CSodium", crypto]),
    target("TocsinDocuments", ["TocsinCore", "TocsinHL7", "TocsinMapping", yams]),
    target("TocsinSystem", ["TocsinCore", "TocsinGateway"]),
    .executableTarget(name: "mllp-load", path: "Sources/mllp-load"),
    .executableTarget(name: "http-load", path: "Sources/http-load"),
    .executableTarget(name: "http-sink", path: "Sources/http-sink"),
    .executableTarget(name: "mllp-floor", path: "Sources/mllp-floor"),
    .executableTarget(
      name: "tocsin-bench",
      dependencies: [
        "TocsinCore", "TocsinHL7", "TocsinMapping", "TocsinGateway", "TocsinStore", "TocsinSQLite",
        "TocsinSealing", "TocsinDocuments", "TocsinSystem", "CSodium", log,
      ],
      swiftSettings: strict),
  ]
)
