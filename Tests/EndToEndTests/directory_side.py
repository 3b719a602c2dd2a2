# Tocsin — EndToEndTests: a hospital's directory, for every suite
# SPDX-License-Identifier: Apache-2.0
"""Speaks SCIM 2.0 (RFC 7644) to a gateway with a key of its own."""

import json

from device_side import http_call
from harness import told

ACCOUNT = "urn:tocsin:scim:schemas:1.0:Account"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Reply:
    """What the gateway answered."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = {name.lower(): value for name, value in dict(headers).items()}
        self.body = json.loads(body) if body else None

    @property
    def ids(self):
        return [one["id"] for one in self.body["Resources"]]


class DirectorySide:
    """A directory that keeps the people of one gateway."""

    def __init__(self, gateway, name="entra"):
        self.gateway = gateway
        self.name = name
        self.key = told("directory-key", "make", "--data", gateway.data, name).strip()

    def ask(self, method, path, body=None, key=None, **headers):
        sent = {"Authorization": f"Bearer {key or self.key}"}
        if body is not None:
            sent["Content-Type"] = "application/scim+json"
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        return Reply(*http_call(self.gateway.base, method, f"/scim/v2{path}", body, sent))

    def patch(self, path, *operations, **headers):
        body = {"schemas": [PATCH], "Operations": list(operations)}
        return self.ask("PATCH", path, body, **headers)

    def provision(self, user_name, **more):
        made = self.ask("POST", "/Users", {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": user_name, "displayName": user_name, "active": True, **more})
        if made.status != 201:
            raise AssertionError(f"{made.status}: {made.body}")
        return made.body["id"]

    def group(self, name, *members):
        made = self.ask("POST", "/Groups", {
            "displayName": name, "members": [{"value": one} for one in members]})
        if made.status != 201:
            raise AssertionError(f"{made.status}: {made.body}")
        return made.body["id"]
