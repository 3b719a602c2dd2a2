// Tocsin — Fuzz: any message through the shipped mappings, any document through their reader
// SPDX-License-Identifier: Apache-2.0
//
// Sources: Sources/TocsinCore/
// Sources: Sources/TocsinHL7/
// Sources: Sources/TocsinMapping/
// Sources: Sources/TocsinDocuments/
// Sources: Tests/Fuzz/shared/
// Packages: Yams
// Seeds: Integrations

/// The shipped documents and samples, read once.
private let shipped: (mappings: [Mapping], messages: [HL7Message], requests: [JSONTree]) = {
  var mappings: [Mapping] = []
  var messages: [HL7Message] = []
  var requests: [JSONTree] = []
  for folder in names(in: "Integrations") {
    let text = String(decoding: file("Integrations/\(folder)/mapping.yaml"), as: UTF8.self)
    if let found = try? DocumentValues.integration(text: text, name: folder) {
      mappings.append(found.mapping)
    }
    for sample in names(in: "Integrations/\(folder)/samples") {
      let path = "Integrations/\(folder)/samples/\(sample)"
      if let message = try? HL7Message(parsing: file(path)) { messages.append(message) }
      if let tree = try? JSONTree(parsing: file(path)) { requests.append(tree) }
    }
  }
  precondition(!mappings.isEmpty && !messages.isEmpty, "there is no Integrations folder here")
  return (mappings, messages, requests)
}()

/// What begins with MSH is a message, everything else a document.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzMapping(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard bytes.starts(with: "MSH".utf8) else {
    read(String(decoding: bytes, as: UTF8.self))
    return 0
  }
  guard let message = try? HL7Message(parsing: bytes) else { return 0 }
  for mapping in shipped.mappings { map(message, mapping) }
  return 0
}

/// A document is refused with lines that it has, or makes a mapping that takes every sample.
private func read(_ text: String) {
  do {
    let found = try DocumentValues.integration(text: text, name: "fuzz")
    for message in shipped.messages { map(message, found.mapping) }
    for tree in shipped.requests {
      guard let mapping = found.jsonMapping, let read = try? mapping.read(tree) else { continue }
      precondition(read.reports.count <= MappingLimits.reportsMax, "so many drafts")
    }
  } catch {
    let lines = text.utf8.count { $0 == 0x0A || $0 == 0x0D } + 1
    precondition(!error.findings.isEmpty, "refused without a reason")
    for finding in error.findings {
      precondition((1...lines + 1).contains(finding.line), "a line that is not there")
    }
  }
}

/// Drafts stay within their bounds, and one message gives the same ones again.
private func map(_ message: HL7Message, _ mapping: Mapping) {
  let outcome = mapping.outcome(for: message)
  precondition(outcome == mapping.outcome(for: message), "two outcomes of one message")
  guard case .drafts(let drafts, _) = outcome else { return }
  precondition(!drafts.isEmpty && drafts.count <= MappingLimits.draftsMax, "so many drafts")
  for draft in drafts {
    precondition(!draft.dedupKey.isEmpty, "no key")
    // Labels, marks and the advice to call the source come on top of what is shown.
    let most = 2 * MappingLimits.whatBytesMax
    precondition(draft.content.what.utf8.count <= most, "a page too long to read")
    precondition(draft.content.location.utf8.count <= 2 * MappingLimits.textBytesMax, "a place")
  }
}
