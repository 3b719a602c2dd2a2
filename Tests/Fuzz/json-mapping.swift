// Tocsin — Fuzz: any request through the shipped rules, any path and template through any JSON
// SPDX-License-Identifier: Apache-2.0
//
// Sources: Sources/TocsinCore/
// Sources: Sources/TocsinHL7/
// Sources: Sources/TocsinMapping/
// Sources: Sources/TocsinDocuments/
// Sources: Tests/Fuzz/shared/
// Packages: Yams
// Seeds: Integrations

/// The shipped documents that read JSON, read once.
private let shipped: [JSONMapping] = {
  let found = names(in: "Integrations").compactMap { folder -> JSONMapping? in
    let text = String(decoding: file("Integrations/\(folder)/mapping.yaml"), as: UTF8.self)
    return (try? DocumentValues.integration(text: text, name: folder))?.inZone(.utc).jsonMapping
  }
  precondition(!found.isEmpty, "there is no Integrations folder here")
  return found
}()

/// What is JSON goes through every shipped mapping. Else the first line is a path, the second a
/// template, and what follows the JSON in which they are looked up.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzJSONMapping(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  if let tree = try? JSONTree(parsing: bytes) {
    for mapping in shipped { map(tree, mapping) }
    return 0
  }
  let lines = bytes.split(separator: 0x0A, maxSplits: 2, omittingEmptySubsequences: false)
  guard lines.count == 3, let tree = try? JSONTree(parsing: Array(lines[2])) else { return 0 }
  let words = lines.prefix(2).map { String(decoding: $0, as: UTF8.self) }
  if let path = try? JSONPath(parsing: words[0]) { look(path, in: tree) }
  if let template = try? PathTemplate<JSONPath>(parsing: words[1]) {
    let scope = JSONScope(JSONDocument(tree))
    _ = PathRendering<JSONPath>(scope: scope).text(template)
    precondition(template.paths.allSatisfy { (try? JSONPath(parsing: $0.text)) == $0 }, "a path")
  }
  return 0
}

/// A path has a bounded form, and the same value each time.
private func look(_ path: JSONPath, in tree: JSONTree) {
  precondition(path.steps.count <= JSONPath.stepsMax && path.text.utf8.count <= JSONPath.bytesMax)
  let document = JSONDocument(tree)
  for style in [nil] + JSONStyle.allCases.map(Optional.some) {
    let value = path.value(in: JSONScope(document), style: style)
    let again = path.value(in: JSONScope(JSONDocument(tree)), style: style)
    precondition(value == again || document.isExhausted, "two values of one path")
    precondition(!value.utf8.contains { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F }, "a control")
  }
}

/// Drafts stay within their bounds, and one text gives the same ones again.
private func map(_ tree: JSONTree, _ mapping: JSONMapping) {
  guard let found = try? mapping.read(tree) else { return }
  precondition(found == (try? mapping.read(tree)), "two outcomes of one text")
  precondition(found.reports.count <= MappingLimits.reportsMax, "so many drafts")
  for report in found.reports {
    let draft = report.draft
    let what = draft.content.what
    if let results = draft.results {
      precondition(!results.reports.isEmpty, "results without a report")
      precondition(what.utf8.count <= 2 * MappingLimits.whatBytesMax, "too long")
    } else {
      precondition(!what.isEmpty, "a page without words")
      precondition(what.utf8.count <= MappingLimits.reportBytesMax + 200, "too long")
    }
    precondition(!draft.priority.rings || draft.holdFor == .zero, "a loud alert waits (S20)")
    for text in [draft.content.location, draft.content.ward, draft.content.callBack] {
      precondition(text.utf8.count <= MappingLimits.textBytesMax + 3, "a long line")
      precondition(!text.utf8.contains(0x0A), "a line that goes on")
    }
  }
}
