#!/usr/bin/env python3
# Tocsin — EndToEndTests: nothing of a patient leaves the gateway unsealed
# SPDX-License-Identifier: Apache-2.0
"""A marked patient goes through a whole story; the mark may come out of sealed content alone."""

import base64
import json
import os
import re
import unittest

import harness
import side_by_side
import wire
from device_side import OCTETS, Mailbox, http_call, post_answer, signed_call
from harness import FIRST, SECOND, Gateway, told, tocsin, until
from sources import new_control, result

MARK = "ZZCANARY"
NAME, NUMBER, VALUE, NOTE, PLACE = (
    f"{MARK}NAME", f"{MARK}NUMBER", f"{MARK}VALUE", f"{MARK}NOTE", f"{MARK}BED")


def aligned(shift):
    """What base64 makes of the mark when `shift` bytes stand before it, without its two ends."""
    whole = base64.b64encode(bytes(shift) + MARK.encode()).decode().rstrip("=")
    return whole[-(-shift * 8 // 6):(shift + len(MARK)) * 8 // 6]


DISGUISES = "|".join([
    MARK, MARK.encode().hex(), MARK.encode().hex(" "), ", ".join(str(one) for one in MARK.encode()),
    *(re.escape(aligned(shift)) for shift in range(3)),
    *(MARK.encode(form).decode("latin-1") for form in ("utf-16-le", "utf-16-be"))])


class Canary(unittest.TestCase):
    """The story runs once; each test looks for the mark in another place."""

    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway()
        cls.addClassCleanup(cls.gateway.close)
        folder = harness.quick_documents(os.path.join(cls.gateway.folder, "documents"), wait="2s")
        cls.gateway.start("--documents", folder)
        cls.errors, cls.replies, cls.sealed, cls.opened, cls.receipts = [], [], [], [], []
        cls.commands = []
        cls.first, cls.second = cls.gateway.enrol(FIRST), cls.gateway.enrol(SECOND)
        cls.boxes = [Mailbox(cls.first), Mailbox(cls.second)]
        for box in cls.boxes:
            cls.addClassCleanup(box.close)
        cls.tell()
        cls.make_errors()
        cls.ask()
        cls.files = cls.at_rest("running")
        for box in cls.boxes:
            box.close()
            cls.sealed += [raw for _, raw in box.raw]
            cls.opened += [json.dumps(one.content, ensure_ascii=False) for one in box.envelopes]
        cls.gateway.stop()
        cls.files += cls.at_rest("stopped")

    @classmethod
    def at_rest(cls, when):
        """Every file of the data folder: database, write-ahead log, its index, keys."""
        found = []
        for name in sorted(os.listdir(cls.gateway.data)):
            with open(os.path.join(cls.gateway.data, name), "rb") as file:
                found.append((f"{name}, {when}", file.read()))
        return found

    @classmethod
    def patient(cls, control, **more):
        """A critical result of the marked patient, the mark wherever a patient is."""
        payload = result(control, patient=NUMBER, name=f"{NAME}^{NAME}", note=NOTE, **more)
        payload = payload.replace(b"DEMO^1^A^STELMO", f"DEMO^{PLACE}^A^STELMO".encode())
        return payload.replace(b"OBX|1|NM|", b"OBX|1|ST|")

    @classmethod
    def send(cls, payload):
        with cls.gateway.connect() as source:
            source.send(payload)
            cls.replies.append(source.receive_raw())

    @classmethod
    def tell(cls):
        """The message, a repeat, a change, both pages, receipts, a decline, an accept, an end."""
        control = new_control()
        cls.send(cls.patient(control, value=VALUE))
        cls.send(cls.patient(control, value=VALUE))
        cls.alert = cls.gateway.alert(control)["id"]
        page = str(cls.boxes[0].page_of(cls.alert).page)
        for kind in ("received", "displayed", "decline"):
            cls.receipts.append(post_answer(cls.first, cls.first.sign(page, kind))[2])
        second = str(cls.boxes[1].page_of(cls.alert).page)
        cls.send(cls.patient(new_control(), value=VALUE + "2", filler=f"F{control}"))
        cls.receipts.append(post_answer(cls.second, cls.second.sign(second, "accept"))[2])
        cls.send(cls.patient(new_control(), value=VALUE + "3", filler=f"F{control}"))
        cls.boxes[1].wait("the changed value", lambda one: VALUE + "3" in json.dumps(one.content))
        cls.receipts.append(post_answer(cls.second, cls.second.sign(second, "resolved"))[2])
        other = new_control()
        cls.send(cls.patient(other, value=VALUE))
        until("another one goes to the fallback",
              lambda: cls.gateway.alert(other)["phase"] == "exhausted", 30, 0.2)

    @classmethod
    def make_errors(cls):
        """Everything that goes wrong, with the mark in what was sent."""
        whole = cls.patient(new_control(), value=VALUE)
        cls.send(whole[20:])
        cls.send(cls.patient("", value=VALUE))
        with cls.gateway.connect() as source:
            source.send_raw(MARK.encode() * 20 + b"\x0b" + whole[:-40])
        body = json.dumps({"token": MARK, "name": MARK, "keys": {"notify": MARK}, "proof": MARK})
        me = f"/v1/devices/{cls.first.id}"
        answer = cls.first.sign(next(iter(cls.first.state["pages"])), "accept")
        kind = {"Content-Type": "application/json"}
        cls.note(http_call(cls.gateway.base, "GET", f"/{MARK}"))
        cls.note(http_call(cls.gateway.base, "GET", f"/web/{MARK}?{MARK}={MARK}"))
        cls.note(http_call(cls.gateway.base, "GET", f"/v1/devices/{MARK}/stream"))
        cls.note(http_call(cls.gateway.base, "GET", "/v1/me", headers={"Authorization": MARK}))
        cls.note(http_call(cls.gateway.base, "POST", f"/{MARK}", MARK.encode(), kind))
        cls.note(http_call(cls.gateway.base, "POST", "/v1/devices", whole, kind))
        cls.note(http_call(cls.gateway.base, "POST", "/v1/devices", body.encode(), kind))
        cls.note(http_call(cls.gateway.base, "POST", "/v1/devices",
                           json.dumps({MARK: {MARK: MARK}}).encode(), kind))
        cls.note(http_call(cls.gateway.base, "POST", "/v1/devices", whole, {"Content-Type": MARK}))
        cls.note(signed_call(cls.first, "GET", f"{me}/envelopes?after={MARK}"))
        cls.note(signed_call(cls.first, "POST", f"{me}/answers", whole, headers=OCTETS))
        cls.note(post_answer(cls.first, answer[:-8] + MARK.encode()[:8]))

    @classmethod
    def note(cls, answer):
        status, headers, body = answer
        assert status >= 400, (status, body)
        cls.errors.append(str(headers) + body.decode("utf-8", "replace"))

    @classmethod
    def ask(cls):
        """Lists, health, the client, the site's documents."""
        data = ["--data", cls.gateway.data]
        for command in (["alerts", *data], ["alerts", *data, "--json"], ["messages", *data],
                        ["messages", *data, "--json"], ["trail", *data, cls.alert],
                        ["trail", *data, "--json", cls.alert], ["device", "list", *data, "--json"]):
            cls.commands.append(told(*command))
        done = tocsin("send", "--mllp", "{}:{}".format(*cls.gateway.mllp), cls.file())
        cls.commands.append(done.stdout + done.stderr)
        for target in ("/healthz", "/readyz"):
            status, headers, body = http_call(cls.gateway.base, "GET", target)
            assert status == 200
            cls.commands.append(str(headers) + body.decode())

    @classmethod
    def file(cls):
        path = os.path.join(cls.gateway.folder, "one.hl7")
        with open(path, "wb") as file:
            file.write(cls.patient(new_control(), value=VALUE))
        return path

    def assertUnmarked(self, text, where):
        if isinstance(text, bytes):
            text = text.decode("latin-1")
        found = re.search(f".{{0,120}}({DISGUISES}).{{0,40}}", text, re.IGNORECASE | re.DOTALL)
        self.assertIsNone(found, f"{where}: {found and found[0]!r}")

    def test_the_mark_reaches_the_responder(self):
        whole = "".join(self.opened)
        for mark in (NAME, NUMBER, VALUE, NOTE):
            self.assertIn(mark, whole, "else nothing here proves anything")

    def test_threat_13_it_is_not_in_the_log_nor_on_standard_output(self):
        self.assertUnmarked("".join(self.gateway.said), "standard output")
        self.assertUnmarked(self.gateway.logged(), "the log")

    def test_threat_13_it_is_in_no_error(self):
        self.assertGreaterEqual(len(self.errors), 12)
        for text in self.errors:
            self.assertUnmarked(text, "an error")

    def test_threat_13_it_is_not_in_the_bytes_of_an_envelope_or_a_receipt(self):
        self.assertGreaterEqual(len(self.sealed), 4)
        for raw in self.sealed:
            self.assertUnmarked(raw, "an envelope")
            self.assertUnmarked(wire.b64(raw), "an envelope in base64url")
        for raw in self.receipts:
            self.assertEqual(len(raw), 168)
            self.assertUnmarked(raw, "a receipt")

    def test_threat_18_envelopes_of_one_kind_have_a_length_that_says_nothing(self):
        for raw in self.sealed:
            length = int.from_bytes(raw[132:136], "big") - 16
            self.assertIn(length, (512, 1024, 2048, 3584))

    def test_threat_13_it_is_in_no_reply_to_the_source(self):
        for frame in self.replies:
            self.assertUnmarked(frame, "a reply")

    def test_threat_13_it_is_in_no_list_and_no_trail(self):
        for text in self.commands:
            self.assertUnmarked(text, "a list")

    def test_threat_13_and_17_it_is_in_no_file_of_the_data_folder(self):
        names = [name for name, _ in self.files]
        for name in ("tocsin.sqlite, running", "tocsin.sqlite-wal, running",
                     "tocsin.sqlite-shm, running", "tocsin.sqlite, stopped"):
            self.assertIn(name, names)
        self.assertGreater(sum(len(raw) for _, raw in self.files), 100_000)
        for name, raw in self.files:
            self.assertUnmarked(raw, name)

    def test_every_disguise_of_the_mark_is_seen(self):
        for shift in range(3):
            for text in (base64.b64encode(b"x" * shift + MARK.encode() + b"tail").decode(),
                         MARK.encode("utf-16-be").decode("latin-1"), MARK.encode().hex().upper()):
                with self.assertRaises(AssertionError):
                    self.assertUnmarked(text, "a disguise")

    def test_a_withdrawal_says_no_more_than_which_alert_it_was(self):
        for box in self.boxes:
            for envelope in box.envelopes:
                if envelope.type == 4:
                    self.assertUnmarked(json.dumps(envelope.content), "a withdrawal")

    def test_the_data_folder_is_closed_to_others(self):
        self.assertEqual(os.stat(self.gateway.data).st_mode & 0o077, 0)

    def test_files_in_a_folder_that_others_may_enter_are_closed_to_them(self):
        gateway = Gateway()
        self.addCleanup(gateway.close)
        os.mkdir(gateway.data)
        os.chmod(gateway.data, 0o755)
        gateway.start()
        gateway.send(self.patient(new_control(), value=VALUE))
        for name in os.listdir(gateway.data):
            mode = os.stat(os.path.join(gateway.data, name)).st_mode
            self.assertEqual(mode & 0o077, 0, f"{name} has mode {mode & 0o777:o}")


if __name__ == "__main__":
    side_by_side.main()
