// Tocsin — Documents: YAML text read into nodes with lines
// SPDX-License-Identifier: Apache-2.0

internal import Yams

/// Reads YAML into a tree, within the bounds of `DocumentLimits`.
///
/// Anchors and aliases are refused: a document must say what it means where it says it, and a
/// few lines of them can stand for billions of nodes. They are looked for in the text, before the
/// parser follows them, and again in the tree.
enum YAMLDocument {
  /// The root, or nil after logging what is wrong.
  static func root(of text: String, log: FindingLog) -> YAMLValue? {
    guard text.utf8.count <= DocumentLimits.documentBytesMax else {
      log.error(
        1,
        "the document is \(text.utf8.count) bytes long: split it, at most"
          + " \(DocumentLimits.documentBytesMax) are read")
      return nil
    }
    if let line = aliasLine(in: text) {
      log.error(line, aliasText)
      return nil
    }
    do {
      guard let node = try Parser(yaml: text).singleRoot() else {
        log.error(1, "the document is empty: write its keys, or remove the file")
        return nil
      }
      var bounds = TreeBounds(log: log)
      guard bounds.accept(node, depth: 1) else { return nil }
      return YAMLValue(node: node, label: "the document", log: log)
    } catch let error as YamlError {
      report(error, log: log)
    } catch {
      log.error(1, "the document cannot be read as YAML: check its first lines")
    }
    return nil
  }

  private static let aliasText =
    "anchors (&) and aliases (*) are not read: repeat the lines, or put the text in quotes"

  /// The line of the first alias, when the text has something like an anchor as well.
  private static func aliasLine(in text: String) -> Int? {
    var line = 1
    var before = UInt8(ascii: "\n")
    var mark: UInt8?
    var hasAnchor = false
    var found: Int?
    for byte in text.utf8 {
      if let sign = mark, isWord(byte) {
        if sign == UInt8(ascii: "&") { hasAnchor = true } else { found = found ?? line }
      }
      let isMark = byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*")
      mark = isMark && startsToken(after: before) ? byte : nil
      if byte == UInt8(ascii: "\n") { line += 1 }
      before = byte
    }
    return hasAnchor ? found : nil
  }

  private static func startsToken(after byte: UInt8) -> Bool {
    [0x20, 0x09, 0x0A, 0x0D, 0x5B, 0x7B, 0x2C].contains(byte)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte > 0x7F || byte == 0x5F || byte == 0x2D || (0x30...0x39).contains(byte)
      || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  private static func report(_ error: YamlError, log: FindingLog) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      let mend = "check the indentation, the colons and the quotes here and on the line above"
      log.error(mark.line, "this is not YAML (\(problem)): \(mend)")
    case .duplicatedKeysInMapping(let keys, let context):
      log.error(
        context.mark.line, "the key \"\(keys.first ?? "")\" stands twice: keep one of the two")
    case .reader(_, let offset, _, let yaml):
      let before = yaml.unicodeScalars.prefix(offset ?? 0)
      log.error(
        before.filter { $0 == "\n" }.count + 1,
        "there is a character that YAML does not allow: remove it")
    case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
      log.error(1, "the document cannot be read as YAML: check its first lines")
    }
  }
}

/// Counts nodes and depth, and refuses anchors.
private struct TreeBounds {
  let log: FindingLog
  private var nodeCount = 0

  init(log: FindingLog) { self.log = log }

  /// Depth-first in the order of the text, so that an anchor is met before any alias of it.
  mutating func accept(_ node: Node, depth: Int) -> Bool {
    let line = node.mark?.line ?? 1
    nodeCount += 1
    guard nodeCount <= DocumentLimits.nodesMax else {
      log.error(line, "the document has too many values: split it")
      return false
    }
    guard depth <= DocumentLimits.depthMax else {
      log.error(line, "the document is nested too deeply: remove the brackets or the indentation")
      return false
    }
    switch node {
    case .scalar: return true
    case .sequence(let items):
      for item in items where !accept(item, depth: depth + 1) { return false }
      return true
    case .mapping(let pairs):
      for (key, value) in pairs {
        guard accept(key, depth: depth + 1), accept(value, depth: depth + 1) else { return false }
      }
      return true
    case .alias:
      log.error(line, "aliases (*) are not read: repeat the lines")
      return false
    }
  }
}
