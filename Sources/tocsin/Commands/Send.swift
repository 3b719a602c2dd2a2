// Tocsin — tocsin: a source on the command line
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinHL7
internal import TocsinServer

/// `tocsin send`: a real MLLP client that prints each reply.
struct Send: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Send HL7 files to an MLLP listener and print each reply.",
    discussion: """
      Example: tocsin send --mllp 127.0.0.1:2575 Integrations/laboratory/samples

      Prints a line a message: FILE, CODE, CONTROLID, MILLISECONDS, separated by tabs. Exit code 1
      unless all replies are AA or CA.
      """)

  @OptionGroup var data: DataOption
  @Option(help: "The listener, HOST:PORT (TOCSIN_MLLP).") var mllp: String?
  @Option(help: "Seconds to wait for a reply.") var timeout: Int64 = 30
  @Argument(help: "Files or folders.") var files: [String]

  func run() async throws {
    let settings = try await data.settings()
    let address = try ListenAddress(mllp, "mllp", of: settings, default: "127.0.0.1:2575")
    var client = try await connect(address)
    var allAccepted = true
    for file in try files.flatMap(Files.list) {
      for message in HL7Batch.split(try Files.bytes(file)).messages {
        do {
          let exchange = try await client.exchange(message, seconds: timeout)
          let isAccepted = report(exchange, file: file)
          allAccepted = allAccepted && isAccepted
        } catch {
          Console.say("\(file)\t-\t-\t-")
          Console.complain("\(file): \(error)")
          allAccepted = false
          client = try await connect(address)
        }
      }
    }
    await client.close()
    guard allAccepted else { throw ExitCode(1) }
  }

  private func connect(_ address: ListenAddress) async throws -> MLLPClient {
    do {
      return try await MLLPClient.connect(to: address)
    } catch {
      throw Failure("\(error)", hint: "is it running? tocsin serve --mllp \(address)")
    }
  }

  /// Prints the reply; whether it is positive.
  private func report(_ exchange: MLLPExchange, file: String) -> Bool {
    let reply = try? HL7Message(parsing: exchange.reply)
    let segment = reply?.first("MSA")
    let code = segment?.field(1).text() ?? "?"
    let controlID = segment?.field(2).text() ?? ""
    let time = (exchange.milliseconds * 1_000).rounded() / 1_000
    Console.say("\(file)\t\(code)\t\(controlID)\t\(time)")
    return code == "AA" || code == "CA"
  }
}
