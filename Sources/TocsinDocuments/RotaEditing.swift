// Tocsin — Documents: small changes of a rota, made in its text
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
internal import Yams

/// Changes a rota's document where the change is, and nowhere else: comments, order and spelling of
/// all the rest stay byte for byte.
///
/// Whatever the text looks like, a change is given only when the new text reads as the old rota
/// with exactly that change; it is refused otherwise.
package enum RotaEditing {
  /// The text with the edits, made one after the other.
  ///
  /// - Parameter zone: the rules of the rota's zone, for the offsets of new instants.
  /// - Throws: `DocumentRefusal` when an edit names what is not there, when the result is no rota,
  ///   or when the text has a form in which the change cannot be made.
  package static func text(
    of text: String, named name: String, with edits: [RotaEdit], zone: ZoneRules
  ) throws(DocumentRefusal) -> String {
    var text = text
    for edit in edits {
      if case .replace(let whole) = edit {
        _ = try DocumentValues.rota(text: whole, name: name)
        text = whole
      } else {
        text = try RotaEditor(text: text, name: name, zone: zone).text(with: edit)
      }
    }
    return text
  }
}

/// One edit of one text.
private struct RotaEditor {
  let name: String
  let zone: ZoneRules
  let rota: Rota
  var lines: DocumentLines
  let outline: RotaOutline

  init(text: String, name: String, zone: ZoneRules) throws(DocumentRefusal) {
    self.name = name
    self.zone = zone
    rota = try DocumentValues.rota(text: text, name: name)
    lines = DocumentLines(text)
    outline = RotaOutline(text, lines)
  }

  func text(with edit: RotaEdit) throws(DocumentRefusal) -> String {
    var editor = self
    guard outline.isBlock, try editor.make(edit) else { throw refusal(Self.formText) }
    let new = editor.lines.text
    let read = try DocumentValues.rota(text: new, name: name)
    guard expected(of: edit, in: read) == read else { throw refusal(Self.formText) }
    return new
  }

  private static let formText =
    "the text has a form in which this cannot be changed: write one key a line and one item a line,"
    + " or change the whole text"

  private func refusal(_ text: String) -> DocumentRefusal {
    DocumentRefusal(findings: [Finding(path: "rotas/\(name).yaml", line: 1, text: text)])
  }

  /// The old rota with the change. What a layer says is taken from `read`: its words were given as
  /// text.
  private func expected(of edit: RotaEdit, in read: Rota) -> Rota {
    var rota = rota
    switch edit {
    case .addOverride(let override): rota.overrides.append(override)
    case .addOverrides(let overrides): rota.overrides += overrides
    case .removeOverride(let override):
      rota.overrides.firstIndex(of: override).map { _ = rota.overrides.remove(at: $0) }
    case .putLayer(let name, _):
      let index = rota.layers.firstIndex { $0.name == name } ?? rota.layers.count
      let end = min(index + 1, rota.layers.count)
      guard index < read.layers.count else { break }
      rota.layers.replaceSubrange(index..<end, with: [read.layers[index]])
    case .removeLayer(let name): rota.layers.removeAll { $0.name == name }
    case .moveLayer(let name, let place):
      guard let index = rota.layers.firstIndex(where: { $0.name == name }) else { break }
      let layer = rota.layers.remove(at: index)
      rota.layers.insert(layer, at: min(max(place, 0), rota.layers.count))
    case .setTitle(let title): rota.title = title
    case .setNeeds(let needs): rota.needs = needs
    case .replace: return read
    }
    return rota
  }

  /// False when the form of the text stands in the way.
  private mutating func make(_ edit: RotaEdit) throws(DocumentRefusal) -> Bool {
    switch edit {
    case .addOverride(let override): return add([override])
    case .addOverrides(let overrides): return add(overrides)
    case .removeOverride(let override):
      guard let index = rota.overrides.firstIndex(of: override) else {
        throw refusal("there is no such override: read the rota again")
      }
      return removeOverride(at: index)
    case .putLayer(let name, let text): return putLayer(name, text)
    case .removeLayer(let name):
      guard let item = outline.layers?.item(try place(of: name)) else { return false }
      _ = lines.take(item)
      return true
    case .moveLayer(let name, let place):
      return moveLayer(try self.place(of: name), to: min(max(place, 0), rota.layers.count - 1))
    case .setTitle(let title): return set("title", YAMLText.quoted(title))
    case .setNeeds(let needs): return set("needs", "\(needs)")
    case .replace: return true
    }
  }

  private func place(of layer: String) throws(DocumentRefusal) -> Int {
    guard let index = rota.layers.firstIndex(where: { $0.name == layer }) else {
      throw refusal("there is no layer \"\(layer)\": read the rota again")
    }
    return index
  }

  // MARK: - Overrides

  private mutating func add(_ overrides: [RotaOverride]) -> Bool {
    if let list = outline.overrides {
      let new = overrides.flatMap {
        YAMLText.item(YAMLText.lines(of: $0, zone: zone), column: list.column)
      }
      lines.replace(list.end..<list.end, with: new)
      return true
    }
    return writeOverrides(rota.overrides + overrides)
  }

  private mutating func removeOverride(at index: Int) -> Bool {
    guard let list = outline.overrides else {
      var rest = rota.overrides
      rest.remove(at: index)
      return writeOverrides(rest)
    }
    guard list.items.count > 1 else {
      guard let entry = outline.entry("overrides") else { return false }
      _ = lines.take(list.item(index))
      _ = lines.take(entry.line..<entry.line + 1)
      return true
    }
    _ = lines.take(list.item(index))
    return true
  }

  /// All overrides in block style, in the place of whatever stands there.
  private mutating func writeOverrides(_ overrides: [RotaOverride]) -> Bool {
    let margin = String(repeating: " ", count: outline.column)
    var new = overrides.isEmpty ? [] : [margin + "overrides:"]
    for override in overrides {
      new += YAMLText.item(
        YAMLText.lines(of: override, zone: zone), column: outline.column + 2)
    }
    if let entry = outline.entry("overrides") {
      let end = lines.end(ofWhatIsSaidIn: entry.line..<entry.end)
      lines.replace(entry.line..<end, with: new)
    } else {
      let end = lines.end(ofWhatIsSaidIn: 0..<lines.lines.count)
      lines.replace(end..<end, with: new)
    }
    return true
  }

  // MARK: - Layers

  private mutating func putLayer(_ name: String, _ text: String) -> Bool {
    guard let list = outline.layers else { return false }
    let new = YAMLText.item(YAMLText.dedented(text), column: list.column)
    if let index = rota.layers.firstIndex(where: { $0.name == name }) {
      lines.replace(list.items[index].dash..<list.items[index].end, with: new)
    } else {
      lines.replace(list.end..<list.end, with: new)
    }
    return true
  }

  private mutating func moveLayer(_ from: Int, to place: Int) -> Bool {
    guard let list = outline.layers else { return false }
    guard from != place else { return true }
    let item = list.item(from)
    let target = place > from ? list.item(place).upperBound : list.item(place).lowerBound
    let taken = lines.take(item)
    lines.put(taken, at: target > item.lowerBound ? target - taken.count : target)
    return true
  }

  // MARK: - Scalars

  private mutating func set(_ key: String, _ value: String) -> Bool {
    guard let mark = outline.entry(key)?.value, lines.lines.indices.contains(mark.line - 1) else {
      return false
    }
    let line = Array(lines.lines[mark.line - 1].unicodeScalars)
    let begin = mark.column - 1
    guard line.indices.contains(begin) else { return false }
    let end = YAMLText.endOfScalar(in: line, from: begin)
    var text = String.UnicodeScalarView(line[..<begin])
    text.append(contentsOf: value.unicodeScalars)
    text.append(contentsOf: line[end...])
    let taken = lines.take(mark.line - 1..<mark.line)
    lines.put(taken.map { _ in String(text) }, at: mark.line - 1)
    return true
  }
}
