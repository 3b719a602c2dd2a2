# Tocsin — DeviceClient: a device that its person has to unlock
# SPDX-License-Identifier: Apache-2.0
"""The lock of device-protocol.md, section 10, on hashlib, PyNaCl and cryptography: the detail key
and the unlocked key lie in the state wrapped, and in the clear only between unlock() and lock().
"""

import json
import secrets
import uuid

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl.public import PrivateKey
from nacl.signing import SigningKey

import tocsin_device
import wire

WRAPPED = ("detail", "unlocked")


class WrongPin(Exception):
    """The gateway counted a wrong try; `left` are left."""

    def __init__(self, left):
        super().__init__(f"wrong PIN, {left} tries left")
        self.left = left


class LockedDevice(tocsin_device.Device):
    """One enrolled device with a lock. It begins locked."""

    def __init__(self, state, path=None):
        super().__init__(state, path)
        self.open_keys = None

    @classmethod
    def enrol_with(cls, link, pin, name="Locked device", path=None):
        """Makes keys and spends the link; the device is locked afterwards."""
        base, _, token = link.partition("/enrol#")
        keys = {name: secrets.token_bytes(32) for name in ("notify", "accept", *WRAPPED)}
        public = {
            name: bytes(PrivateKey(key).public_key if name in ("notify", "detail")
                        else SigningKey(key).verify_key)
            for name, key in keys.items()}
        salt = secrets.token_bytes(16)
        half = wire.PinSecret.of(pin, salt)
        signed = wire.sign_enrolment(
            SigningKey(keys["accept"]), token, list(public.values()), half.proof)
        body = json.dumps({
            "token": token, "name": name, "proof": wire.b64(signed),
            "keys": {name: wire.b64(key) for name, key in public.items()},
            "lock": {"proof": wire.b64(half.proof)}}).encode()
        status, _, answer = tocsin_device.exchange(
            base, "POST", "/v1/devices", body, {"Content-Type": "application/json"})
        if status != 201:
            raise tocsin_device.Failed(status, tocsin_device.problem(status, answer))
        told = json.loads(answer)
        wrapping = AESGCM(half.wrapping_key(
            wire.unb64(told.pop("share")), uuid.UUID(told["device"])))
        nonces = {name: secrets.token_bytes(12) for name in WRAPPED}
        state = dict(
            told, base=base, counter=0, window={"highest": 0, "seen": []}, pages={},
            salt=salt.hex(), detail_public=public["detail"].hex(),
            keys={name: keys[name].hex() for name in ("notify", "accept")},
            wrapped={name: (nonces[name] + wrapping.encrypt(
                nonces[name], keys[name], name.encode())).hex() for name in WRAPPED})
        device = cls(state, path)
        device.save()
        return device

    def unlock(self, pin):
        """Opens the wrapped keys. Raises WrongPin, and Failed for everything else."""
        half = wire.PinSecret.of(pin, bytes.fromhex(self.state["salt"]))
        status, answer = self.prove(half.proof)
        if "triesLeft" in answer:
            raise WrongPin(answer["triesLeft"])
        if status != 200:
            raise tocsin_device.Failed(status, answer.get("detail", ""))
        wrapping = AESGCM(half.wrapping_key(wire.unb64(answer["share"]), self.id))
        found = {name: bytes.fromhex(text) for name, text in self.state["wrapped"].items()}
        self.open_keys = {
            name: wrapping.decrypt(raw[:12], raw[12:], name.encode())
            for name, raw in found.items()}

    def prove(self, proof):
        """The status and the answer to one try."""
        target = f"/v1/devices/{self.id}/unlock"
        body = json.dumps({"proof": wire.b64(proof)}).encode()
        status, _, answer = tocsin_device.exchange(self.state["base"], "POST", target, body, {
            "Authorization": self.authorization("POST", target, body),
            "Content-Type": "application/json"})
        return status, json.loads(answer)

    def lock(self):
        self.open_keys = None

    # Unlocked

    def authorization(self, method, target, body):
        """Signed by the unlocked key while it is open: that is what proves it."""
        if self.open_keys is None:
            return super().authorization(method, target, body)
        at, nonce = self.now(), secrets.token_bytes(16)
        key = SigningKey(self.open_keys["unlocked"])
        signature = wire.sign_request(key, method, target, body, at, nonce)
        return (f"Tocsin-Device id={self.id},ms={at},nonce={wire.b64(nonce)},"
                f"sig={wire.b64(signature)}")

    def sign(self, page, kind, reason=0, argument=0):
        if self.open_keys is None:
            return super().sign(page, kind, reason, argument)
        known = self.state["pages"][page]
        self.state["counter"] += 1
        self.save()
        answer = wire.Answer(
            wire.KINDS[kind], uuid.UUID(page), bytes.fromhex(known["digest"]),
            self.state["counter"], self.now(), reason, argument, assurance=2)
        return wire.sign_answer(
            answer, site=self.site, device=self.id,
            accept=SigningKey(self.open_keys["unlocked"]))

    @property
    def recipient(self):
        """What opens whatever is sealed for the detail key."""
        return {
            "site": self.site, "device": self.id, "signer": self.signer,
            "notify_secret": self.open_keys["detail"],
            "notify_public": bytes.fromhex(self.state["detail_public"])}

    def sealed_detail(self, page):
        """The TCN1 of a page's detail as it comes. Raises Failed."""
        return self.request("GET", f"/v1/devices/{self.id}/pages/{page}/detail")

    def open_detail(self, sealed, page):
        """The envelope of a page's detail. Raises wire.Refused."""
        envelope = wire.open_envelope(sealed, **self.recipient)
        wire.check(wire.TYPES.get(envelope.type) == "detail", "type")
        wire.check(str(envelope.page) == page, "other page")
        return envelope

    def detail(self, page):
        return self.open_detail(self.sealed_detail(page), page)
