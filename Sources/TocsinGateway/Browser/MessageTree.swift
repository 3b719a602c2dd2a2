// Tocsin — Gateway: a message as a tree of its parts
// SPDX-License-Identifier: Apache-2.0

package import TocsinHL7

/// A field, or a part of one, with what it holds.
package struct MessagePart: Hashable, Sendable {
  /// `PID-3`, `PID-3[2]`, `PID-3[2].4`, `PID-3[2].4.1`.
  package let path: String
  /// What HL7 calls the field; nil for parts of one, and where no name is known.
  package let name: String?
  /// Its text, decoded and with visible control characters; empty when it has parts.
  package var text = ""
  /// Whether the text is hidden.
  package var isMasked = false
  /// Bytes of the value that are not shown because there are too many.
  package var furtherBytes = 0
  package var parts: [MessagePart] = []
}

/// A segment of the tree.
package struct MessageBranch: Hashable, Sendable {
  /// Its place in the message, counted from 0.
  package let index: Int
  package let code: String
  package let name: String?
  package let byteCount: Int
  /// Whether `fields` are given; of a large message only the first segments and a chosen one are.
  package var isOpen = false
  /// The fields that are not empty.
  package var fields: [MessagePart] = []
}

/// Builds the tree of a message; bounded, whatever the message is.
package struct MessageTree {
  /// Parts of one tree; segments beyond are listed closed.
  package static let partsMax = 4_000
  /// Segments that are listed.
  package static let segmentsMax = 2_000
  /// Repetitions of a field, and parts of one part.
  package static let breadthMax = 100
  /// Bytes of one value that are shown.
  package static let valueBytesMax = 400

  package private(set) var branches: [MessageBranch] = []
  /// Segments that are not listed.
  package private(set) var furtherSegments = 0
  private var count = 0
  private let isMasked: Bool

  /// - Parameter open: a segment that is opened whatever stands before it.
  package init(_ message: HL7Message, masked: Bool, open: Int? = nil) {
    isMasked = masked
    if let open, message.segments.indices.contains(open) {
      let branch = branch(message.segments[open])
      count = Self.partsMax / 2
      branches = [branch]
    }
    let chosen = branches.first
    branches = message.segments.prefix(Self.segmentsMax).map { segment in
      if let chosen, chosen.index == segment.index { return chosen }
      return branch(segment)
    }
    furtherSegments = message.segments.count - branches.count
  }

  private mutating func branch(_ segment: HL7Segment) -> MessageBranch {
    let code = segment.name
    var branch = MessageBranch(
      index: segment.index, code: code, name: HL7Names.segment(code),
      byteCount: segment.byteCount)
    guard count < Self.partsMax else { return branch }
    branch.isOpen = true
    // The walk over the fields of a segment that declares delimiters begins with the second.
    let declares = ["MSH", "FHS", "BHS"].contains(code.uppercased())
    if declares { branch.fields.append(leaf(segment.field(1), Place(code, 1))) }
    for (offset, element) in segment.fields.enumerated() {
      guard count < Self.partsMax else { break }
      let place = Place(code, declares ? offset + 2 : offset + 1)
      guard element.presence != .empty, element.presence != .absent else { continue }
      let isLiteral = declares && place.field == 2
      branch.fields.append(
        isLiteral ? leaf(segment.field(2), place) : field(element, place))
    }
    return branch
  }

  /// Where a part stands.
  private struct Place {
    let code: String
    let field: Int
    var component = 1
    var path: String

    init(_ code: String, _ field: Int) {
      self.code = code
      self.field = field
      path = "\(code.uppercased())-\(field)"
    }

    func at(_ path: String, component: Int? = nil) -> Place {
      var copy = self
      copy.path = path
      if let component { copy.component = component }
      return copy
    }
  }

  private mutating func field(_ element: HL7Element, _ place: Place) -> MessagePart {
    let repetitions = Array(element.repetitions.prefix(Self.breadthMax))
    var part = MessagePart(path: place.path, name: HL7Names.field(place.code, place.field))
    guard repetitions.count > 1 else {
      let only = repetition(element.repetition(1), place)
      part.text = only.text
      part.isMasked = only.isMasked
      part.furtherBytes = only.furtherBytes
      part.parts = only.parts
      return part
    }
    count += 1
    for (number, one) in repetitions.enumerated() where count < Self.partsMax {
      part.parts.append(repetition(one, place.at("\(place.path)[\(number + 1)]")))
    }
    return part
  }

  private mutating func repetition(_ element: HL7Element, _ place: Place) -> MessagePart {
    var components: [HL7Element] = []
    var number = 1
    while number <= Self.breadthMax {
      let component = element.component(number)
      guard component.presence != .absent else { break }
      components.append(component)
      number += 1
    }
    guard components.count > 1 else {
      return component(components.first ?? element, place.at(place.path, component: 1))
    }
    count += 1
    var part = MessagePart(path: place.path, name: nil)
    for (offset, one) in components.enumerated() where count < Self.partsMax {
      guard one.presence != .empty else { continue }
      part.parts.append(
        component(one, place.at("\(place.path).\(offset + 1)", component: offset + 1)))
    }
    return part
  }

  private mutating func component(_ element: HL7Element, _ place: Place) -> MessagePart {
    guard element.subcomponent(2).presence != .absent else { return leaf(element, place) }
    count += 1
    var part = MessagePart(path: place.path, name: nil)
    var number = 1
    while number <= Self.breadthMax, count < Self.partsMax {
      let one = element.subcomponent(number)
      guard one.presence != .absent else { break }
      if one.presence != .empty {
        part.parts.append(leaf(one, place.at("\(place.path).\(number)")))
      }
      number += 1
    }
    return part
  }

  private mutating func leaf(_ element: HL7Element, _ place: Place) -> MessagePart {
    count += 1
    let isName = !place.path.contains(".") && !place.path.contains("[")
    var part = MessagePart(
      path: place.path, name: isName ? HL7Names.field(place.code, place.field) : nil)
    let isShown = MessageMask.shows(element, place.code, place.field, place.component)
    if isMasked, !isShown, element.presence == .value {
      part.text = MessageMask.sign
      part.isMasked = true
      return part
    }
    let text = element.raw.count > Self.valueBytesMax * 4 ? "" : element.literalText()
    guard text.utf8.count <= Self.valueBytesMax, !(text.isEmpty && !element.raw.isEmpty) else {
      part.text = VisibleText.text(
        String(decoding: element.raw.prefix(Self.valueBytesMax), as: UTF8.self))
      part.furtherBytes = max(0, element.raw.count - Self.valueBytesMax)
      return part
    }
    part.text = VisibleText.text(text)
    return part
  }
}
