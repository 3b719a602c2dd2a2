// Tocsin — Server: rotas as JSON
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The forms in which routes give rotas. Instants of a rota have its zone's offset.
enum RotaJSON {
  /// Spans of one kind in a preview; later ones are counted only.
  static let spansMax = 500

  static func heading(_ revision: DocumentRevision) -> [(String, JSONValue)] {
    [
      ("rota", .text(revision.name)), ("revision", .number(Int64(revision.revision))),
      ("importedAt", .time(revision.importedAt)), ("author", .text(revision.author)),
      ("reason", .text(revision.reason)), ("acceptance", .text(revision.acceptance)),
    ]
  }

  static func document(_ revision: DocumentRevision) -> JSONValue {
    .object(heading(revision) + [("text", .text(revision.text))])
  }

  static func row(_ row: RotaRow) -> JSONValue {
    .object(
      present(row.present) + [
        ("needs", .number(Int64(row.needs))),
        ("nextGap", row.nextGap.map { gap($0, row.present.zone) } ?? .null),
      ])
  }

  /// Who holds the lines of a rota; `responders` are those of the first.
  static func present(_ now: RotaNow) -> [(String, JSONValue)] {
    [
      ("rota", .text(now.rota.text)), ("title", .text(now.title)), ("at", time(now.at, now.zone)),
      ("until", time(now.until, now.zone)), ("responders", people(now.holders)),
      ("second", people(now.second)), ("trainees", people(now.trainees)),
    ]
  }

  /// What a sentence says as codes with their facts; null when it is of no known form.
  static func reasons(_ sentence: String) -> JSONValue {
    PageReason.reasons(in: sentence).map { reasons in
      .list(
        reasons.map { one in
          .object([("code", .text(one.code))] + one.facts.map { ($0.name, .text($0.value)) })
        })
    } ?? .null
  }

  private static func people(_ holders: [RotaNow.Holder]) -> JSONValue {
    .list(
      holders.map { holder in
        .object([
          ("id", .text(holder.id.text)), ("name", .text(holder.name)), ("why", .text(holder.why)),
          ("reasons", reasons(holder.why)),
        ])
      })
  }

  /// Persons by id and name.
  static func named(_ people: [Responder]) -> JSONValue {
    .list(people.map { .object([("id", .text($0.id.text)), ("name", .text($0.name))]) })
  }

  static func view(_ view: RotaView, at now: Timestamp) -> JSONValue {
    let zone = view.zone
    let people = view.people.values.filter { $0.isValid(at: now) }.sorted { $0.id < $1.id }
    let lines = view.lines.map { line in
      JSONValue.object([
        ("name", .text(line.layer.name)), ("line", .text(line.layer.line.rawValue)),
        ("members", .list(line.layer.members.map { .text($0.text) })),
        ("pattern", pattern(line.layer)),
        ("shifts", .list(line.shifts.map { shift($0, zone) })),
      ])
    }
    return .object(
      heading(view.revision) + [
        ("title", .text(view.rota.title)), ("zone", .text(view.rota.zone)),
        ("holidays", view.rota.holidays.map { .text($0) } ?? .null),
        ("needs", .number(Int64(view.rota.needs))), ("at", time(now, zone)),
        ("from", time(view.from, zone)), ("until", time(view.until, zone)),
        ("text", .text(view.revision.text)), ("layers", .list(lines)),
        ("overrides", .list(view.rota.overrides.map { override($0, zone) })),
        ("shifts", .list(view.shifts.map { shift($0, zone) })),
        ("gaps", .list(view.gaps.map { gap($0, zone) })),
        (
          "holidaysEnd",
          view.rota.holidaysEnd(before: now + .days(365), in: zone).map { .text($0.text) } ?? .null
        ),
        ("people", named(people)),
      ])
  }

  static func prospect(_ prospect: RotaProspect, _ directory: Directory) -> JSONValue {
    let (preview, zone) = (prospect.preview, prospect.zone)
    let responders = (try? directory.snapshot().staffing.responders) ?? [:]
    let named = Set(
      preview.differences.flatMap { $0.before + $0.after } + preview.gaps.flatMap(\.present)
        + (preview.unreachable + preview.doubled).map(\.responder)
        + preview.brokenRests.map(\.broken.night.responder))
    let people = named.sorted().map { id in
      JSONValue.object([
        ("id", .text(id.text)), ("name", .text(responders[id]?.name ?? id.text)),
      ])
    }
    let isClear = prospect.conflicts.isEmpty
    return .object([
      ("rota", .text(prospect.newest.name)),
      ("revision", .number(Int64(prospect.newest.revision))),
      ("at", .time(prospect.at)), ("until", time(preview.until, zone)),
      ("digest", isClear ? .text(Base64URL.encode(prospect.digest)) : .null),
      ("unchanged", .flag(prospect.text == prospect.newest.text)),
      ("text", .text(prospect.text)), ("newestText", .text(prospect.newest.text)),
      ("others", .list(prospect.others.map { other($0, zone) })),
      ("conflicts", .list(prospect.conflicts.map { part($0, zone) })),
      ("differences", list(preview.differences) { difference($0, zone) }),
      ("differenceCount", .number(Int64(preview.differences.count))),
      ("newGaps", list(preview.newGaps) { gap($0, zone) }),
      ("gaps", list(preview.gaps) { gap($0, zone) }),
      ("gapCount", .number(Int64(preview.gaps.count))),
      ("unreachable", list(preview.unreachable) { remark($0, zone) }),
      ("doubled", list(preview.doubled) { remark($0, zone) }),
      ("brokenRests", list(preview.brokenRests) { rest($0, zone) }),
      ("holidaysEnd", preview.holidaysEnd.map { .text($0.text) } ?? .null),
      ("findings", .list(prospect.findings.map { .text($0.text) })),
      ("people", .list(people)),
    ])
  }

  // MARK: - Parts

  /// What a form for layers shows; the turn is null where it is a cycle of lengths.
  private static func pattern(_ layer: RotaLayer) -> JSONValue {
    let turn: (count: Int, unit: String)? =
      switch layer.turn {
      case .daily(let count): (count, "day")
      case .weekly(let count): (count, "week")
      case .monthly(let count): (count, "month")
      case .workingDays(let count): (count, "working day")
      case .cycle: nil
      }
    return .object([
      ("start", .text(layer.start.text)), ("handoff", .text(layer.handoff.text)),
      (
        "turn",
        turn.map {
          .object([("count", .number(Int64($0.count))), ("unit", .text($0.unit))])
        } ?? .null
      ),
      ("end", layer.end.map { .text($0.text) } ?? .null),
      (
        "windows",
        .list(
          layer.restriction.map { window in
            .object([
              ("days", .list(window.days.map { .text(String($0.text.prefix(3))) })),
              ("from", .text(window.from.text)), ("until", .text(window.until.text)),
              ("holidays", .text(window.holidays.rawValue)),
            ])
          })
      ),
    ])
  }

  static func time(_ time: Timestamp, _ zone: ZoneRules) -> JSONValue {
    .text(RFC3339.text(time, in: zone))
  }

  private static func list<Item>(
    _ items: [Item], _ form: (Item) -> JSONValue
  ) -> JSONValue {
    .list(items.prefix(spansMax).map(form))
  }

  private static func ids(_ people: [ResponderID]) -> JSONValue {
    .list(people.map { .text($0.text) })
  }

  private static func shift(_ shift: Shift, _ zone: ZoneRules) -> JSONValue {
    .object([
      ("from", time(shift.from, zone)), ("until", time(shift.until, zone)),
      ("responders", ids(shift.responders)),
      ("second", ids(shift.second.map(\.responder))),
      ("trainees", ids(shift.trainees.map(\.responder))),
      (
        "by",
        .list(
          shift.holders.map { holder in
            switch holder.reason {
            case .layer(_, let layer, _, _): .text("layer:\(layer)")
            case .override: .text("override")
            case .handover: .text("handover")
            case .named: .text("named")
            }
          })
      ),
    ])
  }

  private static func override(_ override: RotaOverride, _ zone: ZoneRules) -> JSONValue {
    .object([
      ("from", time(override.from, zone)), ("until", time(override.until, zone)),
      ("responders", ids(override.responders)),
      ("replaces", override.replaces.map { .text($0.text) } ?? .null),
      ("reason", .text(override.reason)), ("line", .text(override.line.rawValue)),
    ])
  }

  private static func gap(_ gap: RotaGap, _ zone: ZoneRules) -> JSONValue {
    .object([
      ("from", time(gap.from, zone)), ("until", time(gap.until, zone)),
      ("missing", .number(Int64(gap.missing))), ("present", ids(gap.present)),
      ("line", .text(gap.line.rawValue)),
    ])
  }

  private static func difference(_ one: RotaDifference, _ zone: ZoneRules) -> JSONValue {
    .object([
      ("from", time(one.from, zone)), ("until", time(one.until, zone)),
      ("before", ids(one.before)), ("after", ids(one.after)),
      ("gaining", ids(one.gaining)), ("losing", ids(one.losing)),
      ("line", .text(one.line.rawValue)),
    ])
  }

  private static func remark(_ one: DutyRemark, _ zone: ZoneRules) -> JSONValue {
    var rota: RotaID?
    let cause: String
    switch one.cause {
    case .unknown: cause = "unknown"
    case .accountEnded: cause = "account-ended"
    case .noDevice: cause = "no-device"
    case .trainee: cause = "trainee"
    case .alsoOn(let other): (cause, rota) = ("also-on", other)
    }
    return .object([
      ("responder", .text(one.responder.text)), ("from", time(one.from, zone)),
      ("until", time(one.until, zone)), ("cause", .text(cause)),
      ("rota", rota.map { .text($0.text) } ?? .null), ("isNew", .flag(one.isNew)),
      ("line", .text(one.line.rawValue)),
    ])
  }

  private static func rest(_ one: RestRemark, _ zone: ZoneRules) -> JSONValue {
    let broken = one.broken
    return .object([
      ("responder", .text(broken.night.responder.text)),
      ("night", .text(broken.night.rota.text)), ("from", time(broken.night.until, zone)),
      ("next", .text(broken.next.rota.text)), ("until", time(broken.next.from, zone)),
      ("minutes", .number(broken.rest.count / 60_000)),
      ("needed", .number(broken.needed.count / 60_000)), ("isNew", .flag(one.isNew)),
    ])
  }

  private static func other(_ other: RotaOther, _ zone: ZoneRules) -> JSONValue {
    let parts = other.parts.map { part($0, zone) }
    return .object(heading(other.revision) + [("parts", .list(parts))])
  }

  /// `title`, `needs`, `order`, `rest`, `whole`, `layer NAME`, `overrides FROM UNTIL`.
  private static func part(_ part: RotaPart, _ zone: ZoneRules) -> JSONValue {
    switch part {
    case .title: .text("title")
    case .needs: .text("needs")
    case .order: .text("order")
    case .rest: .text("rest")
    case .whole: .text("whole")
    case .layer(let name): .text("layer \(name)")
    case .overrides(let from, let until):
      .text("overrides \(RFC3339.text(from, in: zone)) \(RFC3339.text(until, in: zone))")
    }
  }
}
