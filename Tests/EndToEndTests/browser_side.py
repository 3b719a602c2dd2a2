# Tocsin — EndToEndTests: a browser that signs in, from outside
# SPDX-License-Identifier: Apache-2.0
"""Cookies and an Ed25519 key, as the web client keeps them."""

import base64
import hashlib
import http.client
import json
import os
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

WAIT = 30


def text(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Browser:
    """One browser at one gateway, `(host, port)`. Keeps what `Set-Cookie` says."""

    def __init__(self, address):
        self.address = address
        self.cookies = {}
        self.key = Ed25519PrivateKey.generate()

    def ask(self, method, target, body=b"", headers=None):
        """Status, headers and body of one request."""
        fields = {"X-Tocsin": "1", "Sec-Fetch-Site": "same-origin", **(headers or {})}
        if self.cookies:
            fields["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection(*self.address, timeout=WAIT)
        try:
            connection.request(method, target, body=body or None, headers=fields)
            reply = connection.getresponse()
            data = reply.read()
        finally:
            connection.close()
        for value in reply.headers.get_all("Set-Cookie") or []:
            name, _, rest = value.partition("=")
            kept = rest.partition(";")[0]
            if "Max-Age=0" in value or not kept:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = kept
        return reply.status, reply.headers, data

    def bind(self):
        """Begins a session with the proof that the cookies hold; its JSON."""
        proof = self.cookies["__Host-tocsin-proof"]
        public = self.key.public_key().public_bytes_raw()
        digest = hashlib.sha256(proof.encode()).digest()
        signature = self.key.sign(b"tocsin/session/v1\0" + digest + public)
        body = json.dumps({"key": text(public), "signature": text(signature)}).encode()
        status, _, data = self.ask(
            "POST", "/v1/session", body, {"Content-Type": "application/json"})
        assert status == 201, (status, data[:400])
        return json.loads(data)

    def signed(self, method, target, body=b""):
        """One request of the session: status and JSON, None where there is none."""
        at, nonce = int(time.time() * 1000), os.urandom(16)
        head = f"tocsin/request/v1\0{method} {target}\n{at}\n".encode()
        signature = self.key.sign(head + nonce + hashlib.sha256(body).digest())
        value = f"Tocsin-Session ms={at},nonce={text(nonce)},sig={text(signature)}"
        headers = {"Authorization": value}
        if body:
            headers["Content-Type"] = "application/json"
        status, _, data = self.ask(method, target, body, headers)
        return status, json.loads(data) if data else None
