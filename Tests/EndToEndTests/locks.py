#!/usr/bin/env python3
# Tocsin — EndToEndTests: a device with a lock, by a client of its own
# SPDX-License-Identifier: Apache-2.0
"""S4: a locked device previews and accepts, an unlocked one reads. The tries at a PIN over a kill
and a restore, the end of a lock with the device and the account, the trail and its verifier.
"""

import json
import os
import subprocess
import sys

import harness  # noqa: F401  (it finds the device client)
import side_by_side
import tocsin_device
import wire
from backup import Site
from device_side import Mailbox, signed_call, signed_json
from harness import FIRST, ROOT, Gateway, Suite, rows, told, until
from locked_device import LockedDevice, WrongPin
from sources import new_control, result

PIN = "271828"
WORDS = ("BRAVO", "990021", "6.9", "Potassium", "1962")


def enrol(gateway, person=FIRST):
    device = LockedDevice.enrol_with(gateway.link(person), PIN)
    gateway.devices.append(device)
    return device


class WithALock(Suite):
    """A gateway whose first registrar has one device, with a lock."""

    apart = True
    change = None

    @classmethod
    def setUpClass(cls):
        pass

    def setUp(self):
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)
        self.gateway.bring("120s", self.change)
        self.gateway.start()
        self.device = enrol(self.gateway)
        self.box = Mailbox(self.device)
        self.addCleanup(self.box.close)

    def paged(self):
        """A critical result on the device; its envelope."""
        self.control = new_control()
        self.assertEqual(self.gateway.send(result(self.control)).code, "AA")
        return self.box.page_of(self.gateway.alert(self.control)["id"])

    def wrong(self, device=None):
        """The tries that one wrong PIN leaves."""
        with self.assertRaises(WrongPin) as caught:
            (device or self.device).unlock("000001")
        return caught.exception.left

    def assertRefused(self, status, work):
        with self.assertRaises(tocsin_device.Failed) as caught:
            work()
        self.assertEqual(caught.exception.status, status, str(caught.exception))

    def actions(self):
        return [one["action"] for one in rows(
            "trail", "search", "--data", self.gateway.data, "--json")]


class LockedDevices(WithALock):
    def test_s4_a_locked_device_previews_and_accepts_without_a_word_of_the_patient(self):
        page = self.paged()
        text = json.dumps(page.content)
        self.assertIs(page.content["locked"], True)
        for word in WORDS:
            self.assertNotIn(word, text)
        self.assertEqual((page.priority, page.content["who"]), (2, {}))
        self.assertEqual(page.content["why"], "named by the policy")
        self.assertEqual(self.device.answer(str(page.page), "accept").result, 0)
        self.assertEqual(self.gateway.alert(self.control)["phase"], "acknowledged")

    def test_an_unlocked_device_reads_and_answers_for_its_person(self):
        page = self.paged()
        self.device.unlock(PIN)
        sealed = self.device.sealed_detail(page.page)
        detail = self.device.open_detail(sealed, str(page.page))
        text = json.dumps(detail.content)
        for word in WORDS[:4]:
            self.assertIn(word, text)
        self.assertEqual((detail.seq, detail.priority), (page.seq, 2))
        with self.assertRaises(wire.Refused):
            wire.open_envelope(
                sealed, site=self.device.site, device=self.device.id, signer=self.device.signer,
                notify_secret=self.device.notify_secret,
                notify_public=self.device.notify_public)
        self.assertEqual(self.device.answer(str(page.page), "displayed").result, 0)
        self.assertEqual(self.device.answer(str(page.page), "accept").result, 0)
        looks = [one for one in rows(
            "trail", "search", "--data", self.gateway.data, "--json")
            if one["action"] == "content.viewed"]
        self.assertEqual([one["reason"] for one in looks], ["detail"])

    def test_a_device_that_has_ended_its_unlocked_time_gets_nothing_more(self):
        page = self.paged()
        target = f"/v1/devices/{self.device.id}/pages/{page.page}/detail"
        self.assertRefused(403, lambda: self.device.sealed_detail(page.page))
        self.device.unlock(PIN)
        self.device.sealed_detail(page.page)
        self.device.lock()
        self.assertEqual(signed_call(self.device, "GET", target)[0], 403)
        self.assertRefused(403, lambda: self.device.request(
            "GET", f"/v1/devices/{self.device.id}/pages/{page.page}/attachments"))

    def test_assurance_is_not_claimed_by_the_accept_key(self):
        page = self.paged()
        claim = wire.Answer(
            wire.KINDS["accept"], page.page, page.digest, 1, self.device.now(), assurance=2)
        forged = wire.sign_answer(
            claim, site=self.device.site, device=self.device.id, accept=self.device.accept)
        self.assertRefused(422, lambda: self.device.send(forged))

    def test_a_plain_device_of_the_same_person_has_the_whole_page(self):
        plain = self.gateway.enrol(FIRST)
        self.paged()
        found = until("the page", lambda: [
            one for one in plain.fetch() if one.content.get("what")])
        self.assertIn("BRAVO", json.dumps(found[0].content))
        self.assertEqual(
            {one["id"]: one["hasLock"] for one in rows(
                "device", "list", "--data", self.gateway.data, "--json")},
            {str(plain.id): False, str(self.device.id): True})
        self.assertEqual([plain.me()["hasLock"], self.device.me()["hasLock"]], [False, True])


class Tries(WithALock):
    def test_eight_wrong_pins_end_a_lock_over_a_kill_and_it_still_accepts(self):
        self.assertEqual([self.wrong() for _ in range(4)], [7, 6, 5, 4])
        self.gateway.kill()
        self.gateway.start()
        self.assertEqual([self.wrong() for _ in range(4)], [3, 2, 1, 0])
        with self.assertRaises(WrongPin) as caught:
            self.device.unlock(PIN)
        self.assertEqual(caught.exception.left, 0)
        page = self.paged()
        self.assertIs(page.content["locked"], True)
        self.assertEqual(self.device.answer(str(page.page), "accept").result, 0)
        said = self.actions()
        self.assertEqual(
            (said.count("device.unlock-refused"), said.count("device.lock-ended")), (8, 1))

    def test_a_right_pin_begins_the_count_anew(self):
        self.assertEqual([self.wrong() for _ in range(7)][-1], 1)
        self.device.unlock(PIN)
        self.device.lock()
        self.assertEqual(self.wrong(), 7)

    def test_other_forms_of_a_proof_are_no_tries(self):
        target = f"/v1/devices/{self.device.id}/unlock"
        for body in ({}, {"proof": 7}, {"proof": ""}, {"proof": "AAAA"}, []):
            status, _ = signed_json(self.device, "POST", target, body)
            self.assertIn(status, (400, 422), body)
        self.assertEqual(self.wrong(), 7)
        other = self.gateway.enrol(FIRST)
        status, _ = signed_json(other, "POST", target, {"proof": wire.b64(bytes(32))})
        self.assertEqual(status, 403, "another device's lock")
        self.assertEqual(self.wrong(), 6)
        own = f"/v1/devices/{other.id}/unlock"
        status, _ = signed_json(other, "POST", own, {"proof": wire.b64(bytes(32))})
        self.assertEqual(status, 404, "it has none")


class ReadBacks(WithALock):
    def change(self, documents):
        path = os.path.join(documents, "Escalations/policies/demonstration.yaml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("times:\n", "times:\n  read-back: 5m\n"))

    def test_s13_a_value_is_read_back_by_the_person_and_not_by_the_device_alone(self):
        page = self.paged()
        self.assertEqual(page.content["readBack"], 300)
        name = str(page.page)
        self.assertEqual(self.device.answer(name, "accept").result, 0)
        self.assertRefused(422, lambda: self.device.answer(name, "read-back"))
        self.device.unlock(PIN)
        self.assertEqual(self.device.detail(name).content["readBack"], 300)
        for reason in (1, 1, 0):
            self.assertEqual(self.device.answer(name, "read-back", reason=reason).result, 0)
        self.assertEqual(self.device.answer(name, "read-back").result, 1)
        alert = self.gateway.alert(self.control)["id"]
        told_of = [one["event"] for one in self.gateway.trail(alert)
                   if one["reason"] == "read-back"]
        self.assertEqual(told_of, ["refused", "refused", "answered"])


class EndsOfLocks(WithALock):
    def test_an_ended_device_and_an_ended_account_unlock_nothing(self):
        other = enrol(self.gateway)
        told("device", "end", "--data", self.gateway.data, str(other.id))
        self.assertRefused(403, lambda: other.unlock(PIN))
        self.device.unlock(PIN)
        told("person", "end", "--data", self.gateway.data, FIRST, "--reason", "left")
        self.device.lock()
        until("it is refused", lambda: signed_call(
            self.device, "GET", "/v1/me")[0] in (401, 403))
        with self.assertRaises(tocsin_device.Failed) as caught:
            self.device.unlock(PIN)
        self.assertIn(caught.exception.status, (401, 403))

    def test_what_was_unlocked_is_proven_by_the_verifier(self):
        page = self.paged()
        self.device.unlock(PIN)
        self.assertEqual(self.device.answer(str(page.page), "accept").result, 0)
        path = os.path.join(self.gateway.folder, "export.jsonl")
        told("trail", "export", "--data", self.gateway.data, "--out", path)
        done = subprocess.run(
            [sys.executable, os.path.join(ROOT, "Verifier/tocsin_verify.py"), path, "--json"],
            capture_output=True, text=True, check=False, timeout=60)
        said = json.loads(done.stdout)
        self.assertEqual((done.returncode, said["whole"]), (0, True), said)


class RestoredLocks(Site):
    def test_a_lock_and_its_tries_come_back_with_a_backup(self):
        locked = enrol(self.gateway)
        for left in (7, 6):
            with self.assertRaises(WrongPin) as caught:
                locked.unlock("000001")
            self.assertEqual(caught.exception.left, left)
        made = self.backup()
        self.gateway.kill()
        other = self.serve(self.restored(made))
        locked.state["base"] = other.base
        with self.assertRaises(WrongPin) as caught:
            locked.unlock("000001")
        self.assertEqual(caught.exception.left, 5)
        locked.unlock(PIN)
        self.assertEqual(locked.me()["responder"], FIRST)


if __name__ == "__main__":
    side_by_side.main()
