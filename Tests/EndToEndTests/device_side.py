# Tocsin — EndToEndTests: requests and streams of a device, for every suite
# SPDX-License-Identifier: Apache-2.0
"""What a device does: HTTP with a signature, the stream, and what came on it."""

import contextlib
import http.client
import json
import os
import socket
import threading
import time
import urllib.parse

import harness  # noqa: F401  (it finds the device client)
import tocsin_device
import wire


OCTETS = {"Content-Type": "application/octet-stream"}


def http_call(base, method, target, body=None, headers=None, timeout=20):
    """One request as it is given; status, headers, body."""
    parts = urllib.parse.urlsplit(base)
    connection = http.client.HTTPConnection(parts.netloc, timeout=timeout)
    try:
        connection.request(method, target, body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def keyed_call(gateway, key, method, path, body=None):
    """One request of an integration with its key; the status and the JSON of the answer."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    raw = None if body is None else json.dumps(body).encode()
    status, _, said = http_call(gateway.base, method, path, raw, headers)
    return status, json.loads(said) if said else None


def signed_call(device, method, target, body=b"", *, headers=None, at=None, nonce=None,
                signed_target=None):
    """One signed request, never signed again; `at` and `nonce` as given."""
    at = device.now() if at is None else at
    nonce = nonce or os.urandom(16)
    signature = wire.sign_request(
        device.accept, method, signed_target or target, body, at, nonce)
    authorization = (f"Tocsin-Device id={device.id},ms={at},nonce={wire.b64(nonce)},"
                     f"sig={wire.b64(signature)}")
    return http_call(device.state["base"], method, target, body or None,
                     dict(headers or {}, Authorization=authorization))


def signed_json(device, method, target, body=None):
    """The status and the reply of a signed request whose body, if any, is JSON."""
    raw = b"" if body is None else json.dumps(body).encode()
    headers = None if body is None else {"Content-Type": "application/json"}
    status, _, reply = signed_call(device, method, target, raw, headers=headers)
    return status, json.loads(reply) if reply else None


def post_answer(device, answer):
    """Posts one TCA1; status, headers, body."""
    return signed_call(
        device, "POST", f"/v1/devices/{device.id}/answers", answer, headers=OCTETS)


class Mailbox:
    """Follows a device's stream in a thread and opens what comes; sends no receipts."""

    def __init__(self, device, after=0):
        self.device = device
        self.raw = []
        self.envelopes = []
        self.problems = []
        self.changed = threading.Condition()
        self.closing = False
        self.after = after
        self.connection = None
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self):
        while not self.closing:
            try:
                self._read()
            except (OSError, http.client.HTTPException, AttributeError, ValueError):
                pass
            if not self.closing:
                time.sleep(0.2)

    def _read(self):
        self.connection = tocsin_device.connect(self.device.state["base"], 40)
        with contextlib.closing(self.connection):
            self._listen()

    def _listen(self):
        target = f"/v1/devices/{self.device.id}/stream"
        self.connection.request("GET", target, headers={
            "Authorization": self.device.authorization("GET", target, b""),
            "Last-Event-ID": str(self.after)})
        answer = self.connection.getresponse()
        if answer.status != 200:
            self.problems.append(answer.status)
            answer.read()
            time.sleep(0.5)
            return
        for seq, event, data in stream_events(answer):
            if event == "envelope":
                self._take(seq, wire.unb64(data))

    def _take(self, seq, raw):
        with self.changed:
            self.after = max(self.after, seq)
            self.raw.append((seq, raw))
            try:
                envelope = self.device.take(raw)
            except wire.Refused as refusal:
                self.problems.append(str(refusal))
                envelope = None
            if envelope is not None:
                self.envelopes.append(envelope)
            self.changed.notify_all()

    def wait(self, what, wanted, seconds=15):
        """The first envelope that `wanted` takes."""
        end = time.monotonic() + seconds
        with self.changed:
            while True:
                found = next((one for one in self.envelopes if wanted(one)), None)
                if found:
                    return found
                left = end - time.monotonic()
                if left <= 0:
                    raise AssertionError(
                        f"not within {seconds} s: {what}; it has "
                        f"{[(one.type, one.seq) for one in self.envelopes][-8:]} "
                        f"and trouble {self.problems[-3:]}")
                self.changed.wait(left)

    def page_of(self, alert, seconds=15, kind=1, attempt=None):
        """The first envelope of this alert and type (1 preview, 4 withdrawn, …)."""
        return self.wait(
            f"an envelope of type {kind} for alert {alert}",
            lambda one: one.type == kind and one.content.get("alert") == alert
            and attempt in (None, one.attempt), seconds)

    def close(self):
        self.closing = True
        close_connection(self.connection)


def close_connection(connection):
    """Wakes a thread that reads from the connection; closing alone would not."""
    try:
        connection.sock.shutdown(socket.SHUT_RDWR)
    except (OSError, AttributeError):
        pass


def stream_events(answer):
    """Yields (seq, event, data) of a text/event-stream until it ends."""
    seq, event, data = 0, "message", []
    while True:
        line = answer.readline()
        if not line:
            return
        text = line.decode().rstrip("\n")
        if not text:
            if data:
                yield seq, event, "\n".join(data)
            event, data = "message", []
            continue
        name, _, value = text.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            event = value
        elif name == "id":
            seq = int(value)
        elif name == "data":
            data.append(value)
