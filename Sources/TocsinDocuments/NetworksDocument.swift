// Tocsin — Documents: networks.yaml
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinMapping

/// What the site calls the networks from which its devices are heard.
struct NetworksDocument {
  let table: NetworkTable

  private static let networksMax = 200
  private static let rangesMax = 50

  /// Nil after logging what is wrong.
  init?(_ root: YAMLValue) {
    guard let object = root.object(["networks"]) else { return nil }
    let list = object.required("networks", example: "networks: with a list under it")
    var (names, ranges): ([String: Int], [AddressRange: Int]) = ([:], [:])
    let read = list?.list(max: Self.networksMax)?.compactMap { Self.network($0, &names, &ranges) }
    guard !root.log.hasErrors else { return nil }
    table = NetworkTable(read ?? [])
  }

  private static func network(
    _ value: YAMLValue, _ names: inout [String: Int], _ ranges: inout [AddressRange: Int]
  ) -> SiteNetwork? {
    guard let object = value.object(["network", "title", "ranges", "ward"]) else { return nil }
    let name = object.required("network", example: "network: main-building")?.name()
    let title = object.required("title", example: "title: Main building, wireless")?.text()
    let places = object.required("ranges", example: "ranges: [10.20.0.0/16]")?.items(max: rangesMax)
    if let name {
      if let line = names[name] {
        value.refuse("\"\(name)\" stands on line \(line) already: choose another name")
      }
      names[name] = value.line
    }
    let read = (places ?? []).compactMap { place -> AddressRange? in
      guard let range = place.addressRange() else { return nil }
      if let line = ranges[range] {
        place.refuse(
          "these addresses stand on line \(line) already: an address counts for one network")
      }
      ranges[range] = place.line
      return range
    }
    let ward = object["ward"].flatMap { $0.text() } ?? ""
    guard let name, let title, !read.isEmpty else { return nil }
    return SiteNetwork(name: name, title: title, ranges: read, ward: ward)
  }
}
