# Tocsin — DeviceClient: the byte layouts and signing strings of the device protocol
# SPDX-License-Identifier: Apache-2.0
"""TCN1 envelopes, TCA1 answers, TCR1 receipts, as Documentation/device-protocol.md lays them out.

Written from that page alone, on PyNaCl (Ed25519) and pyhpke (HPKE), which share no code with the
gateway or with the browser's client.
"""

import base64
import hashlib
import hmac
import json
import struct
import uuid
from dataclasses import dataclass

import pyhpke
from nacl.exceptions import BadSignatureError, ValueError as BadLength
from nacl.signing import VerifyKey

SUITE = pyhpke.CipherSuite.new(
    pyhpke.KEMId.DHKEM_X25519_HKDF_SHA256, pyhpke.KDFId.HKDF_SHA256, pyhpke.AEADId.AES256_GCM)

HEADER = struct.Struct(">4sBBBB16s16s16s16s16sQQQHH16sI")
ANSWER = struct.Struct(">4sBBBB16s16s16s16s32sQqHH")
RECEIPT = struct.Struct(">4sBBH16s16s32sQQ16s")

TYPES = {1: "preview", 2: "detail", 3: "note", 4: "withdrawn", 5: "re-key", 6: "drill",
         7: "retracted", 8: "ended", 9: "resolved", 10: "more", 11: "stood down"}
PRIORITIES = {1: "crash", 2: "high", 3: "medium", 4: "low"}
KINDS = {"received": 1, "displayed": 2, "accept": 3, "decline": 4, "resolved": 5,
         "wrong-person": 6, "coming-in": 7, "call-me": 8, "give-back": 9, "read-back": 10,
         "seen": 11, "not-useful": 12}
RESULTS = {0: "taken", 1: "repeated", 2: "stale", 3: "taken by another", 4: "no duty"}
PHASES = {0: "none", 1: "escalating", 2: "exhausted", 3: "acknowledged", 4: "resolved"}


class Refused(Exception):
    """An envelope or a receipt that proves nothing; the text names the check that failed."""


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sha256(data):
    return hashlib.sha256(data).digest()


def key_id(public_key):
    """The first 16 bytes of SHA-256 of a public key."""
    return sha256(public_key)[:16]


def check(condition, what):
    if not condition:
        raise Refused(what)


def verify(public_key, signature, data, what="signature"):
    try:
        VerifyKey(public_key).verify(data, signature)
    except (BadSignatureError, BadLength) as error:
        raise Refused(what) from error


@dataclass
class Envelope:
    """One TCN1 envelope that passed every check, with its content as it was sealed."""

    type: int
    priority: int
    flags: int
    site: uuid.UUID
    page: uuid.UUID
    device: uuid.UUID
    seq: int
    issued_at: int
    expires_at: int
    step: int
    attempt: int
    content: dict
    digest: bytes

    @property
    def is_test(self):
        return bool(self.flags & 2) or self.type == 6


def split(data):
    """Form only: the header's fields, enc, ciphertext and signature. Nothing is verified yet."""
    check(len(data) > HEADER.size + 32 + 64 + 16, "length")
    fields = HEADER.unpack_from(data)
    check(fields[0] == b"TCN1", "magic")
    check(fields[1] == 1, "suite")
    check(fields[4] & ~7 == 0, "flags")
    check(len(data) == HEADER.size + 32 + fields[16] + 64, "length")
    return fields, data[136:168], data[168:-64], data[-64:]


def opened(data, *, site, device, signer, notify_secret, notify_public):
    """Verifies and opens one envelope, in the receiver's order; its fields and its plaintext.

    `site` and `device` are UUIDs, `signer` the pinned Ed25519 key, `notify_secret` and
    `notify_public` the device's X25519 pair, all raw 32 bytes. Raises Refused.
    """
    fields, enc, ciphertext, signature = split(data)
    check(fields[9] == key_id(signer), "signer")
    verify(signer, signature, b"tocsin/envelope/v1\0" + data[:-64])
    check(fields[5] == site.bytes, "site")
    check(fields[7] == device.bytes, "device")
    check(fields[8] == key_id(notify_public), "recipient key")
    return fields, unseal(enc, ciphertext, data[:136], notify_secret)


def open_envelope(data, *, site, device, **keys):
    """The envelope of a page, with its content. Raises Refused."""
    fields, padded = opened(data, site=site, device=device, **keys)
    length = int.from_bytes(padded[:2], "big")
    check(len(padded) >= 2 + length and not any(padded[2 + length:]), "padding")
    return Envelope(
        type=fields[2], priority=fields[3], flags=fields[4], site=site,
        page=uuid.UUID(bytes=fields[6]), device=device, seq=fields[10], issued_at=fields[11],
        expires_at=fields[12], step=fields[13], attempt=fields[14],
        content=read_content(padded[2:2 + length]), digest=sha256(data))


def open_document(data, page, number, **recipient):
    """The bytes of one document of a page. Raises Refused."""
    fields, plain = opened(data, **recipient)
    check(TYPES.get(fields[2]) == "note", "type")
    check(fields[6] == page.bytes and fields[14] == number, "other document")
    return plain


def unseal(enc, ciphertext, header, notify_secret):
    secret = SUITE.kem.deserialize_private_key(notify_secret)
    try:
        recipient = SUITE.create_recipient_context(enc, secret, info=b"tocsin/hpke/v1\0" + header)
        return recipient.open(ciphertext)
    except (pyhpke.PyHPKEError, ValueError) as error:
        raise Refused("seal") from error


def read_content(data):
    """An unreadable content is no reason to hide a page: it becomes an empty one."""
    try:
        value = json.loads(data)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


@dataclass
class Answer:
    """What goes into a TCA1; `page` and the ids are UUIDs, `at` milliseconds since 1970."""

    kind: int
    page: uuid.UUID
    digest: bytes
    counter: int
    at: int
    reason: int = 0
    argument: int = 0
    assurance: int = 1


def sign_answer(answer, *, site, device, accept):
    """188 bytes, signed by `accept`, a nacl SigningKey: the unlocked key for assurance 2."""
    body = ANSWER.pack(
        b"TCA1", answer.kind, answer.assurance, 0, 0, site.bytes, answer.page.bytes, device.bytes,
        key_id(bytes(accept.verify_key)), answer.digest, answer.counter, answer.at,
        answer.reason, answer.argument)
    return body + accept.sign(b"tocsin/ack/v1\0" + body).signature


@dataclass
class Receipt:
    """One TCR1 that the pinned signer made for exactly the answer that was sent."""

    result: int
    phase: int
    server_time: int
    trail_index: int

    @property
    def is_taken(self):
        return self.result in (0, 1)


def open_receipt(data, answer, *, site, device, signer):
    """Verifies a TCR1 against the TCA1 that it answers. Raises Refused."""
    check(len(data) == RECEIPT.size + 64, "length")
    fields = RECEIPT.unpack_from(data)
    check(fields[0] == b"TCR1" and fields[3] == 0, "magic")
    check(fields[4] == site.bytes and fields[5] == device.bytes, "device")
    check(fields[6] == sha256(answer), "answer")
    check(fields[9] == key_id(signer), "signer")
    verify(signer, data[104:], b"tocsin/receipt/v1\0" + data[:104])
    return Receipt(fields[1], fields[2], fields[7], fields[8])


def sign_request(accept, method, target, body, at, nonce):
    """The signature of a request; `at` in milliseconds, `nonce` 16 bytes."""
    head = f"tocsin/request/v1\0{method} {target}\n{at}\n".encode()
    return accept.sign(head + nonce + sha256(body)).signature


def sign_enrolment(accept, token, keys, lock=b""):
    """The proof of an enrolment; `keys` are the four public keys in the order of the body, `lock`
    is the proof of the device's lock, where it has one."""
    head = b"tocsin/enrol/v1\0" + sha256(token.encode())
    return accept.sign(head + b"".join(keys) + lock).signature


def hkdf(secret, info, length=32):
    """HKDF-SHA256 without a salt (RFC 5869), for at most 32 bytes."""
    extracted = hmac.digest(bytes(32), secret, "sha256")
    return hmac.digest(extracted, info + b"\1", "sha256")[:length]


@dataclass
class PinSecret:
    """What a PIN comes to on one device, with the 16 random bytes that lie there alone."""

    secret: bytes

    @classmethod
    def of(cls, pin, salt):
        return cls(hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, 600_000))

    @property
    def proof(self):
        """Shown to the gateway, which gives its share for it."""
        return hkdf(self.secret, b"tocsin/proof/v1\0")

    def wrapping_key(self, share, device):
        """What the detail key and the unlocked key are wrapped with."""
        return hkdf(self.secret + share, b"tocsin/unlock/v1\0" + device.bytes)
