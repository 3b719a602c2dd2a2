// Tocsin — Gateway: counters and histograms that any thread may add to
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TocsinCore

/// A number that grows; adding costs one atomic addition.
package final class MetricCounter: MetricCell {
  private let value = Atomic<Int>(0)

  package init() {}

  package func add(_ count: Int = 1) { value.wrappingAdd(count, ordering: .relaxed) }

  package var count: Int { value.load(ordering: .relaxed) }

  package func samples(_ labels: [MetricLabel]) -> [MetricSample] {
    [MetricSample(Double(count), labels)]
  }
}

/// How long something took, by fixed bounds: a length costs three atomic additions at most, and
/// none of them waits.
package final class MetricHistogram: MetricCell {
  /// Upper bounds in milliseconds, ascending; what is longer has a place of its own.
  private let bounds: [Int64]
  private let counts: [MetricCounter]
  private let sum = Atomic<Int64>(0)

  package init(_ bounds: [Int64]) {
    self.bounds = bounds
    counts = (0...bounds.count).map { _ in MetricCounter() }
  }

  /// Adds one length; what is negative counts as none.
  package func record(_ length: Milliseconds) {
    let count = max(0, length.count)
    counts[bounds.firstIndex { count <= $0 } ?? bounds.count].add()
    sum.wrappingAdd(count, ordering: .relaxed)
  }

  /// In seconds, each bucket with what the shorter ones have, as the text format wants it.
  package func samples(_ labels: [MetricLabel]) -> [MetricSample] {
    var total = 0
    var samples: [MetricSample] = []
    for (index, counter) in counts.enumerated() {
      total += counter.count
      let bound = index < bounds.count ? "\(Double(bounds[index]) / 1_000)" : "+Inf"
      samples.append(
        MetricSample(Double(total), labels + [MetricLabel("le", bound)], suffix: "_bucket"))
    }
    let seconds = Double(sum.load(ordering: .relaxed)) / 1_000
    samples.append(MetricSample(seconds, labels, suffix: "_sum"))
    samples.append(MetricSample(Double(total), labels, suffix: "_count"))
    return samples
  }
}

/// A counter or a histogram.
package protocol MetricCell: AnyObject, Sendable {
  func samples(_ labels: [MetricLabel]) -> [MetricSample]
}

/// One cell for each pair of words from two closed sets.
struct MetricGrid<Cell: MetricCell>: Sendable {
  private let rows: (label: String, words: [String])
  private let columns: (label: String, words: [String])
  private let cells: [Cell]

  init(
    _ row: String, _ rows: [String], _ column: String, _ columns: [String], _ cell: () -> Cell
  ) {
    self.rows = (row, rows)
    self.columns = (column, columns)
    cells = (0..<rows.count * columns.count).map { _ in cell() }
  }

  subscript(_ row: Int, _ column: Int) -> Cell { cells[row * columns.words.count + column] }

  var samples: [MetricSample] {
    rows.words.indices.flatMap { row in
      columns.words.indices.flatMap { column in
        self[row, column].samples([
          MetricLabel(rows.label, rows.words[row]),
          MetricLabel(columns.label, columns.words[column]),
        ])
      }
    }
  }
}

/// One cell for each word of a closed set.
struct MetricRow<Cell: MetricCell>: Sendable {
  private let label: String
  private let words: [String]
  private let cells: [Cell]

  init(_ label: String, _ words: [String], _ cell: () -> Cell) {
    self.label = label
    self.words = words
    cells = words.map { _ in cell() }
  }

  subscript(_ index: Int) -> Cell { cells[index] }

  var samples: [MetricSample] {
    words.indices.flatMap { cells[$0].samples([MetricLabel(label, words[$0])]) }
  }
}

/// One cell for each list of labels that was met, for names that documents give.
final class MetricBook<Cell: MetricCell>: Sendable {
  private let cells = Mutex<[[MetricLabel]: Cell]>([:])
  private let make: @Sendable () -> Cell

  /// Documents hold far fewer names; what is beyond is not told apart any more (I10).
  private static var entriesMax: Int { 512 }

  init(_ make: @escaping @Sendable () -> Cell) { self.make = make }

  subscript(_ labels: [MetricLabel]) -> Cell {
    cells.withLock { cells in
      if let known = cells[labels] { return known }
      let key =
        cells.count < Self.entriesMax ? labels : labels.map { MetricLabel($0.name, "other") }
      let cell = cells[key] ?? make()
      cells[key] = cell
      return cell
    }
  }

  var samples: [MetricSample] {
    cells.withLock { $0 }.sorted { a, b in
      a.key.map(\.value).lexicographicallyPrecedes(b.key.map(\.value))
    }.flatMap { $0.value.samples($0.key) }
  }
}
