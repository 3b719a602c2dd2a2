#!/usr/bin/env python3
# Tocsin — EndToEndTests: rehearsals and hindsight, at the command line and in the console
# SPDX-License-Identifier: Apache-2.0
"""What `tocsin rehearse` and `tocsin hindsight` say of a running site, as the API says it too."""

import json
import os
import urllib.error
import urllib.request

import harness
import side_by_side
from harness import FIRST, SECOND, told
from rotas import Manager, cover
from two_devices import TwoDevices

POLICY = "demonstration"
FILE = os.path.join(harness.ROOT, f"Escalations/policies/{POLICY}.yaml")
KINDS = {
    "sooner": "reach somebody sooner", "later": "reach somebody later",
    "onlyFallback": "reach only the fallback, and did not",
    "noLongerFallback": "reach a person, and reached only the fallback",
    "others": "are taken as soon, by somebody else",
}
SURGERY = """
title: Surgery
steps:
  - page: { responder: dr.brandt }
    wait: 2m
fallback: { page: { responder: switchboard }, every: 1m }
"""


class Commands(TwoDevices):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = Manager(cls.gateway, "commands.kite", "rota-manager")

    def write(self, name, text):
        path = os.path.join(self.gateway.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def taken(self):
        """An alert that the first registrar takes."""
        page = self.page(self.report())
        self.assertEqual(self.first.answer(page, "accept").result, 0)

    def edited(self, *pairs):
        with open(FILE, encoding="utf-8") as file:
            text = file.read()
        for before, after in pairs:
            self.assertIn(before, text)
            text = text.replace(before, after)
        return text

    def hindsight(self, text):
        """The counts of each kind, which command and API have to agree on."""
        path = self.write(f"edited/{POLICY}.yaml", text)
        out = told("hindsight", "--data", self.gateway.data, "--policy", path)
        status, _, seen = self.manager.call(
            "POST", f"/v1/policies/{POLICY}/hindsight", {"text": text})
        self.assertEqual(status, 200, seen)
        self.assertIn(f"{seen['count']} alerts of the last 90 days", out)
        for kind, words in KINDS.items():
            self.assertIn(f"{seen[kind]['count']} {words}\n", out)
            self.assertEqual(len(seen[kind]["alerts"]), seen[kind]["count"])
        return seen, out

    def test_hindsight_says_what_an_edit_of_a_policy_would_have_changed(self):
        self.taken()
        seen, _ = self.hindsight(self.edited())
        self.assertEqual({kind: seen[kind]["count"] for kind in KINDS},
                         dict.fromkeys(KINDS, 0), seen)
        self.assertGreater(seen["count"], 0)
        swapped = self.edited((FIRST, "nobody"), (SECOND, FIRST), ("nobody", SECOND))
        seen, out = self.hindsight(swapped)
        self.assertGreater(seen["later"]["count"], 0, seen)
        [late, *_] = seen["later"]["alerts"]
        self.assertEqual(late["after"]["seconds"] - late["before"]["seconds"], 20)
        self.assertIn(f"{late['alert']}  ", out)
        seen, _ = self.hindsight(self.edited((FIRST, SECOND)))
        self.assertGreater(seen["onlyFallback"]["count"], 0, seen)
        self.assertTrue(seen["onlyFallback"]["alerts"][0]["after"]["isFallback"])

    def test_hindsight_of_a_rota_lays_the_change_as_a_preview_does(self):
        self.taken()
        target = "/v1/rotas/medicine-registrar"
        base = self.manager.view()["revision"]
        body = {"base": base, "edits": [cover(1, 2, "dr.corvin")]}
        status, _, seen = self.manager.call("POST", target + "/hindsight", body)
        self.assertEqual(status, 200, seen)
        self.assertEqual({seen[kind]["count"] for kind in KINDS}, {0}, seen)
        self.assertEqual(self.manager.view()["revision"], base)
        status, _, _ = self.manager.call(
            "POST", target + "/hindsight", {"base": base + 900, "edits": body["edits"]})
        self.assertEqual(status, 404)

    def test_hindsight_refuses_what_is_no_policy_and_whoever_may_not_change_it(self):
        target = f"/v1/policies/{POLICY}/hindsight"
        status, _, problem = self.manager.call("POST", target, {"text": "title: Nothing\n"})
        self.assertEqual(status, 422, problem)
        self.assertIn("line 1", problem["detail"])
        board = Manager(self.gateway, "commands.board", "switchboard")
        self.assertEqual(board.call("POST", target, {"text": self.edited()})[0], 403)
        path = self.write("edited/broken.yaml", "title: Nothing\n")
        self.assertEnds(1, "hindsight", "--data", self.gateway.data, "--policy", path)
        self.assertEnds(64, "hindsight", "--data", self.gateway.data)

    def test_a_rehearsal_says_the_same_in_both_places_and_who_has_no_device(self):
        facts = {"ward": "DEMO", "kind": "critical-result", "priority": "high"}
        at = "2026-12-06T03:00:00+01:00"
        out = told("rehearse", "--data", self.gateway.data, "--at", at,
                   *[part for name, value in facts.items() for part in (f"--{name}", value)])
        status, _, seen = self.manager.call("POST", "/v1/rehearsals", {**facts, "at": at})
        self.assertEqual(status, 200, seen)
        self.assertIn(f"route \"{seen['route']}\"", out)
        self.assertIn(f"policy {seen['policy']}:", out)
        for page in seen["pages"]:
            self.assertIn(f"paged {page['id']} ", out)
        for one in seen["missing"]:
            self.assertIn(one["id"], out)

    def test_a_rehearsal_reads_a_message_and_stores_nothing(self):
        sample = os.path.join(harness.SAMPLES, "critical-potassium.hl7")
        before = len(self.gateway.messages())
        out = told("rehearse", "--data", self.gateway.data, "--integration", "laboratory",
                   "--message", sample)
        self.assertIn("route \"critical results\": kind is critical-result", out)
        self.assertEqual(len(self.gateway.messages()), before)
        for more in (["--message", sample], ["--message", sample, "--integration", "nobody"]):
            self.assertNotEqual(
                harness.tocsin("rehearse", "--data", self.gateway.data, *more).returncode, 0)

    def test_a_result_on_a_sunday_at_three_goes_through_the_mapping(self):
        at = "2026-12-06T03:00:00+01:00"
        fields = {"OBX-3.2": "Potassium", "OBX-5": "7.1", "OBX-6": "mmol/L", "OBX-8": "HH"}
        given = [part for path, value in fields.items() for part in ("--field", f"{path}={value}")]
        out = told("rehearse", "--data", self.gateway.data, "--integration", "laboratory",
                   "--ward", "W4E", "--at", at, *given)
        self.assertIn("It says: Potassium", out)
        self.assertIn("7.1 mmol/L", out)
        self.assertIn("route \"critical results\": kind is critical-result", out)
        status, _, seen = self.manager.call("POST", "/v1/rehearsals", {
            "integration": "laboratory", "ward": "W4E", "at": at, "fields": fields})
        self.assertEqual(status, 200, seen)
        self.assertEqual((seen["kind"], seen["priority"]), ("critical-result", "high"))
        self.assertIn("7.1 mmol/L", seen["what"])
        for page in seen["pages"]:
            self.assertIn(f"paged {page['id']} ", out)
            self.assertTrue(page["reasons"], page)

    def test_a_result_that_is_not_critical_pages_nobody_and_says_so(self):
        refused = harness.tocsin(
            "rehearse", "--data", self.gateway.data, "--integration", "laboratory",
            "--field", "OBX-3.2=Potassium", "--field", "OBX-5=4.1")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("nobody would be paged", refused.stderr)
        self.assertIn("OBX-8", refused.stderr)
        asked = {"integration": "laboratory", "fields": {"OBX-5": "4.1"}}
        status, _, told_so = self.manager.call("POST", "/v1/rehearsals", asked)
        self.assertEqual((status, told_so["field"]), (422, "no-alert"))
        for wrong in ({"fields": {"OBX": "4.1"}}, {"fields": {}}):
            status, _, _ = self.manager.call("POST", "/v1/rehearsals", {**asked, **wrong})
            self.assertEqual(status, 422)

    def test_a_report_over_http_is_led_by_its_service(self):
        with open(harness.ROOT + "/Escalations/routes.yaml", encoding="utf-8") as file:
            text = file.read()
        route = ("routes:\n  - name: surgery by service\n    when: { service: SUR }\n"
                 "    policy: surgery\n")
        routes = self.write("Escalations/routes.yaml", text.replace("routes:\n", route, 1))
        policy = self.write("Escalations/policies/surgery.yaml", SURGERY)
        told("import", "--data", self.gateway.data, routes, policy)
        key = self.gateway.key("freezers", "service")
        body = {"priority": "high", "kind": "temperature", "what": "-61.0 °C"}

        def led(more):
            asked = urllib.request.Request(
                self.gateway.base + "/v1/alerts", json.dumps({**body, **more}).encode(),
                method="POST", headers={
                    "Content-Type": "application/json", "Authorization": f"Bearer {key}"})
            with urllib.request.urlopen(asked, timeout=20) as answer:
                alert = json.load(answer)["alert"]
            [row] = [one for one in harness.rows("alerts", "--data", self.gateway.data, "--json")
                     if one["id"] == alert]
            return row["policy"].split("@")[0]

        self.assertEqual(harness.until("the key holds", lambda: self.tried(led)), "surgery")
        self.assertNotEqual(led({}), "surgery")

    @staticmethod
    def tried(led):
        """Keys and documents are noticed within a second."""
        try:
            found = led({"service": "SUR"})
        except urllib.error.HTTPError:
            return None
        return found if found == "surgery" else None


if __name__ == "__main__":
    side_by_side.main()
