#!/usr/bin/env python3
# Tocsin — EndToEndTests: people who move, leave and turn out to be others
# SPDX-License-Identifier: Apache-2.0
"""ADT messages beside results, over one listener, with the process killed in between."""

import datetime
import os
import unittest

import harness
from device_side import Mailbox
from harness import FIRST, SECOND, Gateway, until
from sources import new_control, result

# A discharge counts for three days: what happens here happened yesterday.
YESTERDAY = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
DAY = YESTERDAY.strftime("%Y%m%d")

ROUTE = """  - name: intensive care
    when: { ward: ICU2 }
    policy: intensive
"""
POLICY = """title: Intensive care
cycles: 1
steps:
  - page: { responder: dr.brandt }
    wait: 5m
fallback:
  page: { responder: switchboard }
  every: 1m
"""
RULE = """  - name: location
    reads: movement
    message: ADT^*
"""


def documents(folder):
    """The shipped documents, with a ward of another policy and one listener for ADT as well."""
    harness.quick_documents(folder, wait="60s")

    def put(name, mark, text):
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8") as file:
            before = file.read()
        assert before.count(mark) == 1, f"{name} has changed"
        with open(path, "w", encoding="utf-8") as file:
            file.write(before.replace(mark, mark + text))

    put("Escalations/routes.yaml", "routes:\n", ROUTE)
    put("Integrations/laboratory/mapping.yaml", "rules:\n", RULE)
    with open(os.path.join(folder, "Escalations/policies/intensive.yaml"), "w",
              encoding="utf-8") as file:
        file.write(POLICY)
    return folder


def adt(event, time, patient, *, location="", prior="", more=(), mode="P"):
    """An ADT message of the hospital's administration."""
    lines = [
        f"MSH|^~\\&|ELMOADT|STELMO|TOCSIN|STELMO|{time}+0100||ADT^{event}|{new_control()}|{mode}"
        "|2.5.1",
        f"EVN||{time}+0100",
        f"PID|1||{patient}^^^STELMO^MR||ZZTEST^BRAVO^^^^^L||19620317|M",
    ]
    if location:
        pv1 = [""] * 20
        pv1[0:4] = ["PV1", "1", "I", location]
        pv1[6], pv1[19] = prior, f"V{patient}^^^STELMO^VN"
        lines.append("|".join(pv1))
    return "".join(line + "\r" for line in [*lines, *more]).encode()


class Movements(unittest.TestCase):
    """One gateway; each test has a patient of its own."""

    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway()
        cls.addClassCleanup(cls.gateway.close)
        cls.folder = documents(os.path.join(cls.gateway.folder, "documents"))
        cls.gateway.start("--documents", cls.folder)
        cls.first, cls.second = cls.gateway.enrol(FIRST), cls.gateway.enrol(SECOND)
        cls.listen()

    @classmethod
    def listen(cls):
        cls.boxes = [Mailbox(cls.first), Mailbox(cls.second)]
        for box in cls.boxes:
            cls.addClassCleanup(box.close)

    def send(self, payload):
        self.assertEqual(self.gateway.send(payload).code, "AA")

    def report(self, patient, ward="DEMO"):
        control = new_control()
        self.send(result(control, patient=patient, ward=ward))
        return control, self.gateway.alerts(control)[0]["id"]

    def kill(self):
        """Ends the process as a power cut would, and starts it again."""
        for box in self.boxes:
            box.close()
        self.gateway.kill()
        self.gateway.start("--documents", self.folder)
        self.listen()

    def test_a_transfer_before_anybody_answered_pages_the_new_ward(self):
        self.send(adt("A01", DAY + "060000", "7001", location="DEMO^1^A^STELMO"))
        control, old = self.report("7001")
        self.boxes[0].page_of(old)
        self.kill()
        self.send(adt("A02", DAY + "090000", "7001", location="ICU2^BED^07^STELMO",
                      prior="DEMO^1^A^STELMO"))
        self.boxes[0].page_of(old, kind=4)
        found = until("two alerts", lambda: sorted(
            self.gateway.alerts(control), key=lambda row: row["openedAt"])
            if len(self.gateway.alerts(control)) == 2 else None)
        self.assertEqual(found[0]["id"], old)
        self.assertEqual(found[0]["phase"], "resolved")
        page = self.boxes[1].page_of(found[1]["id"])
        self.assertEqual(
            page.content["where"],
            "now in ICU2 BED 07, STELMO, was DEMO 1 A, STELMO in the report")
        reasons = [one["reason"] for one in self.gateway.trail(found[1]["id"])]
        self.assertEqual(reasons[0], "subject-moved")

    def test_the_owner_is_told_of_a_transfer_and_of_the_discharge(self):
        _, alert = self.report("7002")
        page = self.boxes[0].page_of(alert)
        self.assertEqual(self.first.answer(str(page.page), "accept").result, 0)
        self.kill()
        self.send(adt("A02", DAY + "090000", "7002", location="ICU2^BED^08^STELMO"))
        moved = self.boxes[0].page_of(alert, attempt=2)
        self.assertIn("now in ICU2 BED 08", moved.content["where"])
        self.send(adt("A03", DAY + "100000", "7002", location="ICU2^BED^08^STELMO"))
        left = self.boxes[0].page_of(alert, attempt=3)
        self.assertIn(f"discharged {YESTERDAY:%Y-%m-%d} 10:00", left.content["where"])

    def test_a_merge_takes_the_open_alert_along_and_shows_both_numbers(self):
        control, alert = self.report("7003")
        self.boxes[0].page_of(alert)
        self.send(adt("A40", DAY + "090000", "7093", more=["MRG|7003^^^STELMO^MR"]))
        page = self.boxes[0].page_of(alert, attempt=2)
        self.assertEqual(page.content["who"]["number"], "7003")
        self.assertEqual(page.content["who"]["number-now"], "7093")
        self.kill()
        self.send(adt("A02", DAY + "093000", "7093", location="ICU2^BED^09^STELMO"))
        until("the alert follows", lambda: len(self.gateway.alerts(control)) == 2)

    def test_somebody_who_has_left_is_said_to_have_left(self):
        self.send(adt("A01", DAY + "060000", "7004", location="DEMO^1^A^STELMO"))
        self.send(adt("A03", DAY + "070000", "7004", location="DEMO^1^A^STELMO"))
        control = new_control()
        self.send(result(control, patient="7004"))
        alert = self.gateway.alerts(control)[0]
        self.assertEqual(alert["policy"].split("@")[0], "critical-result")

    def test_a_test_message_moves_nobody(self):
        control, alert = self.report("7005")
        self.boxes[0].page_of(alert)
        self.send(adt("A02", DAY + "090000", "7005", location="ICU2^BED^10^STELMO", mode="T"))
        self.assertEqual([row["id"] for row in self.gateway.alerts(control)], [alert])
        self.assertEqual(self.gateway.alerts(control)[0]["phase"], "escalating")


if __name__ == "__main__":
    unittest.main()
