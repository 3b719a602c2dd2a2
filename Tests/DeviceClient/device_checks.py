#!/usr/bin/env python3
# Tocsin — DeviceClient: the independent client against the vector and the real program
# SPDX-License-Identifier: Apache-2.0
"""Enrols, receives, answers, and tries what must be refused. Ends with `N passed, N failed`.

The program is TOCSIN_BINARY, else TOCSIN, else .build/debug/tocsin.
"""

import os
import sys
import tempfile
import time
import traceback
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "BrowserTests"))

from nacl.public import PrivateKey  # noqa: E402

import wire  # noqa: E402
from gateway import Gateway  # noqa: E402
from tocsin_device import Device, Failed, take_seq  # noqa: E402

FIRST, SECOND = "dr.amsel", "dr.brandt"
SIGNER = "22b4d357328e4ef99ce4f41d9e93df13ecbffae9c388f10206f6ed8cd50399b6"
VECTOR = bytes.fromhex(
    "54434e310101020100112233445566778899aabbccddeeff101112131415161718191a1b1c1d1e1f"
    "202122232425262728292a2b2c2d2e2ff89c40f94b63314bd1ba17e4582dac5c8cf6685f99dfd36a"
    "266b3166812b497f0000000000000007000001a20c23c300000001a20c2856e00001000100000000"
    "000000000000000000000000000000509c127796510e1a1c0f68c28635475d924830e5f7bc8f1860"
    "1d4bafdabfd241091418d56e36a29129f9d6b3bac6f7fe1eee592766dcf59c44a4ee6bcf275edc76"
    "86255604015fade5cc5f2ae88cf7eb3fef21e0cb0da68ed2923b7f80ae9c0bed4606d279b1a56094"
    "42efa39fd8ca6d0f50ead39683f17eca17ae002e266e15bce6860fc05d1dc5797d33b011b1e2434b"
    "c867d552937f970deaadcc757cfa272585503e656ebd6d005a861c6e52b6c00a")


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def status_of(work):
    """The HTTP status with which the gateway refuses; 0 when it does not."""
    try:
        work()
        return 0
    except Failed as failure:
        return failure.status


def open_vector(data):
    secret = wire.sha256(b"tocsin kat device")
    return wire.open_envelope(
        data, site=uuid.UUID("00112233-4455-6677-8899-aabbccddeeff"),
        device=uuid.UUID("20212223-2425-2627-2829-2a2b2c2d2e2f"),
        signer=bytes.fromhex(SIGNER), notify_secret=secret,
        notify_public=bytes(PrivateKey(secret).public_key))


class Checks:
    """One gateway, two devices of one person and one of another."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.folder = tempfile.TemporaryDirectory(prefix="tocsin-device-")
        self.page = self.accepted = None

    def opens_the_vector(self):
        """the known-answer vector opens"""
        envelope = open_vector(VECTOR)
        expect(envelope.content == {"c": "LAB-CRIT", "w": "ICU2"}, envelope.content)
        expect(envelope.digest.hex().startswith("de795f0317fbe4fd"), envelope.digest.hex())

    def refuses_changed_bits(self):
        """the vector with any one bit changed is refused"""
        for at in range(len(VECTOR)):
            bent = bytearray(VECTOR)
            bent[at] ^= 1 << (at % 8)
            try:
                open_vector(bytes(bent))
            except wire.Refused:
                continue
            raise AssertionError(f"opened with byte {at} changed")

    def takes_each_seq_once(self):
        """the replay window takes each seq once"""
        window = {"highest": 0, "seen": []}
        taken = [take_seq(window, seq) for seq in (1, 3, 2, 3, 100, 37, 36)]
        expect(taken == [True, True, True, False, True, True, False], taken)

    def enrols(self):
        """a link enrols once, then it is spent; an unknown one is gone"""
        link = self.gateway.link(FIRST)
        path = os.path.join(self.folder.name, "first.json")
        Device.enrol(link, "First", path)
        self.first = Device.load(path)
        expect(self.first.me()["responder"] == FIRST, self.first.me())
        expect(status_of(lambda: Device.enrol(link)) == 409, "a spent link is not 409")
        unknown = f"{self.gateway.base}/enrol#{wire.b64(bytes(32))}"
        expect(status_of(lambda: Device.enrol(unknown)) == 410, "an unknown link is not 410")
        self.other = Device.enrol(self.gateway.link(FIRST), "Other")
        self.colleague = Device.enrol(self.gateway.link(SECOND), "Colleague")

    def receives(self):
        """a critical result arrives on both devices under one page id"""
        self.control = self.gateway.report()
        envelope = self.next(self.first, lambda one: one.type == 1)
        expect("6.9 mmol/L" in envelope.content["what"], envelope.content)
        expect(envelope.content["alert"] and envelope.content["why"], envelope.content)
        self.page = str(envelope.page)
        other = self.next(self.other, lambda one: one.type == 1)
        expect(other.page == envelope.page, "another page id on the other device")
        states = {one["state"] for one in self.gateway.alert(self.control)["pages"]}
        expect("delivered" in states, states)

    def receives_by_stream(self):
        """what comes while the stream is open comes by the stream"""
        stream = self.first.stream()
        control = self.gateway.report(value="7.0", number="990101")
        envelope = next(one for one in stream if "7.0" in one.content.get("what", ""))
        self.first.answer(str(envelope.page), "displayed")
        stream.close()
        expect(self.first.answer(str(envelope.page), "accept").is_taken, "not taken")
        expect(self.gateway.alert(control)["phase"] == "acknowledged", "not acknowledged")

    def accepts(self):
        """an acceptance brings a countersigned receipt, and the same bytes bring the same"""
        self.accepted = self.first.sign(self.page, "accept")
        receipt = self.first.send(self.accepted)
        expect((receipt.result, receipt.phase) == (0, 3), receipt)
        again = self.first.send(self.accepted)
        expect(again == receipt, f"{again} is not {receipt}")
        expect(self.first.answer(self.page, "accept").result == 1, "not repeated")

    def withdraws(self):
        """the other device is told that the page is no longer needed"""
        envelope = self.next(self.other, lambda one: str(one.page) == self.page and one.type == 4)
        expect(envelope.seq > 1, envelope.seq)

    def refuses_bad_answers(self):
        """an answer with a changed bit, another's hash or an unknown kind is refused with 422"""
        good = self.first.sign(self.page, "seen")
        for at in (4, 30, 80, 105, 187):
            bent = bytearray(good)
            bent[at] ^= 0x40
            expect(status_of(lambda: self.first.send(bytes(bent))) == 422, f"byte {at} changed")
        known = self.first.state["pages"][self.page]
        known["digest"], kept = "00" * 32, known["digest"]
        wrong = self.first.sign(self.page, "accept")
        known["digest"] = kept
        expect(status_of(lambda: self.first.send(wrong)) == 422, "a hash that nobody was sent")
        expect(status_of(lambda: self.first.send(good[:-1])) == 422, "a byte too few")

    def refuses_bad_requests(self):
        """an unsigned, wrongly timed, repeated or foreign request is refused"""
        target = f"/v1/devices/{self.first.id}/envelopes?after=0&limit=1"
        self.first.learn_skew = lambda headers: False
        self.first.skew = 301_000
        expect(status_of(lambda: self.first.request("GET", target)) == 401, "a wrong time")
        self.first.skew = 0
        header = self.first.authorization("GET", target, b"")
        self.first.authorization = lambda *_: header
        expect(status_of(lambda: self.first.request("GET", target)) == 0, "a good one")
        expect(status_of(lambda: self.first.request("GET", target)) == 401, "a nonce again")
        del self.first.authorization, self.first.learn_skew
        theirs = f"/v1/devices/{self.other.id}/envelopes?after=0&limit=1"
        expect(status_of(lambda: self.first.request("GET", theirs)) == 403, "another's mailbox")

    def corrects_its_clock(self):
        """a wrong clock is corrected from the refusal, and the answer is not stale for it"""
        self.first.skew = 20 * 60 * 1000
        self.first.me()
        expect(abs(self.first.skew) < 5000, self.first.skew)

    def marks_stale_answers(self):
        """an answer older than 60 s stops nothing, and says so"""
        control = self.gateway.report(value="7.2", number="990102")
        envelope = self.next(self.first, lambda one: "7.2" in one.content.get("what", ""))
        now = self.first.now
        self.first.now = lambda: now() - 61_000
        old = self.first.sign(str(envelope.page), "accept")
        del self.first.now
        expect(self.first.send(old).result == 2, "not stale")
        expect(self.gateway.alert(control)["phase"] == "escalating", "it stopped escalation")
        expect(self.first.answer(str(envelope.page), "decline", reason=1).is_taken, "no decline")

    def moves_on(self):
        """what one person declined reaches the next, who takes it and gives it back"""
        envelope = self.next(
            self.colleague, lambda one: "7.2" in one.content.get("what", "") and one.type == 1)
        page = str(envelope.page)
        expect(self.colleague.answer(page, "accept").is_taken, "not taken")
        expect(self.colleague.answer(page, "give-back").is_taken, "not given back")

    def ends(self):
        """an ended device is told so"""
        self.gateway.run("device", "end", "--data", self.gateway.data, str(self.other.id))
        end = time.monotonic() + 5
        while status_of(self.other.me) != 403:
            expect(time.monotonic() < end, "the ended device is still served")
            time.sleep(0.2)

    def next(self, device, wanted, seconds=10):
        """The first envelope that is wanted, from the mailbox."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for envelope in device.fetch():
                if wanted(envelope):
                    return envelope
            time.sleep(0.2)
        raise AssertionError(f"nothing came in {seconds} s")


CHECKS = [
    Checks.opens_the_vector, Checks.refuses_changed_bits, Checks.takes_each_seq_once,
    Checks.enrols, Checks.receives, Checks.accepts, Checks.withdraws, Checks.receives_by_stream,
    Checks.refuses_bad_answers, Checks.refuses_bad_requests, Checks.corrects_its_clock,
    Checks.marks_stale_answers, Checks.moves_on, Checks.ends,
]


def main():
    gateway = Gateway()
    failed = 0
    try:
        gateway.start()
        checks = Checks(gateway)
        for check in CHECKS:
            try:
                check(checks)
                print(f"ok    {check.__doc__}", flush=True)
            except Exception as error:  # pylint: disable=broad-except
                failed += 1
                print(f"FAIL  {check.__doc__}\n{error}\n{traceback.format_exc(limit=-2)}")
    finally:
        gateway.close()
    print(f"\n{len(CHECKS) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
