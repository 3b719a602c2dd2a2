// Tocsin — tocsin: keys of integrations that report over HTTP
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import TocsinCore
internal import TocsinGateway

/// `tocsin integration-key make|end|list`. Works beside a running `serve`.
struct IntegrationKeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "integration-key",
    abstract: "Make, end or list the keys of integrations that speak HTTP.",
    discussion: "Example: tocsin integration-key make --data DIR freezers main",
    subcommands: [Make.self, End.self, List.self])

  /// `tocsin integration-key make`.
  struct Make: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a key of an integration. It is shown once.",
      discussion: """
        Examples: tocsin integration-key make --data DIR freezers main
                  tocsin integration-key make --data DIR builds hook --signs github --secret-file F
                  tocsin integration-key make --data DIR builds out --signs outbound-webhooks

        The last one signs the webhooks that the integration's `return:` asks for.
        """)

    @OptionGroup var data: DataOption
    @Argument(help: "The integration: the folder of its document.") var integration: String
    @Argument(help: "A name for the key: letters, digits, dots and dashes.") var name: String
    @Flag(help: "What it reports is for test, and every page says so.") var test = false
    @Option(
      help: "standard-webhooks, github or stripe: the source signs; outbound-webhooks: we do.")
    var signs: String?
    @Option(help: "A file with the secret that the source signs with already.")
    var secretFile: String?

    func run() async throws {
      let scheme = try scheme()
      let secret = try secretFile.map { path in
        guard let bytes = try KeyFile.read(path) else {
          throw Failure("there is no \(path)", hint: "write the secret into a file of mode 0600")
        }
        return String(decoding: bytes, as: UTF8.self).filter { !$0.isNewline }
      }
      if scheme == .bearer, secret != nil {
        throw ValidationError("a bearer key is made here: --secret-file needs --signs")
      }
      let changes = KeyChanges(try await Site.open(data.settings()).surroundings())
      do {
        var order = KeyOrder(name, of: integration)
        (order.scheme, order.world, order.secret) = (scheme, test ? .test : .production, secret)
        Console.say(try await changes.make(order, by: .operatorHere))
      } catch {
        throw Failure(error, of: integration, key: name)
      }
    }

    private func scheme() throws -> KeyScheme {
      guard let signs else { return .bearer }
      guard let scheme = KeyScheme(rawValue: signs), scheme.keepsSecret else {
        throw ValidationError(
          "--signs is \(signs): write standard-webhooks, github, stripe or outbound-webhooks")
      }
      return scheme
    }
  }

  /// `tocsin integration-key end`.
  struct End: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End a key: requests with it are refused from now on.",
      discussion: "Example: tocsin integration-key end --data DIR freezers main")

    @OptionGroup var data: DataOption
    @Argument(help: "The integration.") var integration: String
    @Argument(help: "The key's name.") var name: String

    func run() async throws {
      let changes = KeyChanges(try await Site.open(data.settings()).surroundings())
      do {
        try await changes.end(name, of: integration, by: .operatorHere)
      } catch {
        throw Failure(error, of: integration, key: name)
      }
    }
  }

  /// `tocsin integration-key list`.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the keys of integrations, ended ones too.",
      discussion: "Example: tocsin integration-key list --data DIR --json")

    @OptionGroup var data: DataOption
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
      let changes = KeyChanges(try await Site.open(data.settings()).surroundings())
      for key in try await changes.all() {
        if json {
          try Console.say(json: IntegrationKeyRow(key))
        } else {
          let ended = key.endedAt == nil ? "" : "  ended"
          let form = "\(key.scheme.rawValue)  \(key.world.rawValue)\(ended)"
          Console.say("\(key.integration)  \(key.name)  \(form)")
        }
      }
    }
  }
}

/// A key as `--json` gives it; never the key itself.
private struct IntegrationKeyRow: Encodable {
  let integration, name, scheme, world, madeAt: String
  let endedAt: String?

  init(_ key: IntegrationKey) {
    integration = key.integration
    name = key.name
    scheme = key.scheme.rawValue
    world = key.world.rawValue
    madeAt = RFC3339.text(key.madeAt)
    endedAt = key.endedAt.map { RFC3339.text($0) }
  }
}

extension Failure {
  fileprivate init(_ fault: KeyFault, of integration: String, key name: String) {
    switch fault {
    case .unknownIntegration:
      self.init("no integration is named \(integration)", hint: "tocsin integrations")
    case .noHTTP:
      self.init(
        "\(integration) does not report over HTTP",
        hint: "add http: {} to Integrations/\(integration)/mapping.yaml, then run tocsin import")
    case .noWebhook:
      self.init(
        "\(integration) is told by no webhook",
        hint: "add return: {to: https://HOST/PATH} to Integrations/\(integration)/mapping.yaml")
    case .nameTaken:
      self.init(
        "\(integration) has a live key \(name), or the same secret stands elsewhere",
        hint: "end that one, or choose another name or secret")
    case .unknown:
      self.init(
        "\(integration) has no live key \(name)", hint: "tocsin integration-key list")
    case .nameForm:
      self.init(
        "\(name) is no name", hint: "use a-z, 0-9, dot, dash and underscore, at most 64")
    case .secretForm:
      self.init(
        "the secret has not 24 to 64 bytes, or is no base64",
        hint: "standard-webhooks: whsec_ and base64; else at least 24 characters")
    case .tooMany:
      self.init(
        "\(integration) has \(KeyChanges.keysMax) live keys", hint: "end one first")
    case .notNow: self.init("the store cannot be used now", hint: "try again")
    }
  }
}
