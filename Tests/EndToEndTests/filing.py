#!/usr/bin/env python3
# Tocsin — EndToEndTests: alerts go into the record before their content is purged
# SPDX-License-Identifier: Apache-2.0
"""MDM^T02 to a server that others wrote, its receipt awaited: with the document that was used, and
with a record that refuses, asks for more time, says nothing or is down. The store is made
ninety-one days older while the gateway is stopped."""

import base64
import os
import sqlite3

import side_by_side
from harness import rows, tocsin, until
from loop_back import PDF, Told
from loop_side import Status
from sources import new_control, result

DAY = 86_400_000
RECORD = "MDM^T02^MDM_T02"

# The gateway sends itself a page each minute, in a world of its own.
CANARY_WORLD = 2


class Filed(Told):
    more = ("  statuses: [accepted]", "  record:", "    receipt: true", "    say-after: 1h")

    def setUp(self):
        super().setUp()
        self.control = new_control()
        data = base64.b64encode(PDF).decode()
        payload = result(self.control) + (
            f"OBX|9|ED|11524-6^EKG study^LN||SYN^AP^PDF^Base64^{data}||||||F\r").encode()
        self.assertEqual(self.gateway.send(payload).code, "AA")
        self.alert = self.gateway.alert(self.control)["id"]
        self.answer(self.alert, "received", "displayed", "accept", "resolved")
        until("closed", lambda: self.gateway.alerts(phase="resolved"))
        until("the status is told", lambda: self.receiver.taken and not self.outbound("waiting"))

    def grow_old(self, days=91):
        """Stops the gateway, moves the closure back, and starts it again."""
        self.gateway.stop()
        path = next(os.path.join(self.gateway.data, name)
                    for name in os.listdir(self.gateway.data) if name.endswith(".sqlite"))
        store = sqlite3.connect(path, timeout=10)
        with store:
            changed = store.execute(
                "UPDATE alert SET closed_at = closed_at - ?"
                " WHERE closed_at IS NOT NULL AND world <> ?", (days * DAY, CANARY_WORLD))
            self.assertEqual(changed.rowcount, 1)
        store.close()
        self.gateway.start()

    def purge(self):
        """How many alerts one pass of retention takes the content of."""
        return rows("retention", "run", "--data", self.gateway.data, "--json")[0]["alerts"]

    def documents(self):
        return rows("attachment", "list", "--data", self.gateway.data, "--json", self.alert)

    def filings(self, heard):
        return [one for one in heard if one.type == RECORD]

    def test_s30_the_timeline_and_its_document_arrive_before_the_content_goes(self):
        self.grow_old()
        self.assertEqual(self.purge(), 0, "nothing goes before the record has it")
        until("it is filed", lambda: self.filings(self.receiver.taken), 30)
        until("its receipt is here", lambda: not self.outbound("waiting"))
        [filed] = self.filings(self.receiver.heard)
        self.assertIn("\rPID|||990021^^^STELMO^MR|", filed.text)
        self.assertIn(f"|{self.alert}^TOCSIN|", filed.text)
        for word in ("Potassium", "acknowledged: ", "resolved: "):
            self.assertIn(word, filed.text)
        enclosed = [line.split("|")[5] for line in filed.text.split("\r")
                    if line.startswith("OBX|") and line.split("|")[2] == "ED"]
        self.assertEqual([base64.b64decode(one.split("^")[4]) for one in enclosed], [PDF])
        self.assertEqual(self.purge(), 1)
        self.assertEqual(self.documents(), [])

    def test_s30_what_the_record_does_not_take_keeps_its_content(self):
        self.grow_old()
        for saying, note in (("silence", None), ("AE", "answered AE"), ("AR", "answered AR")):
            with self.subTest(saying=saying):
                self.receiver.saying = saying
                known = len(self.filings(self.receiver.heard))
                self.assertEqual(self.purge(), 0)
                until("it is offered", lambda: len(self.filings(self.receiver.heard)) > known, 60)
                if note:
                    until(note, lambda: any(row["note"] == note for row in self.outbound()))
                self.assertEqual(len(self.documents()), 1)
        [row] = until("it is set aside", lambda: self.outbound("set-aside"))
        self.assertEqual(self.purge(), 0, "a record that refuses purges nothing")
        self.receiver.saying = "AA"
        self.assertEqual(tocsin("outbound", "retry", "--data", self.gateway.data,
                                row["id"]).returncode, 0)
        until("it is filed", lambda: self.filings(self.receiver.taken), 30)
        until("its receipt is here", lambda: not self.outbound("waiting"))
        self.assertEqual(len({one.control for one in self.filings(self.receiver.heard)}), 1)
        self.assertEqual(self.purge(), 1)

    def test_s30_a_record_that_is_down_and_a_kill_lose_nothing(self):
        self.receiver.stop()
        self.grow_old()
        self.assertEqual(self.purge(), 0)
        until("it was tried", lambda: "cannot be told" in self.gateway.logged(), 30)
        self.gateway.kill()
        self.gateway.start()
        self.assertEqual(self.purge(), 0)
        self.receiver.start()
        [filed] = until("it is filed", lambda: self.filings(self.receiver.taken), 60)
        self.assertIsInstance(filed, Status)
        until("its receipt is here", lambda: not self.outbound("waiting"))
        self.assertEqual(self.purge(), 1)


if __name__ == "__main__":
    side_by_side.main()
