#!/usr/bin/env python3
# Tocsin — DeviceClient: an independent device that enrols, receives, opens and answers
# SPDX-License-Identifier: Apache-2.0
"""A device without a browser, for tests and for whoever writes another client.

    tocsin_device.py enrol 'http://127.0.0.1:8080/enrol#TOKEN' --state device.json
    tocsin_device.py listen --state device.json
    tocsin_device.py accept PAGE --state device.json

The state file holds the device's secret keys in the clear: it is for trying things out.
Exit codes: 0 done, 1 what was asked for does not hold, 64 wrong usage.
"""

import argparse
import email.utils
import http.client
import json
import os
import secrets
import socket
import sys
import time
import urllib.parse
import uuid

from nacl.public import PrivateKey
from nacl.signing import SigningKey

import wire

SILENCE_SECONDS = 40
BACKOFF_SECONDS = [1, 2, 4, 8, 15]
WINDOW = 64
QUIET_TYPES = (4, 5, 9, 11)


class Failed(Exception):
    """The gateway refused; `status` is its HTTP status, 0 when it could not be reached."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


class Device:
    """One enrolled device. Everything it must not forget is in `state`, a JSON object."""

    def __init__(self, state, path=None):
        self.state = state
        self.path = path
        self.skew = 0
        keys = {name: bytes.fromhex(text) for name, text in state["keys"].items()}
        self.accept = SigningKey(keys["accept"])
        self.notify_secret = keys["notify"]
        self.notify_public = bytes(PrivateKey(keys["notify"]).public_key)
        self.site = uuid.UUID(state["site"])
        self.id = uuid.UUID(state["device"])
        self.signer = wire.unb64(state["signer"])

    # Enrolment and state

    @classmethod
    def enrol(cls, link, name="Python device", path=None):
        """Makes keys and spends the link. Raises Failed with 409 spent, 410 expired or unknown."""
        base, _, token = link.partition("/enrol#")
        secrets_by_name = {
            role: secrets.token_bytes(32) for role in ("notify", "accept", "detail", "unlocked")}
        public = {
            role: bytes(PrivateKey(secret).public_key if role in ("notify", "detail")
                        else SigningKey(secret).verify_key)
            for role, secret in secrets_by_name.items()}
        proof = wire.sign_enrolment(
            SigningKey(secrets_by_name["accept"]), token, list(public.values()))
        body = json.dumps({
            "token": token, "name": name, "proof": wire.b64(proof),
            "keys": {role: wire.b64(key) for role, key in public.items()}}).encode()
        status, _, answer = exchange(
            base, "POST", "/v1/devices", body, {"Content-Type": "application/json"})
        if status != 201:
            raise Failed(status, problem(status, answer))
        state = json.loads(answer)
        state.update(
            base=base, counter=0, window={"highest": 0, "seen": []}, pages={},
            keys={role: secret.hex() for role, secret in secrets_by_name.items()})
        device = cls(state, path)
        device.save()
        return device

    @classmethod
    def load(cls, path):
        with open(path, encoding="utf-8") as file:
            return cls(json.load(file), path)

    def save(self):
        if self.path is None:
            return
        draft = f"{self.path}.new"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(self.state, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self.path)

    # Requests

    def now(self):
        """The gateway's time as well as it is known, in milliseconds since 1970."""
        return int(time.time() * 1000) + self.skew

    def authorization(self, method, target, body):
        at, nonce = self.now(), secrets.token_bytes(16)
        signature = wire.sign_request(self.accept, method, target, body, at, nonce)
        return (f"Tocsin-Device id={self.id},ms={at},nonce={wire.b64(nonce)},"
                f"sig={wire.b64(signature)}")

    def learn_skew(self, headers):
        """Takes the time of a refusal; False when it is no news."""
        date = headers.get("Date")
        if date is None:
            return False
        theirs = int(email.utils.parsedate_to_datetime(date).timestamp() * 1000)
        skew = theirs - int(time.time() * 1000)
        if abs(skew - self.skew) < 1500:
            return False
        self.skew = skew
        return True

    def request(self, method, target, body=b"", headers=None):
        """One signed request, signed again once when the gateway's clock is another."""
        for attempt in (1, 2):
            signed = dict(headers or {}, Authorization=self.authorization(method, target, body))
            status, got, answer = exchange(self.state["base"], method, target, body, signed)
            if status != 401 or attempt == 2 or not self.learn_skew(got):
                break
        if status >= 400:
            raise Failed(status, problem(status, answer))
        return answer

    def me(self):
        """Whom the gateway takes this device for: responder, name, roles, site."""
        return json.loads(self.request("GET", "/v1/me"))

    # Envelopes

    def take(self, data):
        """Takes one envelope: opens, drops what was taken before, collapses by page id.

        Returns the Envelope, or None for one taken before. Raises wire.Refused.
        """
        envelope = wire.open_envelope(
            data, site=self.site, device=self.id, signer=self.signer,
            notify_secret=self.notify_secret, notify_public=self.notify_public)
        if not take_seq(self.state["window"], envelope.seq):
            return None
        known = self.state["pages"].get(str(envelope.page))
        if known is None or known["seq"] < envelope.seq:
            self.state["pages"][str(envelope.page)] = {
                "seq": envelope.seq, "type": envelope.type, "priority": envelope.priority,
                "attempt": envelope.attempt, "digest": envelope.digest.hex(),
                "content": content_after(known, envelope)}
        self.save()
        return envelope

    def receive(self, data):
        """Takes one envelope and says "received" where the gateway waits to hear it."""
        envelope = self.take(data)
        if envelope is not None and envelope.type not in QUIET_TYPES:
            self.answer(str(envelope.page), "received")
        return envelope

    def fetch(self):
        """Yields what the mailbox holds after the highest seq that was taken."""
        after, more = self.state["window"]["highest"], True
        while more:
            target = f"/v1/devices/{self.id}/envelopes?after={after}&limit=64"
            batch = json.loads(self.request("GET", target))
            for one in batch["envelopes"]:
                after = max(after, one["seq"])
                envelope = self.receive(wire.unb64(one["envelope"]))
                if envelope is not None:
                    yield envelope
            more = batch["more"] and bool(batch["envelopes"])

    def stream(self):
        """Yields envelopes as they come, until the stream ends or falls silent."""
        target = f"/v1/devices/{self.id}/stream"
        headers = {"Accept": "text/event-stream",
                   "Last-Event-ID": str(self.state["window"]["highest"])}
        for attempt in (1, 2):
            headers["Authorization"] = self.authorization("GET", target, b"")
            connection = connect(self.state["base"], SILENCE_SECONDS)
            connection.request("GET", target, headers=headers)
            response = connection.getresponse()
            if response.status != 401 or attempt == 2 or not self.learn_skew(response.headers):
                break
            connection.close()
        if response.status != 200:
            raise Failed(response.status, problem(response.status, response.read()))
        try:
            for event, data in events(response):
                envelope = self.receive(wire.unb64(data)) if event == "envelope" else None
                if envelope is not None:
                    yield envelope
        finally:
            connection.close()

    def listen(self):
        """Yields envelopes for ever: catches up, follows the stream, comes back after a pause."""
        failures = 0
        while True:
            try:
                yield from self.fetch()
                failures = 0
                yield from self.stream()
            except Failed as failure:
                if failure.status == 403:
                    raise
            except OSError:
                pass
            time.sleep(BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS) - 1)])
            failures += 1

    def open_list(self, limit=64):
        """Opens the list behind an "N more" page: `opened` pages come by the mailbox, `left` stay.

        Nothing is answered by it; each page that comes is answered for itself.
        """
        return json.loads(self.request("POST", f"/v1/devices/{self.id}/more?limit={limit}"))

    # Answers

    def sign(self, page, kind, reason=0, argument=0):
        """A signed TCA1 with the next counter, which is spent whether it is sent or not."""
        known = self.state["pages"][page]
        self.state["counter"] += 1
        self.save()
        answer = wire.Answer(
            wire.KINDS[kind], uuid.UUID(page), bytes.fromhex(known["digest"]),
            self.state["counter"], self.now(), reason, argument)
        return wire.sign_answer(answer, site=self.site, device=self.id, accept=self.accept)

    def send(self, answer):
        """Sends one TCA1, gives the verified Receipt. The same bytes may be sent again."""
        receipt = self.request(
            "POST", f"/v1/devices/{self.id}/answers", answer,
            {"Content-Type": "application/octet-stream"})
        return wire.open_receipt(
            receipt, answer, site=self.site, device=self.id, signer=self.signer)

    def answer(self, page, kind, reason=0, argument=0):
        return self.send(self.sign(page, kind, reason, argument))


def content_after(known, envelope):
    """A page brings its content whole; what ends one may be empty and leaves what was known."""
    if envelope.type in (1, 2, 6, 10) or known is None:
        return envelope.content
    filled = {name: value for name, value in envelope.content.items() if value}
    return {**known["content"], **filled}


def take_seq(window, seq):
    """The replay window: the highest seq and those of the last 64 that were taken."""
    if seq + WINDOW <= window["highest"] or seq in window["seen"]:
        return False
    window["highest"] = max(window["highest"], seq)
    window["seen"] = [one for one in window["seen"] + [seq] if one + WINDOW > window["highest"]]
    return True


def connect(base, timeout=10):
    parts = urllib.parse.urlsplit(base)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    return kind(parts.netloc, timeout=timeout)


def exchange(base, method, target, body, headers):
    connection = connect(base)
    try:
        connection.request(method, target, body=body or None, headers=headers)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    except (OSError, http.client.HTTPException) as error:
        raise Failed(0, f"the gateway did not answer: {error}") from error
    finally:
        connection.close()


def problem(status, body):
    """The detail of an application/problem+json, or the status alone."""
    try:
        told = json.loads(body)
        return f"{status}: {told.get('detail') or told.get('title')}"
    except (ValueError, AttributeError):
        return f"{status}"


def events(response):
    """Yields (event, data) of a text/event-stream until it ends."""
    event, data = "message", []
    while True:
        try:
            line = response.readline()
        except (socket.timeout, http.client.HTTPException):
            return
        if not line:
            return
        text = line.decode("utf-8").rstrip("\r\n")
        if not text:
            if data:
                yield event, "\n".join(data)
            event, data = "message", []
            continue
        name, _, value = text.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            event = value
        elif name == "data":
            data.append(value)


def describe(envelope):
    return json.dumps({
        "page": str(envelope.page), "seq": envelope.seq, "attempt": envelope.attempt,
        "type": wire.TYPES.get(envelope.type, envelope.type), "test": envelope.is_test,
        "priority": wire.PRIORITIES.get(envelope.priority, envelope.priority),
        "content": envelope.content})


def arguments():
    parser = argparse.ArgumentParser(
        description="A Tocsin device without a browser.",
        epilog="example: tocsin_device.py listen --state device.json")
    parser.add_argument("--state", default="device.json", help="where the device is kept")
    kinds = [kind for kind in wire.KINDS]
    commands = parser.add_subparsers(dest="command", required=True)
    enrol = commands.add_parser("enrol", help="spend an enrolment link")
    enrol.add_argument("link")
    enrol.add_argument("--name", default="Python device")
    commands.add_parser("me", help="show whom this device is for")
    commands.add_parser("fetch", help="print what waits, one JSON object a line")
    commands.add_parser("listen", help="print what comes, until interrupted")
    more = commands.add_parser("more", help="open the list behind an \"N more\" page")
    more.add_argument("--limit", type=int, default=64)
    for kind in kinds:
        one = commands.add_parser(kind, help=f"answer a page: {kind}")
        one.add_argument("page")
        one.add_argument("--reason", type=int, default=0)
        one.add_argument("--argument", type=int, default=0, help="minutes, for coming-in")
    for command in commands.choices.values():
        command.add_argument("--state", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    return parser


def run(options):
    if options.command == "enrol":
        device = Device.enrol(options.link, options.name, options.state)
        print(json.dumps({"device": str(device.id), "responder": device.state["responder"]}))
        return 0
    device = Device.load(options.state)
    if options.command == "me":
        print(json.dumps(device.me()))
    elif options.command == "more":
        print(json.dumps(device.open_list(options.limit)))
    elif options.command in ("fetch", "listen"):
        for envelope in device.fetch() if options.command == "fetch" else device.listen():
            print(describe(envelope), flush=True)
    else:
        receipt = device.answer(
            options.page, options.command, options.reason, options.argument)
        print(json.dumps({
            "result": wire.RESULTS.get(receipt.result, receipt.result),
            "phase": wire.PHASES.get(receipt.phase, receipt.phase)}))
        return 0 if receipt.is_taken else 1
    return 0


def main():
    parser = arguments()
    try:
        options = parser.parse_args()
    except SystemExit as stop:
        sys.exit(64 if stop.code else 0)
    try:
        sys.exit(run(options))
    except (Failed, wire.Refused) as error:
        print(f"tocsin_device: {error}", file=sys.stderr)
    except KeyError as error:
        print(f"tocsin_device: no such page on this device: {error}", file=sys.stderr)
    except FileNotFoundError as error:
        print(f"tocsin_device: {error.filename} is missing: enrol first", file=sys.stderr)
    except KeyboardInterrupt:
        sys.exit(0)
    sys.exit(1)


if __name__ == "__main__":
    main()
