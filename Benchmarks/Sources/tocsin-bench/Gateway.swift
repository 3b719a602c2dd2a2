// Tocsin — Benchmarks: the release program, started and asked
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// A running `tocsin serve` on a fresh data folder.
final class Gateway {
  let child: Child
  let http: UInt16
  let mllp: UInt16
  private let program: String
  private let data: String

  init(_ program: String, data: String) throws {
    self.program = program
    self.data = data
    child = try Child(
      program,
      [
        "serve", "--data", data, "--http", "127.0.0.1:0", "--mllp", "127.0.0.1:0",
        "--documents", Samples.root,
      ], log: data + ".log")
    let words = child.firstLine().split(separator: " ")
    guard words.count == 3, words[0] == "ready", let http = Self.port(words[1]),
      let mllp = Self.port(words[2])
    else {
      let log = (try? String(contentsOfFile: data + ".log", encoding: .utf8)) ?? ""
      throw Trouble("the gateway did not start: \(log)")
    }
    self.http = http
    self.mllp = mllp
  }

  private static func port(_ word: Substring) -> UInt16? {
    word.split(separator: ":").last.flatMap { UInt16($0) }
  }

  /// Runs a command of the program on the same data and gives what it prints.
  func ask(_ arguments: [String]) throws -> String {
    try Child(program, arguments + ["--data", data], log: data + ".ask").wholeOutput()
  }

  /// Who is on call now.
  func onCall(_ rota: String) throws -> String {
    struct Answer: Decodable {
      struct Person: Decodable { let id: String }
      let responders: [Person]
    }
    let text = try ask(["on-call", rota, "--json"])
    let answer = try JSONDecoder().decode(Answer.self, from: Data(text.utf8))
    guard let person = answer.responders.first else { throw Trouble("nobody is on call") }
    return person.id
  }

  /// A one-time token to enrol a device for a person.
  func enrolmentToken(for person: String) throws -> String {
    struct Answer: Decodable { let link: String }
    let base = "http://127.0.0.1:\(http)"
    let text = try ask(["device", "enrol", "--http", base, person])
    let link = try JSONDecoder().decode(Answer.self, from: Data(text.utf8)).link
    guard let token = link.split(separator: "#").last else { throw Trouble("no link: \(text)") }
    return String(token)
  }

  func stop() {
    child.stop()
    try? FileManager.default.removeItem(atPath: data)
    for ending in [".log", ".ask"] { try? FileManager.default.removeItem(atPath: data + ending) }
  }
}
