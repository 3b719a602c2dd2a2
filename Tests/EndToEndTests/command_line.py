#!/usr/bin/env python3
# Tocsin — EndToEndTests: the commands that need no store, as the contract has them
# SPDX-License-Identifier: Apache-2.0
"""Commands that need no store: help, exit codes, documents, rotas, files of messages."""

import json
import os
import re
import socket

import harness
import side_by_side
from harness import Scratch, rows, told


COMMANDS = [
    ["serve"], ["demo"], ["import"], ["check"], ["on-call"], ["rehearse"], ["simulate"], ["send"],
    ["inspect"], ["person"], ["person", "add"], ["person", "list"], ["person", "end"],
    ["person", "change"], ["person", "show"], ["person", "invite"], ["person", "import"],
    ["device"],
    ["device", "enrol"], ["device", "list"], ["device", "end"], ["alerts"], ["messages"],
    ["trail"], ["directory-key"], ["directory-key", "make"], ["directory-key", "end"],
    ["directory-key", "list"], ["integration-key"], ["integration-key", "make"],
    ["integration-key", "end"], ["integration-key", "list"], ["export"], ["calendar-link"],
    ["calendar-link", "make"], ["calendar-link", "end"], ["calendar-link", "list"],
]
SHIPPED = [os.path.join(harness.ROOT, name) for name in ("Escalations", "Integrations")]


class EveryCommand(Scratch):
    def test_has_help_with_an_example(self):
        for command in COMMANDS:
            with self.subTest(command=" ".join(command)):
                done = self.assertEnds(0, *command, "--help")
                self.assertRegex(done.stdout, "[Ee]xample")
                self.assertIn(f"tocsin {' '.join(command)}", done.stdout)

    def test_ends_with_64_on_wrong_usage(self):
        for arguments in (
            ["nonsense"], ["serve", "--nonsense"], ["on-call"], ["rehearse"], ["inspect"],
            ["trail"], ["send"], ["check"], ["person", "add", "--data", self.folder],
            ["person", "import", "--data", self.folder, "people.csv"],
            ["device", "enrol", "--data", self.folder], ["alerts", "--phase", "nonsense"],
            ["inspect", harness.SAMPLES, "--field", "nonsense"],
            ["on-call", "medicine-registrar", "--at", "nonsense"],
            ["serve", "--data", self.path("data"), "--http", "nonsense"],
            ["simulate", "--hours", "0"],
        ):
            with self.subTest(arguments=arguments):
                self.assertEnds(64, *arguments)

    def test_ends_with_1_when_what_was_asked_for_does_not_hold(self):
        for arguments in (
            ["on-call", "nonsense"], ["rehearse", "nonsense"],
            ["alerts", "--data", self.path("nowhere"), "--json"],
            ["messages", "--data", self.path("nowhere"), "--json"],
            ["inspect", self.path("nowhere.hl7")], ["check", self.path("nowhere")],
            ["send", "--mllp", "127.0.0.1:1", harness.SAMPLES],
        ):
            with self.subTest(arguments=arguments):
                done = self.assertEnds(1, *arguments)
                self.assertNotEqual(done.stderr.strip(), "", "it says why")


class SendToNobody(Scratch):
    def closed_port(self):
        """A port of this machine where nobody listens."""
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            return one.getsockname()[1]

    def test_ends_with_1_and_says_in_plain_words_that_nobody_listens(self):
        port = self.closed_port()
        done = self.assertEnds(1, "send", "--mllp", f"127.0.0.1:{port}", harness.SAMPLES)
        self.assertEqual(done.stdout, "")
        self.assertIn(f"127.0.0.1:{port}", done.stderr)
        self.assertIn("refused", done.stderr.lower())
        for word in ("errno", "error set", "NIO"):
            self.assertNotIn(word, done.stderr)
        self.assertIn("hint: ", done.stderr)
        self.assertNotRegex(done.stderr, r"NIO|[A-Za-z]+Error\b|Optional\(|\w+\(\w+: ")


class Check(Scratch):
    def test_takes_the_shipped_documents_and_says_nothing(self):
        self.assertEqual(self.assertEnds(0, "check", *SHIPPED).stdout, "")

    def test_names_path_line_and_the_mend_of_a_mistake(self):
        harness.quick_documents(self.folder)
        path = self.write("Escalations/policies/demonstration.yaml", "\n".join([
            "title: Demonstration", "cycles: 1", "steps:",
            "  - page: { responder: dr.nobody }", "    wait: a while", ""]))
        done = self.assertEnds(1, "check", self.path("Escalations"), self.path("Integrations"))
        lines = done.stdout.splitlines()
        self.assertTrue(lines)
        for line in lines:
            self.assertRegex(line, r"^[^:]+\.yaml:\d+: (error|warning): \S.*$")
        self.assertTrue(
            any(line.startswith(f"{path}:5: error: ") for line in lines), done.stdout)

    def test_says_where_a_document_is_not_yaml_at_all(self):
        harness.quick_documents(self.folder)
        path = self.write("Escalations/policies/demonstration.yaml", "title: [\n")
        done = self.assertEnds(1, "check", self.path("Escalations"))
        self.assertRegex(done.stdout, re.escape(path) + r":\d+: error: ")

    def test_takes_one_file_in_a_folder(self):
        self.assertEnds(0, "check", os.path.join(SHIPPED[0], "policies/demonstration.yaml"))

    def test_refuses_a_routing_table_without_a_catch_all(self):
        harness.quick_documents(self.folder)
        self.write("Escalations/routes.yaml", "fallback-within: 10m\nroutes: []\n")
        done = self.assertEnds(1, "check", self.path("Escalations"), self.path("Integrations"))
        self.assertIn("catch-all", done.stdout)


class OnCallAndRehearse(Scratch):
    def test_on_call_names_the_people_and_why(self):
        out = rows("on-call", "medicine-registrar", "--at", "2026-11-25T03:00:00+01:00", "--json")
        self.assertEqual(len(out), 1)
        row = out[0]
        self.assertEqual(row["rota"], "medicine-registrar")
        self.assertRegex(row["at"], harness.RFC3339)
        self.assertRegex(row["until"], harness.RFC3339)
        self.assertEqual(len(row["responders"]), 1)
        who = row["responders"][0]
        self.assertIn(who["id"], (harness.FIRST, harness.SECOND))
        self.assertIn(who["name"], ("Dr Hanna Amsel", "Dr Jonas Brandt"))
        self.assertTrue(who["why"])

    def test_on_call_names_who_stands_behind_and_who_goes_along(self):
        at = ["on-call", "medicine-registrar", "--at", "2026-11-24T12:00:00+01:00"]
        row = rows(*at, "--json")[0]
        self.assertEqual([who["id"] for who in row["second"]], ["dr.fink"])
        self.assertEqual([who["id"] for who in row["trainees"]], ["trainee.falk"])
        text = told(*at)
        self.assertIn("second on call for Medicine registrar", text)
        self.assertIn("trainee on call for Medicine registrar", text)
        evening = rows("on-call", "medicine-registrar", "--at", "2026-11-24T19:00:00+01:00",
                       "--json")[0]
        self.assertEqual(evening["trainees"], [])

    def test_on_call_takes_documents_from_a_folder_or_the_environment(self):
        harness.quick_documents(self.folder)
        path = self.path("Escalations/rotas/anaesthesia.yaml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("dr.elster", "dr.dorn"))
        at = ["anaesthesia", "--at", "2026-11-25T03:00:00+01:00", "--json"]
        self.assertEqual(rows("on-call", *at)[0]["responders"][0]["id"], "dr.elster")
        flag = rows("on-call", *at, "--documents", self.folder)
        self.assertEqual(flag[0]["responders"][0]["id"], "dr.dorn")
        variable = rows("on-call", *at, environment={"TOCSIN_DOCUMENTS": self.folder})
        self.assertEqual(variable[0]["responders"][0]["id"], "dr.dorn")

    def test_rehearse_gives_the_same_timeline_each_time_and_needs_no_store(self):
        arguments = ["rehearse", "demonstration", "--at", "2026-11-25T03:00:00+01:00"]
        first, second = told(*arguments), told(*arguments)
        self.assertEqual(first, second)
        for word in (harness.FIRST, harness.SECOND, "switchboard"):
            self.assertIn(word, first)
        self.assertLess(first.index(harness.FIRST), first.index(harness.SECOND))


class Simulate(Scratch):
    def test_ends_with_the_counts(self):
        done = self.assertEnds(0, "simulate", "--seed", "7", "--hours", "2")
        self.assertRegex(
            done.stdout.splitlines()[-1],
            r"^\d+ lifetimes, 0 lost, 0 ownerless, 0 wrong person, 0 duplicates seen, seeds 7-7$")


class Inspect(Scratch):
    KEYS = {"file", "type", "version", "controlID", "characterSet", "segments", "fields",
            "warnings", "error"}

    def test_shows_one_object_a_message(self):
        path = os.path.join(harness.SAMPLES, "critical-potassium.hl7")
        out = rows("inspect", path)
        self.assertEqual(len(out), 1)
        row = out[0]
        self.assertLessEqual(self.KEYS, set(row))
        self.assertEqual(row["file"], path)
        self.assertTrue(row["type"].startswith("ORU^R01"), row["type"])
        self.assertEqual((row["version"], row["controlID"]), ("2.5.1", "ELM000101"))
        self.assertEqual(row["segments"], ["MSH", "PID", "PV1", "ORC", "OBR", "OBX", "NTE", "OBX"])
        self.assertIsNone(row["error"])

    def test_lists_a_folder_in_order_of_name(self):
        out = rows("inspect", harness.SAMPLES)
        names = [os.path.basename(row["file"]) for row in out]
        self.assertEqual(names, sorted(os.listdir(harness.SAMPLES)))

    def test_gives_fields_over_occurrences_and_repetitions_decoded(self):
        path = os.path.join(harness.SAMPLES, "critical-potassium.hl7")
        row = rows("inspect", path, "--field", "PID-3.1", "--field", "OBX-5", "--field", "OBX-8.1",
                   "--field", "NTE-3")[0]
        self.assertEqual(row["fields"]["PID-3.1"], ["990017", "V880012"])
        self.assertEqual(row["fields"]["OBX-5"], ["7.1", "139"])
        self.assertEqual(row["fields"]["OBX-8.1"], ["HH", "N"])
        self.assertEqual(len(row["fields"]["NTE-3"]), 1)
        self.assertNotIn("\\.br\\", row["fields"]["NTE-3"][0])

    def test_decodes_the_character_set_that_the_message_names(self):
        row = rows("inspect", os.path.join(harness.SAMPLES, "latin-1.hl7"), "--field", "PID-5.2")[0]
        self.assertTrue(row["characterSet"])
        self.assertEqual(row["fields"]["PID-5.2"], ["ÉLODIE"])

    def test_says_where_a_message_cannot_be_parsed(self):
        path = self.write("broken.hl7", b"PID|1||no header\rOBX|1\r")
        done = self.assertEnds(1, "inspect", path)
        row = json.loads(done.stdout)
        self.assertEqual({"message", "segment", "field", "byte"} - set(row["error"]), set())
        self.assertTrue(row["error"]["message"])
        self.assertIsInstance(row["error"]["byte"], int)

    def test_survives_an_empty_file_and_bytes_of_any_kind(self):
        self.write("a.hl7", b"")
        self.write("b.hl7", bytes(range(256)) * 8)
        self.write("c.hl7", b"MSH")
        done = self.assertEnds(1, "inspect", self.folder)
        for line in done.stdout.splitlines():
            self.assertIsNotNone(json.loads(line)["error"])


if __name__ == "__main__":
    side_by_side.main()
