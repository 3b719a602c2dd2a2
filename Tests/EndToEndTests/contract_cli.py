#!/usr/bin/env python3
# Tocsin — EndToEndTests: the command line as the contract has it
# SPDX-License-Identifier: Apache-2.0
"""Commands, their output, their exit codes, and how `serve` starts and stops."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import uuid

import harness
from harness import Gateway, Suite, new_control, result, rows, told, tocsin, until

COMMANDS = [
    ["serve"], ["demo"], ["import"], ["check"], ["on-call"], ["rehearse"], ["simulate"], ["send"],
    ["inspect"], ["person"], ["person", "add"], ["person", "list"], ["person", "end"], ["device"],
    ["device", "enrol"], ["device", "list"], ["device", "end"], ["alerts"], ["messages"],
    ["trail"],
]
SHIPPED = [os.path.join(harness.ROOT, name) for name in ("Escalations", "Integrations")]


class Scratch(unittest.TestCase):
    """Tests with a folder of their own."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tocsin-e2e-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    assertEnds = Suite.assertEnds

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path


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


class People(Suite):
    def test_a_person_is_added_listed_and_ended_beside_a_running_serve(self):
        data = ["--data", self.gateway.data]
        told("person", "add", *data, "--id", "locum.k", "--name", "K. Locum", "--until",
             "2099-01-31T18:00:00+01:00")
        found = {row["id"]: row for row in rows("person", "list", *data, "--json")}
        self.assertEqual(found["locum.k"]["name"], "K. Locum")
        device = self.gateway.enrol("locum.k")
        listed = {row["id"]: row for row in rows("device", "list", *data, "--json")}
        row = listed[str(device.id)]
        self.assertEqual(row["responder"], "locum.k")
        self.assertRegex(row["enrolledAt"], harness.RFC3339)
        self.assertIn("lastContact", row)
        told("person", "end", *data, "locum.k")
        target = f"/v1/devices/{device.id}/envelopes"
        until("the ended person's device is refused",
              lambda: harness.signed_call(device, "GET", target)[0] == 403, 3)

    def test_an_enrolment_link_says_when_it_ends(self):
        out = rows("device", "enrol", "--data", self.gateway.data, "--http",
                   "https://pager.example", harness.FIRST)
        self.assertEqual(len(out), 1)
        self.assertRegex(out[0]["link"], r"^https://pager\.example/enrol#[A-Za-z0-9_-]{43,}$")
        self.assertRegex(out[0]["expiresAt"], harness.RFC3339)

    def test_a_link_for_nobody_is_refused(self):
        self.assertEnds(1, "device", "enrol", "--data", self.gateway.data, "--http",
                        self.gateway.base, "dr.nobody")

    def test_an_ended_device_is_ended_for_the_running_serve(self):
        device = self.gateway.enrol(harness.SECOND)
        target = f"/v1/devices/{device.id}/envelopes"
        self.assertEqual(harness.signed_call(device, "GET", target)[0], 200)
        told("device", "end", "--data", self.gateway.data, device.id)
        until("the ended device is refused",
              lambda: harness.signed_call(device, "GET", target)[0] == 403, 3)
        self.assertEnds(1, "device", "end", "--data", self.gateway.data, uuid.uuid4())

    def test_an_import_changes_what_the_store_says_and_not_the_documents(self):
        folder = tempfile.mkdtemp(prefix="tocsin-e2e-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        harness.quick_documents(folder)
        path = os.path.join(folder, "Escalations/rotas/anaesthesia.yaml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("dr.elster", "dr.corvin"))
        told("import", "--data", self.gateway.data, path)
        at = ["anaesthesia", "--at", "2026-11-25T03:00:00+01:00", "--json"]
        stored = rows("on-call", "--data", self.gateway.data, *at)
        self.assertEqual(stored[0]["responders"][0]["id"], "dr.corvin")
        variable = rows("on-call", *at, environment={"TOCSIN_DATA": self.gateway.data})
        self.assertEqual(variable[0]["responders"][0]["id"], "dr.elster", "documents win")

    def test_an_import_with_a_mistake_changes_nothing(self):
        folder = tempfile.mkdtemp(prefix="tocsin-e2e-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        harness.quick_documents(folder)
        with open(os.path.join(folder, "Escalations/rotas/outreach-nurse.yaml"), "w",
                  encoding="utf-8") as file:
            file.write("title: Outreach nurse\nzone: Nowhere/Atlantis\n")
        at = ["outreach-nurse", "--at", "2026-11-25T03:00:00+01:00", "--json"]
        before = rows("on-call", "--data", self.gateway.data, *at)
        self.assertEnds(1, "import", "--data", self.gateway.data,
                        os.path.join(folder, "Escalations"))
        self.assertEqual(rows("on-call", "--data", self.gateway.data, *at), before)


class SendAndLists(Suite):
    def send(self, *paths):
        address = "{}:{}".format(*self.gateway.mllp)
        return tocsin("send", "--mllp", address, *paths)

    def write(self, content):
        folder = tempfile.mkdtemp(prefix="tocsin-e2e-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        path = os.path.join(folder, "one.hl7")
        with open(path, "wb") as file:
            file.write(content)
        return path

    def test_send_prints_a_line_a_message(self):
        done = self.send(harness.SAMPLES)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.splitlines()
        self.assertEqual(len(lines), len(os.listdir(harness.SAMPLES)))
        for line in lines:
            self.assertRegex(line, r"^[^\t]+\.hl7\tAA\tELM\d+\t\d+(\.\d+)?$")

    def test_send_ends_with_1_when_one_reply_is_negative(self):
        path = self.write(b"this is no message\r")
        done = self.send(path, os.path.join(harness.SAMPLES, "normal.hl7"))
        self.assertEqual(done.returncode, 1)
        codes = [line.split("\t")[1] for line in done.stdout.splitlines()]
        self.assertEqual(codes, ["AR", "AA"])

    def test_an_alert_has_the_fields_of_the_contract(self):
        control = new_control()
        self.assertEqual(self.gateway.send(result(control)).code, "AA")
        alert = self.gateway.alert(control)
        for field in ("id", "phase", "priority", "openedAt", "integration", "controlID",
                      "nextDeadline", "duties", "pages"):
            self.assertIn(field, alert)
        self.assertRegex(alert["id"], f"^{harness.UUID_TEXT}$")
        self.assertIn(alert["phase"], ("escalating", "exhausted"))
        self.assertEqual((alert["priority"], alert["integration"]), ("high", "laboratory"))
        self.assertRegex(alert["openedAt"], harness.RFC3339)
        self.assertRegex(alert["nextDeadline"], harness.RFC3339)
        self.assertEqual(len(alert["duties"]), 1)
        self.assertEqual({"role", "phase", "by", "nextDeadline"} - set(alert["duties"][0]), set())
        self.assertEqual(alert["duties"][0]["role"], "responder")
        self.assertTrue(alert["pages"])
        for page in alert["pages"]:
            self.assertEqual({"id", "responder", "device", "state", "why"} - set(page), set())
            self.assertIn(page["state"], (
                "decided", "sealed", "handed-over", "delivered", "displayed", "answered",
                "withdrawn", "expired", "failed"))
            self.assertTrue(page["why"])

    def test_a_page_for_a_person_without_a_device_has_no_device(self):
        control = new_control()
        self.gateway.send(result(control))
        pages = self.gateway.alert(control)["pages"]
        self.assertIn(("switchboard", None), {(one["responder"], one["device"]) for one in pages})

    def test_alerts_are_filtered_by_phase(self):
        control = new_control()
        self.gateway.send(result(control))
        phase = self.gateway.alert(control)["phase"]
        self.assertTrue(self.gateway.alerts(control, phase))
        self.assertFalse(self.gateway.alerts(control, "resolved"))

    def test_a_message_has_the_fields_of_the_contract(self):
        critical, normal = new_control(), new_control()
        self.gateway.send(result(critical))
        self.gateway.send(result(normal, flag="N", value="4.2"))
        taken, left = self.gateway.message(critical)[0], self.gateway.message(normal)[0]
        for row in (taken, left):
            self.assertEqual({"receivedAt", "integration", "controlID", "outcome", "reply",
                              "reason", "alert"} - set(row), set())
            self.assertRegex(row["receivedAt"], harness.RFC3339)
            self.assertEqual((row["integration"], row["reply"]), ("laboratory", "AA"))
        self.assertEqual(taken["outcome"], "accepted")
        self.assertEqual(taken["alert"], self.gateway.alert(critical)["id"])
        self.assertEqual((left["outcome"], left["alert"]), ("not-for-us", None))
        self.assertIn("critical-result", left["reason"], "the rule's name")

    def test_a_trail_says_what_happened_and_why(self):
        control = new_control()
        self.gateway.send(result(control))
        trail = self.gateway.trail(self.gateway.alert(control)["id"])
        self.assertTrue(trail)
        for entry in trail:
            self.assertEqual({"at", "event", "reason", "text"} - set(entry), set())
            self.assertRegex(entry["at"], harness.RFC3339)
        self.assertEqual(trail[0]["event"], "opened")

    def test_the_trail_of_an_unknown_alert_ends_with_1(self):
        for alert in (uuid.uuid4(), "nonsense"):
            done = self.assertEnds(1, "trail", "--data", self.gateway.data, "--json", alert)
            self.assertEqual(done.stdout, "")


class Serving(Scratch):
    def gateway(self):
        gateway = Gateway()
        self.addCleanup(gateway.close)
        return gateway

    def test_a_second_serve_says_which_process_holds_the_folder(self):
        gateway = self.gateway().start()
        done = self.assertEnds(1, "serve", "--data", gateway.data, "--http", "127.0.0.1:0",
                               "--mllp", "127.0.0.1:0")
        self.assertIn(f"in use by process {gateway.process.pid}", done.stderr)

    def stops_with(self, number):
        gateway = self.gateway().start()
        device = gateway.enrol(harness.FIRST)
        box = harness.Mailbox(device)
        self.addCleanup(box.close)
        with gateway.connect() as source:
            control = new_control()
            self.assertEqual(source.exchange(result(control)).code, "AA")
            box.page_of(gateway.alert(control)["id"])
            box.closing = True
            code, seconds = gateway.signal(number)
        self.assertEqual(code, 0, gateway.logged()[-800:])
        self.assertLess(seconds, harness.STOP_SECONDS)

    def test_sigterm_ends_it_with_an_open_stream_and_an_open_connection(self):
        self.stops_with(signal.SIGTERM)

    def test_sigint_ends_it_with_an_open_stream_and_an_open_connection(self):
        self.stops_with(signal.SIGINT)

    def test_a_second_start_keeps_the_data(self):
        gateway = self.gateway().start()
        control = new_control()
        gateway.send(result(control))
        before = gateway.alert(control)
        self.assertEqual(gateway.stop()[0], 0)
        self.assertEqual(gateway.alert(control)["id"], before["id"], "without a running serve")
        gateway.start()
        self.assertEqual(gateway.alert(control)["id"], before["id"])

    def test_it_says_ready_once_and_only_that_on_standard_output(self):
        gateway = self.gateway().start()
        gateway.send(result(new_control()))
        gateway.stop()
        self.assertEqual(len(gateway.said), 1, gateway.said)

    def test_it_is_configured_by_the_environment(self):
        gateway = self.gateway()
        gateway.start("--data", None, "--http", None, "--mllp", None, environment={
            "TOCSIN_DATA": gateway.data, "TOCSIN_HTTP": "127.0.0.1:0",
            "TOCSIN_MLLP": "127.0.0.1:0"})
        control = new_control()
        gateway.send(result(control))
        found = rows("messages", "--json", environment={"TOCSIN_DATA": gateway.data})
        self.assertIn(control, [row["controlID"] for row in found])

    def test_it_serves_the_documents_that_are_named(self):
        for how in ("flag", "environment"):
            with self.subTest(how=how):
                folder = harness.quick_documents(self.path(how), wait="7s")
                gateway = self.gateway()
                if how == "flag":
                    gateway.start("--documents", folder)
                else:
                    gateway.start(environment={"TOCSIN_DOCUMENTS": folder})
                text = told("rehearse", "demonstration", "--data", gateway.data, "--at",
                            "2026-11-25T03:00:00+01:00")
                shipped = told("rehearse", "demonstration", "--at", "2026-11-25T03:00:00+01:00")
                self.assertNotEqual(text, shipped)

    def config(self, **settings):
        lines = ["tocsin:"] + [f"  {name}: \"{value}\"" for name, value in settings.items()]
        return self.write("tocsin.yaml", "\n".join(lines) + "\n")

    def test_it_is_configured_by_a_file(self):
        gateway = self.gateway()
        path = self.config(data=gateway.data, http="127.0.0.1:0", mllp="127.0.0.1:0")
        gateway.start("--data", None, "--http", None, "--mllp", None, "--config", path)
        self.assertTrue(os.path.isdir(gateway.data))

    def test_a_flag_beats_the_environment_which_beats_the_file(self):
        file, variable, flag = self.path("file"), self.path("variable"), self.path("flag")
        path = self.config(data=file, http="127.0.0.1:0", mllp="127.0.0.1:0")
        gateway = self.gateway()
        gateway.start("--data", flag, "--config", path, environment={"TOCSIN_DATA": variable})
        gateway.stop()
        self.assertEqual([os.path.exists(one) for one in (file, variable, flag)],
                         [False, False, True])
        gateway.start("--data", None, "--http", None, "--mllp", None, "--config", path,
                      environment={"TOCSIN_DATA": variable})
        gateway.stop()
        self.assertEqual([os.path.exists(one) for one in (file, variable)], [False, True])

    def test_a_port_that_is_taken_is_said_and_nothing_listens(self):
        gateway = self.gateway().start()
        taken = "{}:{}".format(*gateway.http)
        done = self.assertEnds(1, "serve", "--data", self.path("other"), "--http", taken,
                               "--mllp", "127.0.0.1:0")
        self.assertIn(str(gateway.http[1]), done.stderr)
        self.assertNotIn("ready", done.stdout)

    def test_health_and_readiness(self):
        gateway = self.gateway().start()
        for target, status in (("/healthz", "alive"), ("/readyz", "ready")):
            code, headers, body = harness.http_call(gateway.base, "GET", target)
            self.assertEqual((code, json.loads(body)), (200, {"status": status}))
            self.assertTrue(headers["Content-Type"].startswith("application/json"))


class Demo(Scratch):
    def test_prints_three_links_sends_the_sample_and_stops_cleanly(self):
        process = subprocess.Popen(
            [harness.PROGRAM, "demo", "--data", self.path("data"), "--http", "127.0.0.1:0",
             "--mllp", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=harness.clean_environment())
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        os.set_blocking(process.stdout.fileno(), False)
        heard = b""

        def links():
            nonlocal heard
            heard += process.stdout.read() or b""
            self.assertIsNone(process.poll(), heard)
            return heard.count(b"/enrol#")

        until("a link for each of two responders and a manager", lambda: links() >= 3, 60)
        found = until(
            "the sample's alert",
            lambda: rows("alerts", "--data", self.path("data"), "--json"), 30, 0.2)
        self.assertEqual(len(found), 1)
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(harness.STOP_SECONDS + 5), 0)
        self.assertLess(time.monotonic() - begun, harness.STOP_SECONDS)


if __name__ == "__main__":
    harness.main()
