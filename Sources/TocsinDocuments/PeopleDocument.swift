// Tocsin — Documents: people.yaml
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// A value with the line that it stands on.
struct Lined<Value> {
  let value: Value
  let line: Int
}

/// The people of the hospital that can be paged.
struct PeopleDocument {
  /// One person, with what only the checks need.
  struct Person {
    var responder: Responder
    /// What the document states, and nothing that it leaves open.
    let listed: ListedPerson
    /// A place that is staffed at all hours.
    var isDesk: Bool
    let line: Int

    /// Someone there can be rung (S24).
    var canBeRung: Bool { isDesk || !responder.telephone.isEmpty }
  }

  let path: String
  var people: [Person] = []

  init(_ root: YAMLValue) {
    path = root.log.path
    guard
      let items = root.object(["people"])?
        .required("people", example: "people: with a list under it")?.list()
    else { return }
    var lines: [ResponderID: Int] = [:]
    for item in items {
      guard let person = Self.person(item) else { continue }
      if let line = lines[person.responder.id] {
        item.refuse(
          "the id \"\(person.responder.id)\" stands on line \(line) already: choose another one")
        continue
      }
      lines[person.responder.id] = item.line
      people.append(person)
    }
  }

  private static func person(_ value: YAMLValue) -> Person? {
    let keys = ["id", "name", "telephone", "desk", "trainee", "rota-manager", "until"]
    guard let object = value.object(keys) else { return nil }
    let id = object.required("id", example: "id: dr.example")?.name()
    let name = object.required("name", example: "name: Dr Example")?.text()
    let until = object["until"]?.instant()
    let telephone = object["telephone"].flatMap(telephone)
    let desk = object["desk"]?.flag() ?? false
    let statedTrainee = object["trainee"]?.flag()
    let statedManager = object["rota-manager"]?.flag()
    let (trainee, manager) = (statedTrainee ?? false, statedManager ?? false)
    guard let id, let name else { return nil }
    if desk, trainee { value.refuse("a desk is no trainee: remove desk or trainee") }
    var responder = Responder(id: ResponderID(id), name: name, validUntil: until)
    responder.telephone = telephone ?? ""
    responder.isTrainee = trainee
    responder.isRotaManager = manager
    var listed = ListedPerson(id: responder.id, name: name)
    listed.telephone = telephone
    listed.isTrainee = statedTrainee
    listed.isRotaManager = statedManager
    listed.until = until
    return Person(responder: responder, listed: listed, isDesk: desk, line: value.line)
  }

  private static func telephone(_ value: YAMLValue) -> String? {
    guard let text = value.text() else { return nil }
    let digits = text.filter { $0.isASCII && $0.isNumber }
    let others = text.filter { !$0.isASCII || !($0.isNumber || "+-/(). #*".contains($0)) }
    guard digits.count >= 2, others.isEmpty else {
      value.refuse(
        "\(value.label) is \"\(text)\", which cannot be dialled: write digits, as in \"4321\"")
      return nil
    }
    return text
  }
}
