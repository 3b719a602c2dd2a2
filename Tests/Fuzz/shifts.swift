// Tocsin — Fuzz: files of shifts are read within bounds, and in one way
// SPDX-License-Identifier: Apache-2.0
//
// Sources: Sources/TocsinCore/
// Sources: Sources/TocsinGateway/Import/ICalendarLines.swift
// Sources: Sources/TocsinGateway/Import/ICalendarReader.swift
// Sources: Sources/TocsinGateway/Import/ICalendarRule.swift
// Sources: Sources/TocsinGateway/Import/ICalendarTime.swift
// Sources: Sources/TocsinGateway/Import/ShiftFile.swift
// Sources: Sources/TocsinGateway/Import/ShiftTable.swift
// Sources: Sources/TocsinGateway/Identity/CSVText.swift

private let berlin = ZoneRules(
  name: "Europe/Berlin", initialOffsetSeconds: 7_200,
  transitions: [
    ZoneTransition(at: Timestamp(milliseconds: 1_792_890_000_000), offsetSeconds: 3_600),
    ZoneTransition(at: Timestamp(milliseconds: 1_806_195_600_000), offsetSeconds: 7_200),
  ])
/// 1 December 2026.
private let from = Timestamp(milliseconds: 1_796_083_200_000)

/// Reads the bytes as a calendar and as a table, twice each.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzShifts(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let about = FileSurroundings(
    site: SiteID(high: 5, low: 6), zone: berlin,
    rules: { $0 == berlin.name ? berlin : nil }, from: from, until: from + .days(91))
  let lines = bytes.count { $0 == 0x0A || $0 == 0x0D } + 1
  check(lines, about) { () throws(ShiftFileFault) in try ICalendarReader.file(bytes, about) }
  let text = String(decoding: bytes, as: UTF8.self)
  check(lines, about) { () throws(ShiftFileFault) in try ShiftTable.file(text, about) }
  return 0
}

private func check(
  _ lines: Int, _ about: FileSurroundings, _ read: () throws(ShiftFileFault) -> ShiftFile
) {
  let file: ShiftFile
  do throws(ShiftFileFault) {
    file = try read()
  } catch {
    precondition((1...lines).contains(error.line), "a place outside the file")
    return
  }
  precondition(file.shifts.count <= ShiftFile.shiftsMax, "more shifts than allowed")
  for shift in file.shifts {
    precondition(shift.from < shift.until, "a shift that ends before it begins")
    precondition(
      shift.from < about.until && about.from < shift.until, "a shift outside the time looked at")
    precondition((1...lines).contains(shift.line), "a shift from outside the file")
  }
  for remark in file.refused {
    precondition((1...lines).contains(remark.line), "a remark on what is not there")
  }
  let again = try? read()
  precondition(again?.shifts == file.shifts, "read in two ways")
  precondition(again?.refused == file.refused, "refused in two ways")
}
