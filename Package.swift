// swift-tools-version: 6.2
// Tocsin — manifest: the targets and arrows of Documentation/ARCHITECTURE.md
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

func target(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [],
  resources: [Resource]? = nil
) -> Target {
  .target(
    name: name, dependencies: dependencies, exclude: exclude, resources: resources,
    swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(
  name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(
  name: "HummingbirdCore", package: "hummingbird")
let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let lifecycle: Target.Dependency = .product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(
  name: "UnixSignals", package: "swift-service-lifecycle")
let configuration: Target.Dependency = .product(
  name: "Configuration", package: "swift-configuration")

let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let jwt: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let certificates: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")

let package = Package(
  name: "tocsin",
  products: [.executable(name: "tocsin", targets: ["tocsin"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(
      url: "https://github.com/apple/swift-configuration", from: "1.4.0",
      traits: [.defaults, "YAML"]),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
      name: "CQrencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    target("TocsinCore"),
    target("TocsinHL7"),
    target("TocsinMapping", ["TocsinCore", "TocsinHL7"]),
    target("TocsinGateway", ["TocsinCore", "TocsinHL7", "TocsinMapping", log]),
    target("TocsinStore", ["TocsinCore", "TocsinGateway"]),
    target("TocsinSQLite", ["TocsinGateway", "TocsinStore", "CSQLite", grdb, sqlite]),
    target("TocsinPostgres", ["TocsinGateway", "TocsinStore", "CPostgres"]),
    target("TocsinSealing", ["TocsinCore", "TocsinGateway", "CSodium", crypto]),
    target("TocsinDocuments", ["TocsinCore", "TocsinHL7", "TocsinMapping", yams]),
    target(
      "TocsinServer",
      [
        "TocsinCore", "TocsinHL7", "TocsinMapping", "TocsinGateway", "CQrencode", nioCore, nioHTTP1,
        nioHTTPTypes, nioPosix, nioSSL, nioTLS, httpTypes, hummingbird, log,
      ],
      resources: [.copy("Web")]),
    target("TocsinDelivery", ["TocsinCore", "TocsinMapping", "TocsinGateway", "CCurl"]),
    target("TocsinPagers", ["TocsinCore", "TocsinGateway", nioCore, nioPosix, nioHTTP1, log]),
    target(
      "TocsinIdentity",
      ["TocsinCore", "TocsinGateway", jwt, crypto, cryptoExtras, certificates, asn1]),
    target("TocsinSystem", ["TocsinCore", "TocsinGateway"]),
    target("TocsinDoctor", ["TocsinCore"]),
    target(
      "TocsinSimulation",
      [
        "TocsinCore", "TocsinHL7", "TocsinMapping", "TocsinGateway", "TocsinStore", "TocsinSQLite",
      ]),
    .executableTarget(
      name: "tocsin",
      dependencies: [
        "TocsinCore", "TocsinHL7", "TocsinMapping", "TocsinGateway", "TocsinStore", "TocsinSQLite",
        "TocsinPostgres", "TocsinSealing", "TocsinDocuments", "TocsinServer", "TocsinDelivery",
        "TocsinPagers", "TocsinIdentity", "TocsinSystem", "TocsinDoctor", "TocsinSimulation",
        arguments, lifecycle, signals, configuration, log, system,
      ],
      swiftSettings: strict),
    tests("TocsinCoreTests", ["TocsinCore"]),
    tests("TocsinHL7Tests", ["TocsinHL7"]),
    tests("TocsinMappingTests", ["TocsinCore", "TocsinHL7", "TocsinMapping"]),
    tests(
      "TocsinGatewayTests",
      [
        "TocsinCore", "TocsinHL7", "TocsinMapping", "TocsinGateway", "TocsinSQLite",
        "TocsinSealing",
        "TocsinDocuments", log,
      ]),
    tests("TocsinSealingTests", ["TocsinCore", "TocsinGateway", "TocsinSealing"]),
    tests(
      "TocsinDocumentsTests", ["TocsinCore", "TocsinHL7", "TocsinMapping", "TocsinDocuments"]),
    tests(
      "TocsinServerTests",
      [
        "TocsinCore", "TocsinHL7", "TocsinMapping", "TocsinGateway", "TocsinSQLite",
        "TocsinSealing", "TocsinServer", "TocsinIdentity", nioCore, nioHTTPTypes, nioPosix,
        nioEmbedded, nioSSL, httpTypes, log,
      ]),
    tests(
      "TocsinDeliveryTests",
      ["TocsinCore", "TocsinGateway", "TocsinDelivery", "TocsinSealing", nioCore, nioPosix]),
    tests(
      "TocsinPagersTests",
      ["TocsinCore", "TocsinGateway", "TocsinPagers", nioCore, nioPosix, log]),
    tests(
      "TocsinIdentityTests",
      [
        "TocsinCore", "TocsinGateway", "TocsinIdentity", "TocsinSQLite", "TocsinSealing", crypto,
        cryptoExtras, jwt,
      ]),
    tests("TocsinStoreTests", ["TocsinCore", "TocsinGateway", "TocsinStore"]),
    tests("TocsinSystemTests", ["TocsinCore", "TocsinSystem"]),
    tests("TocsinDoctorTests", ["TocsinCore", "TocsinDoctor"]),
    tests(
      "StoreContractTests",
      [
        "TocsinCore", "TocsinGateway", "TocsinStore", "TocsinSQLite", "TocsinPostgres",
        "TocsinSealing", grdb,
      ]),
    tests("DocumentTests", ["TocsinCore", "TocsinHL7", "TocsinMapping", "TocsinDocuments"]),
    tests(
      "SimulationTests",
      ["TocsinCore", "TocsinHL7", "TocsinGateway", "TocsinSQLite", "TocsinSimulation"]),
    tests("TidyTests", [], exclude: []),
  ]
)
