# Tocsin — Verifier: the formats of the trail, read and hashed
# SPDX-License-Identifier: Apache-2.0
"""What Documentation/trail.md says, in Python: leaves, tree, checkpoints. See tocsin_verify.py."""

import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

EVENTS = """opened repeated changed paged resounded delivered displayed answered acknowledged
declined step-passed cycle-started exhausted reminded released withdrawn held stale ended retracted
resolved moved handoff refused noticed superseded late reassigned""".split()
REASONS = """reported on-call copy fallback sounds-again wait-over nobody-on-call nobody-reachable
nobody-new all-declined cycles-used-up accepted declined wrong-person coming arrived call-back
given-back read-back read-back-missing seen stale-response no-duty taken-by-another
repeated-response overdue not-opened content-changed source-holds source-silent source-ended
source-resolved source-retracted responder-resolved person-left shift-ended subject-moved replaced
device-said limit-reached outage subject-merged maintenance called-by-hand by-telephone called-next
reassigned caller-corrected caller-resolved stood-down rung outside-hours not-useful""".split()


def sha256(data):
    return hashlib.sha256(data).digest()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def signed_by(key, signature, data):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
        return True
    except (InvalidSignature, ValueError):
        return False


class Bad(Exception):
    """Bytes or text that are not of their form."""


class Reader:
    """Fields one after the other; `Bad` at the end of the bytes."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise Bad("too short")
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, count):
        return int.from_bytes(self.take(count), "big")

    def text(self):
        return self.take(self.number(2)).decode()

    def folded(self):
        """LEB128, as the store writes it."""
        value = shift = 0
        while True:
            byte = self.number(1)
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def end(self):
        if self.at != len(self.data):
            raise Bad("too long")


def uuid_text(data):
    text = data.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def read_body(data):
    """A leaf's canonical bytes, version 1."""
    reader = Reader(data)
    if reader.number(1) != 1:
        raise Bad("unknown version")
    body = {"index": reader.number(8),
            "at": int.from_bytes(reader.take(8), "big", signed=True), "actor": reader.text()}
    body["device"] = uuid_text(reader.take(16)) if reader.number(1) else None
    for field in ("action", "object"):
        body[field] = reader.text()
    body["refused"] = reader.number(1) == 1
    body["reason"] = reader.text()
    body["commitment"] = reader.take(32)
    reader.end()
    return body


def read_entries(data):
    """The trail entries of a transition: time, event, reason, text."""
    reader = Reader(data)
    if reader.number(1) != 1:
        raise Bad("unknown version")
    entries = []
    for _ in range(reader.folded()):
        time = reader.folded()
        entries.append(((time >> 1) ^ -(time & 1), EVENTS[reader.number(1)],
                        REASONS[reader.number(1)], reader.take(reader.folded()).decode()))
    reader.end()
    return entries


# The tree (RFC 6962 §2.1)


def leaf_hash(body):
    return sha256(b"\0" + body)


def node_hash(left, right):
    return sha256(b"\1" + left + right)


class Tree:
    """The roots of the complete subtrees so far, largest first."""

    def __init__(self):
        self.size, self.stack = 0, []

    def append(self, leaf):
        height = 0
        while self.stack and self.stack[-1][0] == height:
            leaf = node_hash(self.stack.pop()[1], leaf)
            height += 1
        self.stack.append((height, leaf))
        self.size += 1

    def root(self):
        if not self.stack:
            return sha256(b"")
        root = self.stack[-1][1]
        for _, left in reversed(self.stack[:-1]):
            root = node_hash(left, root)
        return root


def root_by_proof(leaf, index, size, proof):
    """The root to which an inclusion proof leads (RFC 9162 §2.1.3.2)."""
    if index >= size:
        raise Bad("the leaf is not in the tree")
    place, last = index, size - 1
    for step in proof:
        if last == 0:
            raise Bad("the proof is too long")
        if place & 1 or place == last:
            leaf = node_hash(step, leaf)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            leaf = node_hash(leaf, step)
        place, last = place >> 1, last >> 1
    if last:
        raise Bad("the proof is too short")
    return leaf


# Checkpoints (C2SP tlog-checkpoint, signed-note)


class Key:
    """A verifier key: NAME+HASH+KEY."""

    def __init__(self, text):
        self.text = text
        parts = text.split("+", 2)
        if len(parts) != 3:
            raise Bad("no verifier key")
        key = base64.b64decode(parts[2], validate=True)
        self.name, self.bytes = parts[0], key[1:]
        self.hash = sha256(self.name.encode() + b"\n" + key)[:4]
        if key[0] != 1 or len(key) != 33 or self.hash.hex() != parts[1]:
            raise Bad("no verifier key of Ed25519")

    def opens(self, note):
        """Size and root of a checkpoint that this key has signed."""
        text, _, signatures = note.partition("\n\n")
        lines = text.split("\n")
        if len(lines) < 3 or lines[0] != self.name or not lines[1].isdecimal():
            raise Bad("no checkpoint of this site")
        for line in signatures.split("\n"):
            words = line.split(" ")
            if len(words) != 3 or words[:2] != ["\u2014", self.name]:
                continue
            value = base64.b64decode(words[2])
            if value[:4] == self.hash and signed_by(self.bytes, value[4:], (text + "\n").encode()):
                return int(lines[1]), base64.b64decode(lines[2])
        raise Bad("not signed by this site")
