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
      for identifier in person.responder.identifiers {
        if let other = people.first(where: { $0.responder.identifiers.contains(identifier) }) {
          item.refuse(
            "\"\(other.responder.id)\" on line \(other.line) has the identifier"
              + " \(identifier.text) too: it belongs to one person")
        }
      }
      people.append(person)
    }
  }

  private static func person(_ value: YAMLValue) -> Person? {
    let keys = [
      "id", "name", "telephone", "desk", "trainee", "rota-manager", "until", "identifiers",
    ]
    guard let object = value.object(keys) else { return nil }
    let id = object.required("id", example: "id: dr.example")?.name()
    let name = object.required("name", example: "name: Dr Example")?.text()
    let until = object["until"]?.instant()
    let telephone = object["telephone"].flatMap { $0.telephone() }
    let desk = object["desk"]?.flag() ?? false
    let statedTrainee = object["trainee"]?.flag()
    let statedManager = object["rota-manager"]?.flag()
    let (trainee, manager) = (statedTrainee ?? false, statedManager ?? false)
    let identifiers = object["identifiers"].map(identifiers)
    guard let id, let name else { return nil }
    if desk, trainee { value.refuse("a desk is no trainee: remove desk or trainee") }
    var responder = Responder(id: ResponderID(id), name: name, validUntil: until)
    responder.telephone = telephone ?? ""
    responder.identifiers = identifiers ?? []
    responder.isTrainee = trainee
    responder.isRotaManager = manager
    var listed = ListedPerson(id: responder.id, name: name)
    listed.telephone = telephone
    listed.isTrainee = statedTrainee
    listed.isRotaManager = statedManager
    listed.until = until
    listed.identifiers = identifiers
    return Person(responder: responder, listed: listed, isDesk: desk, line: value.line)
  }

  /// `AUTHORITY/ID` each, as clinical systems name the person.
  private static func identifiers(_ value: YAMLValue) -> [ProviderReference] {
    (value.items(max: AccountFault.identifiersMax) ?? []).compactMap { item in
      guard let text = item.text() else { return nil }
      let isShort = text.utf8.count <= AccountFault.identifierBytesMax
      guard isShort, let reference = ProviderReference(text: text) else {
        item.refuse(
          "\(item.label) is \"\(text)\", which names nobody: write AUTHORITY/ID, as in NORTH/7701")
        return nil
      }
      return reference
    }
  }
}
