#!/usr/bin/env python3
# Tocsin — EndToEndTests: what an employee and a privacy officer may ask for
# SPDX-License-Identifier: Apache-2.0
"""The export about an employee, and the record of processing activities."""

import json
import re

import side_by_side
from device_side import Mailbox
from harness import FIRST, SECOND, Suite, rows, told
from sources import new_control, result


class AnEmployee(Suite):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        gateway = cls.gateway
        cls.device = gateway.enrol(FIRST)
        gateway.enrol(SECOND)
        box = Mailbox(cls.device)
        cls.addClassCleanup(box.close)
        control = new_control()
        gateway.send(result(control))
        cls.alert = gateway.alert(control)["id"]
        cls.page = box.page_of(cls.alert)

    def exported(self, person=FIRST):
        return json.loads(told("person", "export", "--data", self.gateway.data, person))

    def test_holds_account_devices_pages_and_the_trail_about_them(self):
        held = self.exported()
        self.assertEqual(held["person"]["id"], FIRST)
        self.assertEqual([one["id"] for one in held["devices"]], [self.device.state["device"]])
        self.assertIn(self.alert, [one["alert"] for one in held["pages"]])
        self.assertEqual({one["page"]["responder"] for one in held["pages"]}, {FIRST})
        enrolled = [leaf for leaf in held["trail"] if leaf["action"] == "device.enrolled"]
        self.assertEqual(len(enrolled), 1)
        for name in ("sessions", "passkeys", "groups", "handovers", "swaps", "breakGlasses",
                     "answers"):
            self.assertIsInstance(held[name], list, name)

    def test_leaves_a_leaf_that_is_in_it(self):
        before = self.leaves()
        held = self.exported()
        own = [leaf for leaf in held["trail"] if leaf["action"] == "subject.exported"]
        self.assertEqual(len(self.leaves()), len(before) + 1)
        self.assertEqual(own[-1]["object"], f"account:{FIRST}")
        self.assertEqual(own[-1]["index"], self.leaves()[-1]["index"])

    def leaves(self, person=FIRST):
        return rows("trail", "search", "--data", self.gateway.data, "--action",
                    "subject.exported", "--object", f"account:{person}", "--json")

    def test_holds_no_key_and_nothing_of_a_patient(self):
        held = self.exported()
        self.assertEqual(set(held["devices"][0]), {
            "id", "responder", "name", "hasLock", "enrolledAt", "lastContact", "endedAt"})
        text = json.dumps(held)
        self.assertNotIn("$argon2", text)
        self.assertNotIn("990021", text)

    def test_holds_nothing_of_another_person(self):
        held = self.exported(SECOND)
        self.assertNotIn(self.device.state["device"], json.dumps(held))
        self.assertTrue(all(one["page"]["responder"] == SECOND for one in held["pages"]))

    def test_of_nobody_is_refused_and_leaves_no_leaf(self):
        self.assertEnds(1, "person", "export", "--data", self.gateway.data, "nobody")
        self.assertEqual([], self.leaves("nobody"))


class TheRecordOfProcessing(Suite):
    def record(self, **environment):
        return told("records-of-processing", "--data", self.gateway.data,
                    environment=environment)

    def test_has_the_parts_of_article_30(self):
        parts = re.findall(r"^## (.*)$", self.record(), re.M)
        self.assertEqual(parts, [
            "Purposes", "Categories of persons and of data", "Recipients, and how it reaches them",
            "Periods until erasure", "Place of processing and measures", "Documents in force"])

    def test_follows_the_settings(self):
        self.assertIn("| 90 days after closure |", self.record())
        text = self.record(TOCSIN_CONTENT_DAYS="30", TOCSIN_BACKUP_DAYS="14",
                           TOCSIN_OPENID_ISSUER="https://id.hospital.example")
        self.assertIn("| 30 days after closure |", text)
        self.assertIn("| 14 days |", text)
        self.assertIn("identity provider: https://id.hospital.example", text)
        self.assertNotIn("| 90 days", text)

    def test_follows_the_documents_and_accounts(self):
        text = self.record()
        self.assertRegex(text, r"\| integration \| laboratory \| 1 \|")
        count = len([row for row in rows("person", "list", "--data", self.gateway.data, "--json")
                     if row["endedAt"] is None])
        self.assertIn(f"employees: {count} accounts", text)

    def test_names_no_person_and_says_what_is_open(self):
        text = self.record()
        for row in rows("person", "list", "--data", self.gateway.data, "--json"):
            self.assertNotIn(row["name"], text)
        self.assertIn("to fill in by the hospital", text)


if __name__ == "__main__":
    side_by_side.main()
