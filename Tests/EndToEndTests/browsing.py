#!/usr/bin/env python3
# Tocsin — EndToEndTests: messages looked through, tried and replayed at the command line
# SPDX-License-Identifier: Apache-2.0
"""What an integration engineer does beside a running `serve`, as operating.md says."""

import os

import side_by_side
from harness import ROOT, Suite, rows, told, tocsin, until
from sources import new_control, result

CANARY = "ZZCANARY"
MAPPING = os.path.join(ROOT, "Integrations/laboratory/mapping.yaml")


class Browsing(Suite):
    def setUp(self):
        self.data = ["--data", self.gateway.data]

    def taken(self, **more):
        """A message that was taken: its control id and its number."""
        control = new_control()
        self.assertEqual(self.gateway.send(result(control, **more)).code, "AA")
        return control, self.gateway.message(control)[0]["id"]

    def counts(self):
        """How many messages there are, and alerts that are the laboratory's."""
        alerts = [row for row in self.gateway.alerts() if row["integration"] == "laboratory"]
        return len(self.gateway.messages()), len(alerts)

    def test_the_list_is_searched_by_what_a_message_says_and_by_an_indexed_number(self):
        control, number = self.taken(patient="ZZ77042")
        self.taken(flag="N")
        found = rows("messages", *self.data, "--json", "--control-id", control)
        self.assertEqual([row["id"] for row in found], [number])
        self.assertEqual(found[0]["type"], "ORU^R01")
        self.assertEqual(found[0]["rule"], "critical-result")
        for more in (["--value", "zz77042"], ["--value", "ZZ77042", "--field", "PID-3"],
                     ["--value", f"F{control}", "--field", "OBR-3.1"],
                     ["--control-id", control[:9] + "*"]):
            found = rows("messages", *self.data, "--json", *more)
            self.assertEqual([row["id"] for row in found], [number], more)
        self.assertEqual(rows("messages", *self.data, "--json", "--value", "ZZ770"), [])
        self.assertTrue(all(row["outcome"] == "not-for-us" for row in rows(
            "messages", *self.data, "--json", "--outcome", "not-for-us")))
        self.assertEnds(64, "messages", *self.data, "--outcome", "lost")
        self.assertEnds(1, "messages", *self.data, "--value", "1", "--field", "PID-5")
        trail = told("trail", "search", *self.data, "--action", "messages.searched", "--json")
        self.assertIn("PID-3.1", trail)
        self.assertNotIn("ZZ77042", trail)

    def test_a_message_is_explained_and_masked_until_it_is_revealed(self):
        control, number = self.taken(name=f"{CANARY}^INDIA", value="8.8", patient="ZZ55001")
        shown = told("message", *self.data, number)
        for part in ("PID-5", "Patient name", "rule critical-result: it made 1 draft", "OBX-8.1",
                     "draft critical-result, high, ward DEMO", "reply: MSA|AA|" + control,
                     "alert "):
            self.assertIn(part, shown)
        for part in (CANARY, "INDIA", "8.8", "ZZ55001", "19620317"):
            self.assertNotIn(part, shown)
        self.assertEnds(64, "message", *self.data, number, "--reveal", "short")
        shown = told("message", *self.data, number, "--reveal", "the laboratory asks what it sent")
        for part in (CANARY, "INDIA", "8.8", "ZZ55001"):
            self.assertIn(part, shown)
        actions = told("trail", "search", *self.data, "--object", f"message:{number}")
        self.assertIn("break-glass.begun", actions)
        self.assertIn("content.viewed", actions)
        until("who looks after that is told",
              lambda: "tocsin" in {row["integration"] for row in self.gateway.alerts()}, 5)
        self.assertEnds(1, "message", *self.data, 999_999_999)

    def test_what_is_not_for_us_says_which_segment_missed_which_condition(self):
        _, number = self.taken(flag="N")
        shown = told("message", *self.data, number, "--why")
        self.assertIn("rule critical-result: nothing that it wants is reported", shown)
        self.assertIn("OBX: 0 of 1 wanted", shown)
        self.assertIn("misses OBX-8.1", shown)

    def test_a_mapping_is_tried_before_it_is_imported(self):
        self.taken(flag="H")
        before = self.counts()
        with open(MAPPING, encoding="utf-8") as file:
            text = file.read()
        wider = os.path.join(self.gateway.folder, "mapping.yaml")
        with open(wider, "w", encoding="utf-8") as file:
            file.write(text.replace("CRIT*, PANIC*]", "CRIT*, PANIC*, H]"))
        same = told("try", "laboratory", *self.data, "--mapping", MAPPING)
        self.assertRegex(same, r"^\d+ messages tried, 0 differ\n$")
        tried = told("try", "laboratory", *self.data, "--mapping", wider, "--drafts")
        self.assertIn("before: not-for-us", tried)
        self.assertIn("after:  accepted, rule critical-result", tried)
        self.assertNotIn("BRAVO", tried)
        with open(wider, "w", encoding="utf-8") as file:
            file.write(text.replace("priority: high", "priority: urgent"))
        done = self.assertEnds(1, "try", "laboratory", *self.data, "--mapping", wider)
        self.assertRegex(done.stdout, r"mapping.yaml:\d+: error: ")
        self.assertEqual(self.counts(), before)

    def test_a_document_adds_fields_to_search_by(self):
        with open(MAPPING, encoding="utf-8") as file:
            text = file.read()
        folder = os.path.join(self.gateway.folder, "Integrations/laboratory")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, "mapping.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("tables:\n", "index: [PV1-3.2, PID]\ntables:\n", 1))
        done = self.assertEnds(1, "check", path)
        self.assertRegex(done.stdout, r"mapping.yaml:\d+: error: .*PID.* is not a path")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("tables:\n", "index: [PV1-3.2]\ntables:\n", 1))
        told("import", *self.data, path)
        find = ["messages", *self.data, "--json", "--value", "1", "--field", "PV1-3.2"]

        def found():
            control, _ = self.taken()
            return control in [row["controlID"] for row in rows(*find)]

        until("messages are found by the new field", found, 10)

    def test_a_replay_pages_nobody_unless_it_is_asked_to(self):
        control, number = self.taken()
        alert = self.gateway.alert(control)
        row = rows("replay", *self.data, number)[0]
        self.assertIn("nobody is paged", row["outcome"])
        self.assertIsNone(row["alert"])
        listed = rows("messages", *self.data, "--json", "--control-id", control)
        self.assertEqual([one["replayOf"] for one in listed], [number, None])
        self.assertTrue(listed[0]["reason"].startswith(f"replay of {number}: "))
        self.assertIsNone(listed[0]["reply"])
        self.assertEqual(len(self.gateway.alerts(control)), 1)
        # The source's own retransmission is still answered as it was.
        self.assertEqual(self.gateway.send(result(control)).code, "AA")
        done = rows("replay", *self.data, number, "--page", "the ward heard nothing at all")
        self.assertEqual(done[0]["alert"], alert["id"])
        self.assertIn("messages.replayed", told("trail", "search", *self.data, "--action",
                                                "messages.replayed"))
        self.assertEnds(1, "replay", *self.data, 999_999_999)
        self.assertEqual(tocsin("replay", *self.data, *range(1, 102)).returncode, 64)

    def test_inspect_prints_the_tree_of_a_file(self):
        sample = os.path.join(ROOT, "Integrations/laboratory/samples")
        name = sorted(os.listdir(sample))[0]
        self.assertIn("MSH-10  Message control ID: ",
                      told("inspect", "--tree", os.path.join(sample, name)))


if __name__ == "__main__":
    side_by_side.main()
