// Tocsin — Identity: the door for directories
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
package import TocsinGateway

/// SCIM 2.0 (RFC 7643, RFC 7644) over the accounts: joiners, movers and leavers as a directory
/// tells them, by the same routines that the console and the command line call.
///
/// People are the accounts that have a user name; groups give roles by their names. The caller has
/// checked the directory's key and asked `Access.decide`.
package struct SCIMDoor: DirectoryDoor {
  let accounts: Accounts
  let time: any TimeSource
  let identifiers: any IdentifierSource

  package init(_ surroundings: Surroundings) {
    accounts = Accounts(surroundings)
    time = surroundings.time
    identifiers = surroundings.identifiers
  }

  /// Answers any request; refusals too are SCIM's.
  package func answer(_ request: DirectoryRequest) async -> DirectoryReply {
    do throws(SCIMError) {
      guard let route = SCIMRoute(path: request.path) else { throw SCIMError.nothing }
      guard route.allowed.contains(request.method) else {
        return SCIMReply.refusal(
          SCIMError(405, nil, "this target takes \(route.allowed.joined(separator: " and "))"),
          [("allow", route.allowed.joined(separator: ", "))])
      }
      return try await reply(to: request, at: route)
    } catch {
      return SCIMReply.refusal(error, error.status == 503 ? [("retry-after", "2")] : [])
    }
  }

  private func reply(
    to request: DirectoryRequest, at route: SCIMRoute
  ) async throws(SCIMError) -> DirectoryReply {
    switch route {
    case .configuration: return SCIMReply.object(200, SCIMDiscovery.configuration)
    case .resourceTypes(let id):
      return try discovered(SCIMDiscovery.resourceTypes, id, request.query)
    case .schemas(let id): return try discovered(SCIMDiscovery.schemas, id, request.query)
    case .search(let types):
      return try await list(types, SCIMQuestion(body: try Self.body(of: request)))
    case .resources(let type):
      if request.method == "GET" {
        return try await list([type], SCIMQuestion(query: request.query))
      }
      return try await created(type, request)
    case .resource(let type, let id):
      return try await one(type, id, request)
    }
  }

  /// RFC 7644 §4: a filter on these is refused, so that nobody takes it for obeyed.
  private func discovered(
    _ resources: [SCIMObject], _ id: String?, _ query: String
  ) throws(SCIMError) -> DirectoryReply {
    guard let id else {
      guard try SCIMQuestion(query: query).filter == nil else {
        throw SCIMError(403, nil, "what the door says of itself is not filtered")
      }
      return SCIMReply.object(
        200, SCIMQuestion.list(resources, total: resources.count, from: 1))
    }
    guard let found = SCIMDiscovery.find(id, in: resources) else { throw SCIMError.nothing }
    return SCIMReply.object(200, found)
  }

  private func list(
    _ types: [SCIMResourceType], _ question: SCIMQuestion
  ) async throws(SCIMError) -> DirectoryReply {
    var resources: [(SCIMObject, SCIMResourceType)] = []
    for type in types {
      let found = type == .person ? try await people() : try await groups()
      resources += found.map { ($0, type) }
    }
    return SCIMReply.object(200, question.answer(resources))
  }

  private func created(
    _ type: SCIMResourceType, _ request: DirectoryRequest
  ) async throws(SCIMError) -> DirectoryReply {
    let projection = try SCIMQuestion(query: request.query).projection
    let body = try Self.body(of: request)
    let resource =
      type == .person
      ? try await addPerson(body, by: request.actor) : try await addGroup(body, by: request.actor)
    return SCIMReply.resource(201, resource, type, projection)
  }

  private func one(
    _ type: SCIMResourceType, _ id: String, _ request: DirectoryRequest
  ) async throws(SCIMError) -> DirectoryReply {
    let projection = try SCIMQuestion(query: request.query).projection
    let present = try await standing(type, id)
    switch request.method {
    case "GET":
      if let known = request.headers["if-none-match"], SCIMMeta.names(known, present.revision) {
        return DirectoryReply(
          status: 304, headers: [("etag", SCIMMeta.tag(present.revision))], body: [])
      }
      return SCIMReply.resource(200, present.resource, type, projection)
    case "DELETE":
      try await change(present, request, to: nil)
      return DirectoryReply(status: 204, headers: [], body: [])
    case _:
      let change = try SCIMChange(request.method, Self.body(of: request), type)
      let resource = try await self.change(present, request, to: change)
      return SCIMReply.resource(200, resource ?? present.resource, type, projection)
    }
  }

  /// Carries out a change over what is there; one that somebody else has overtaken is tried again
  /// unless the directory has said which version it means (RFC 7644 §3.14).
  @discardableResult
  private func change(
    _ present: SCIMStanding, _ request: DirectoryRequest, to change: SCIMChange?
  ) async throws(SCIMError) -> SCIMObject? {
    let wanted = request.headers["if-match"]
    var present = present
    for attempt in 1...4 {
      if let wanted, !SCIMMeta.names(wanted, present.revision) { throw SCIMError.overtaken }
      do {
        return try await put(present, change, by: request.actor)
      } catch {
        guard error == SCIMError.overtaken, attempt < 4, wanted == nil else { throw error }
      }
      present = try await standing(present.type, present.id)
    }
    throw SCIMError.overtaken
  }

  private static func body(of request: DirectoryRequest) throws(SCIMError) -> SCIMObject {
    let type = request.headers["content-type"]?.prefix { $0 != ";" }.lowercased()
    let bare = type?.filter { $0 != " " } ?? "application/scim+json"
    guard ["application/scim+json", "application/json"].contains(bare) else {
      throw SCIMError(415, nil, "a body is application/scim+json")
    }
    return try SCIMText.object(request.body)
  }
}

extension DirectoryRequest {
  /// Who it is on the trail.
  var actor: TrailActor { .directory(directory) }
}

extension SCIMError {
  static let nothing = SCIMError(404, nil, "nothing has this path or id")
  static let overtaken = SCIMError(
    412, nil, "the resource has changed since: read it again, then send the change again")
  static let notNow = SCIMError(503, nil, "the store cannot take it: try again after Retry-After")
}

/// What a directory gets, in SCIM's media type.
enum SCIMReply {
  static let type = "application/scim+json"

  static func object(
    _ status: Int, _ object: SCIMObject, _ headers: [(name: String, value: String)] = []
  ) -> DirectoryReply {
    DirectoryReply(
      status: status, headers: [("content-type", type)] + headers, body: SCIMText.bytes(object))
  }

  static func refusal(
    _ error: SCIMError, _ headers: [(name: String, value: String)]
  ) -> DirectoryReply {
    object(error.status, error.body, headers)
  }

  /// A resource with its tag and place.
  static func resource(
    _ status: Int, _ resource: SCIMObject, _ type: SCIMResourceType, _ projection: SCIMProjection
  ) -> DirectoryReply {
    let meta = resource["meta"]?.object
    var headers: [(name: String, value: String)] = []
    if let tag = meta?["version"]?.text { headers.append(("etag", tag)) }
    if let place = meta?["location"]?.text { headers.append(("location", place)) }
    return object(status, projection.of(resource, type), headers)
  }
}
