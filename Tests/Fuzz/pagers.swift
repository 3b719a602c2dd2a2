// Tocsin — Fuzz: whatever a terminal or a sender of old pagers says, however it is split
// SPDX-License-Identifier: Apache-2.0
//
// Sources: Sources/TocsinCore/
// Sources: Sources/TocsinGateway/Ports/ChannelPorts.swift
// Sources: Sources/TocsinGateway/Ports/PagerPorts.swift
// Sources: Sources/TocsinPagers/LineReader.swift
// Sources: Sources/TocsinPagers/PagerAlphabet.swift
// Sources: Sources/TocsinPagers/PagerHost.swift
// Sources: Sources/TocsinPagers/PagerTalk.swift
// Sources: Sources/TocsinPagers/ESPA/
// Sources: Sources/TocsinPagers/SNPP/
// Sources: Sources/TocsinPagers/TAP/
// Sources: Sources/TocsinPagers/WCTP/WCTPRequest.swift
// Sources: Sources/TocsinPagers/WCTP/XMLElement.swift

/// Stands for the error of a port that nothing here uses.
package enum SealingError: Error {}

private let call = OutgoingCall(to: "7701", "Tocsin page 4F7K.", .high)

/// Everything that a caller does, fed in pieces of a size.
private func said(by caller: some PagerTalk, _ input: [UInt8], size: Int) -> [TalkAction] {
  var caller = caller
  var all = caller.begin()
  for start in stride(from: 0, to: input.count, by: size) {
    all += caller.hear(Array(input[start..<min(start + size, input.count)]))
  }
  all += caller.hangUp()
  let ends = all.indices.filter { if case .end = all[$0] { true } else { false } }
  precondition(ends == [all.count - 1], "it ends once, and says nothing after that")
  return all
}

/// Everything that a host does, fed in pieces of a size, where every call is taken.
private func said(by host: some PagerHost, _ input: [UInt8], size: Int) -> [HostAction] {
  var host = host
  var all = host.begin()
  for start in stride(from: 0, to: input.count, by: size) {
    var actions = host.hear(Array(input[start..<min(start + size, input.count)]))
    while !actions.isEmpty {
      let action = actions.removeFirst()
      all.append(action)
      if case .check = action { actions += host.checked(.accepted) }
      if case .take(let calls) = action {
        precondition((1...PagerLimits.pagersMax).contains(calls.calls.count), "a bound was passed")
        for call in calls.calls {
          precondition(!call.pager.isEmpty && !call.text.isEmpty, "an empty call")
        }
        actions += host.taken(.accepted)
      }
    }
  }
  let closes = all.indices.filter { all[$0] == .close }
  precondition(closes.isEmpty || closes == [all.count - 1], "nothing is said after the end")
  return all
}

@_cdecl("LLVMFuzzerTestOneInput")
func fuzzPagers(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  guard let size = input.first.map({ Int($0 % 7) + 1 }), input.count <= 4_096 else { return 0 }
  let rest = Array(input.dropFirst())
  func compare<Action: Equatable>(_ talk: (Int) -> [Action]) {
    precondition(talk(max(rest.count, 1)) == talk(size), "what is said depends on the split")
  }
  compare { said(by: SNPPCaller(call), rest, size: $0) }
  compare { said(by: TAPCaller(call), rest, size: $0) }
  compare { said(by: ESPACaller(call), rest, size: $0) }
  compare { said(by: SNPPHost(name: "c"), rest, size: $0) }
  compare { said(by: TAPHost(name: "c"), rest, size: $0) }
  compare { said(by: ESPAHost(name: "c"), rest, size: $0) }
  if let request = try? WCTPRequest(parsing: rest) {
    precondition(!request.call.pager.isEmpty && !request.call.text.isEmpty, "an empty call")
  }
  return 0
}
