// Tocsin — Core: an alert and its people as they are before anything has happened
// SPDX-License-Identifier: Apache-2.0

/// What lies outside the core makes these values when it reads them back, and then sets the rest.
extension Alert {
  /// An alert at revision 0 without duties, as a draft describes it.
  package init(
    _ draft: AlertDraft, as id: AlertID, under policy: PolicyReference, at openedAt: Timestamp
  ) {
    self.init(
      id: id, revision: 0, integration: draft.integration, dedupKey: draft.dedupKey,
      world: draft.world, kind: draft.kind, controlID: "", priority: draft.priority,
      content: draft.content, contentRevision: 1, policy: policy, openedAt: openedAt, duties: [],
      pageCount: 0, repeats: 0, held: .zero, endedAt: nil, retractedAt: nil, isStale: false)
  }
}

extension Alert {
  /// The alert's life without its content: whom it concerned, where, what and under which key is
  /// gone, and who did what stays.
  package var withoutContent: Alert {
    Alert(
      id: id, revision: revision, integration: integration, dedupKey: "", world: world, kind: kind,
      controlID: "", priority: priority, content: AlertContent(what: ""),
      contentRevision: contentRevision, policy: policy, openedAt: openedAt, duties: duties,
      pageCount: pageCount, repeats: repeats, held: held, endedAt: endedAt,
      retractedAt: retractedAt, isStale: isStale)
  }

  /// When its last duty was resolved; nil while it is open.
  package var closedAt: Timestamp? {
    guard isClosed else { return nil }
    let ends = duties.compactMap { duty -> Timestamp? in
      if case .resolved(_, let at) = duty.phase { at } else { nil }
    }
    return ends.max() ?? openedAt
  }
}

extension PagedResponder {
  /// A person who was just asked for the first time.
  package init(
    _ responder: ResponderID, page: PageID, at position: StepPosition, isCopy: Bool
  ) {
    self.init(
      responder: responder, page: page, position: position, attempt: 1, standing: .asked,
      soundsAt: nil, isDelivered: false, isDisplayed: false, isCopy: isCopy, isFallback: false,
      why: "")
  }
}

extension PageOrder {
  /// The order for the page of `person`, as their duty stands.
  package init(_ person: PagedResponder, of duty: Duty, type: PageType, devices: [DeviceID]) {
    self.init(
      page: person.page, role: duty.role, responder: person.responder, type: type,
      position: person.position, attempt: person.attempt, devices: devices, why: person.why,
      isFallback: person.isFallback, movesOnAt: duty.phase.deadline)
  }
}
