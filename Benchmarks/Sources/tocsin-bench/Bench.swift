// Tocsin — Benchmarks: the program that measures and prints one table
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// The programs that a run needs beside itself.
struct Programs {
  let gateway: String
  let load: String
  let reports: String
  let sink: String
  let floor: String

  /// The gateway from TOCSIN, else the release program of the tree; the others lie beside this one.
  init() throws {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let folder = URL(fileURLWithPath: own).deletingLastPathComponent().path
    load = folder + "/mllp-load"
    reports = folder + "/http-load"
    sink = folder + "/http-sink"
    floor = folder + "/mllp-floor"
    let built = Samples.root + "/.build/release/tocsin"
    gateway = ProcessInfo.processInfo.environment["TOCSIN"] ?? built
  }
}

/// What was asked for.
struct BenchOptions {
  static let groups = [
    "machine", "reading", "parsing", "deciding", "rotas", "sealing", "guarding", "trail", "storing",
    "accepting", "reports", "paging", "large", "memory",
  ]
  static let usage = """
    Usage: tocsin-bench [--quick] [--folder DIR] [GROUP...]
    Groups: \(groups.joined(separator: ", ")); all of them without any.
    --quick measures a tenth as long. --folder is a folder on the disk to measure (/var/tmp).
    Example: tocsin-bench --quick reading deciding
    """

  var isQuick = false
  var folder = "/var/tmp"
  var groups: [String] = []

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      switch word {
      case "--quick": isQuick = true
      case "--folder":
        guard let name = rest.popFirst() else { throw Trouble("--folder wants a folder") }
        folder = name
      case _ where Self.groups.contains(word): groups.append(word)
      default: throw Trouble("\(word) is neither an option nor a group")
      }
    }
    if groups.isEmpty { groups = Self.groups }
  }
}

/// Stays on the main thread: what is started from another would inherit its blocked signals.
@main @MainActor enum Bench {
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.contains("--help") { return print(BenchOptions.usage) }
    do {
      let options = try BenchOptions(arguments)
      let folder = options.folder + "/tocsin-bench-\(getpid())"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try await run(options, in: folder)
    } catch {
      let text = "tocsin-bench: \(error)\n\(BenchOptions.usage)\n"
      FileHandle.standardError.write(Data(text.utf8))
      exit(70)
    }
  }

  private static func run(_ options: BenchOptions, in folder: String) async throws {
    let report = Report()
    report.say(header)
    let watch = Stopwatch(seconds: options.isQuick ? 0.1 : 1)
    let pieces = Pieces(samples: try Samples(), watch: watch, report: report)
    let haste = options.isQuick ? 10 : 1
    let has = { options.groups.contains($0) }
    let needsYardsticks =
      ["machine", "accepting", "reports", "paging", "large"].contains(where: has)
    let machine = Machine(report: report, folder: folder, count: 5_000 / haste)
    let yardsticks = needsYardsticks ? try machine.run() : Yardsticks()
    if has("reading") { try pieces.reading() }
    if has("parsing") { try Parsing(watch: watch, report: report).run() }
    if has("deciding") { try pieces.deciding() }
    if has("rotas") {
      try Rotas(samples: pieces.samples, watch: watch, report: report).run()
    }
    if has("sealing") { try pieces.sealing() }
    if has("trail") { try Trailing(watch: watch, report: report).run() }
    if has("guarding") {
      try Guarding(watch: watch, report: report, start: pieces.samples.start).run()
    }
    if has("storing") {
      try await Storing(
        samples: pieces.samples, watch: watch, report: report, folder: folder
      ).run()
    }
    let isServed = ["accepting", "reports", "paging", "large", "memory"].contains(where: has)
    guard isServed else { return }
    let accepting = Accepting(
      report: report, programs: try Programs(), yardsticks: yardsticks, folder: folder,
      haste: haste)
    if has("accepting") { try accepting.run() }
    if has("reports") { try accepting.reports() }
    if has("paging") { try accepting.paging() }
    if has("large") { try accepting.large() }
    if has("memory") { try accepting.memory() }
  }

  /// When, where and how busy.
  private static var header: String {
    let load = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)) ?? "?"
    let system = (try? String(contentsOfFile: "/proc/version", encoding: .utf8)) ?? ""
    let words = system.split(separator: " ").prefix(3).joined(separator: " ")
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let averages = load.split(separator: " ").prefix(3).joined(separator: " ")
    return "\(Date().ISO8601Format()), \(words), \(cores) cores, load average \(averages)"
  }
}
