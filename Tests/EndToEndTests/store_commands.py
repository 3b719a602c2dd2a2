#!/usr/bin/env python3
# Tocsin — EndToEndTests: the commands over a store, as the contract has them
# SPDX-License-Identifier: Apache-2.0
"""People, devices, imports, alerts, messages and trails, beside a running `serve`."""

import datetime
import os
import shutil
import tempfile
import time
import uuid

import harness
import side_by_side
from device_side import signed_call
from harness import Suite, rows, told, tocsin, until
from sources import new_control, result


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
              lambda: signed_call(device, "GET", target)[0] == 403, 3)

    def test_an_enrolment_link_says_when_it_ends(self):
        out = rows("device", "enrol", "--data", self.gateway.data, "--http",
                   "https://pager.example", harness.FIRST)
        self.assertEqual(len(out), 1)
        self.assertRegex(out[0]["link"], r"^https://pager\.example/enrol#[A-Za-z0-9_-]{43,}$")
        self.assertRegex(out[0]["expiresAt"], harness.RFC3339)
        ends = datetime.datetime.fromisoformat(out[0]["expiresAt"]).timestamp()
        self.assertLess(abs(ends - time.time() - 600), 30, "ten minutes ahead")

    def test_a_link_for_nobody_is_refused(self):
        self.assertEnds(1, "device", "enrol", "--data", self.gateway.data, "--http",
                        self.gateway.base, "dr.nobody")

    def test_an_ended_device_is_ended_for_the_running_serve(self):
        device = self.gateway.enrol(harness.SECOND)
        target = f"/v1/devices/{device.id}/envelopes"
        self.assertEqual(signed_call(device, "GET", target)[0], 200)
        told("device", "end", "--data", self.gateway.data, device.id)
        until("the ended device is refused",
              lambda: signed_call(device, "GET", target)[0] == 403, 3)
        self.assertEnds(1, "device", "end", "--data", self.gateway.data, uuid.uuid4())

    def test_an_account_that_has_ended_stays_ended_when_the_documents_are_imported_again(self):
        data = ["--data", self.gateway.data]
        told("person", "end", *data, "nurse.ibis")
        told("import", *data, os.path.join(harness.ROOT, "Escalations"))
        found = {row["id"]: row for row in rows("person", "list", *data, "--json")}
        self.assertIsNotNone(found["nurse.ibis"].get("until"))

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


if __name__ == "__main__":
    side_by_side.main()
