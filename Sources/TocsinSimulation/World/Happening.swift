// Tocsin — Simulation: what can happen in a world
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Everything that can stand on a world's agenda.
enum Happening {
  // Sources
  case report
  case storm
  case revise
  case send(Int)
  case bytes(Int)
  // People who page by hand
  case call
  case place(call: Int)
  // The gateway's passes
  case pager
  case courier
  case tell
  case carrier
  case notice
  case leavers
  case duties
  // Devices and people
  case fetch(Int)
  case decide(device: Int, page: PageID)
  case followUp(device: Int, page: PageID)
  case letter(Int)
  case pushed(Int)
  case openList(device: Int)
  // Handovers by two persons
  case offer
  case take(Handover)
  case giveUp(Handover)
  // The hospital and its misfortunes
  case edit
  case event
  case episode
  case restart
  case staleHand
  case sweep

  /// What a violation says that was happening.
  var words: String {
    switch self {
    case .report, .storm: "a source has results"
    case .revise: "a laboratory has something new to say"
    case .send: "a source sends"
    case .bytes: "bytes of a source arrive"
    case .call, .place: "somebody calls by hand"
    case .pager: "the pager's pass"
    case .courier: "the courier's pass"
    case .tell: "the teller's pass"
    case .carrier: "the carrier's pass"
    case .notice: "documents are read again"
    case .leavers: "those who left are released"
    case .duties: "duties are looked at"
    case .offer, .take, .giveUp: "a duty is handed over"
    case .fetch: "a device fetches"
    case .decide, .followUp: "a person decides"
    case .letter: "a device answers"
    case .pushed: "a push arrives"
    case .openList: "a person opens the list"
    case .edit: "the hospital is edited"
    case .event: "something else happens to an alert"
    case .episode: "an episode begins"
    case .restart: "the gateway starts"
    case .staleHand: "a hand that comes too late"
    case .sweep: "the sweep"
    }
  }
}
