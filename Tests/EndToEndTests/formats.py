#!/usr/bin/env python3
# Tocsin — EndToEndTests: formats that others already speak, spoken by what others wrote
# SPDX-License-Identifier: Apache-2.0
"""A client of PagerDuty's, Debian's Alertmanager and resources of `fhir.resources` report to the
gateway, and devices are paged."""

import datetime
import json
import os
import shutil
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

from fhirclient.models import fhirabstractbase, fhirelementfactory
from fhir.resources import get_fhir_model_class as r5
from fhir.resources.R4B import get_fhir_model_class as r4b
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.observation import Observation
from fhir.resources.R4B.operationoutcome import OperationOutcome
import pdpyras

import harness
from device_side import Mailbox
from harness import FIRST, ROOT, SECOND, Gateway, Suite, told, until
from loop_side import free_port


def at_demonstration(folder, ward):
    """The documents' copy, in which alerts of the formats lie in the ward of the demonstration."""
    for name, line in ward.items():
        path = os.path.join(folder, "Integrations", name, "mapping.yaml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        assert line[0] in text, f"{path} has no {line[0]!r}"
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(*line))


class Formats(Suite):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway()
        cls.addClassCleanup(cls.gateway.close)
        cls.gateway.bring("20s", lambda documents: at_demonstration(documents, {
            "alertmanager": ('ward: "{labels.ward}"', "ward: DEMO"),
            "events-v2": ("since: payload.timestamp", "ward: DEMO"),
            "fhir": ("wards: { B4: B4, ICU: ICU }", "wards: { B4: DEMO }"),
        }))
        cls.keys = {
            name: cls.gateway.key(name) for name in ("alertmanager", "events-v2", "fhir")}
        cls.gateway.start()
        cls.device = cls.gateway.enrol(FIRST)
        cls.box = Mailbox(cls.device)
        cls.addClassCleanup(cls.box.close)

    def alerts(self, integration, narrowed=""):
        """The source's alerts, newest first."""
        asked = urllib.request.Request(
            f"{self.gateway.base}/v1/alerts?state=all{narrowed}",
            headers={"Authorization": f"Bearer {self.keys[integration]}"})
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return json.load(answer)["alerts"]

    def page_with(self, words):
        """The page that says these words."""
        return self.box.wait(
            words, lambda one: words in json.dumps(one.content, ensure_ascii=False))


class EventsClient(Formats):
    """The PyPI package `pdpyras`."""

    def client(self, key=None):
        session = pdpyras.EventsAPISession(key or self.keys["events-v2"])
        session.url = self.gateway.base
        return session

    def phase(self, alert):
        """Where an alert stands."""
        return {one["id"]: one["phase"] for one in self.alerts("events-v2")}[alert]

    def test_its_trigger_pages_its_acknowledgment_answers_nothing_and_its_resolve_ends(self):
        client = self.client()
        key = client.trigger(
            "Freezer 7 at -61.0 °C", "freezer-7.example", severity="critical",
            custom_details={"room": 2}, links=[{"href": "https://x.example/7", "text": "Trend"}])
        self.assertEqual(len(key), 32)
        page = self.page_with("Freezer 7 at -61.0 °C")
        newest = self.alerts("events-v2")[0]
        self.assertEqual((newest["priority"], newest["phase"]), ("high", "escalating"))
        self.assertEqual(client.acknowledge(key), key)
        after = self.alerts("events-v2")[0]
        self.assertEqual(after["id"], newest["id"])
        self.assertNotEqual(after["phase"], "acknowledged", "only a person answers (S7)")
        self.device.answer(str(page.page), "accept")
        self.assertEqual(client.resolve(key), key)
        until("it is resolved", lambda: self.phase(newest["id"]) == "resolved")

    def test_the_same_trigger_folds(self):
        client = self.client()
        before = len(self.alerts("events-v2"))
        keys = {client.trigger("Door open", "door-2", dedup_key="door", severity="info")
                for _ in range(3)}
        self.assertEqual(keys, {"door"})
        self.assertEqual(len(self.alerts("events-v2")), before + 1)

    def test_a_wrong_key_and_a_wrong_event_are_told_so(self):
        with self.assertRaises(pdpyras.PDClientError):
            self.client("0" * 32).trigger("a", "b")
        body = {"routing_key": self.keys["events-v2"], "event_action": "trigger", "payload": {}}
        asked = urllib.request.Request(
            self.gateway.base + "/v2/enqueue", json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(asked, timeout=20)
        with refused.exception as answer:
            self.assertEqual(answer.code, 400)
            said = json.load(answer)
        self.assertEqual(said["status"], "invalid event")
        self.assertIn("payload.summary", said["errors"][0])

    def test_its_key_lies_in_no_file_of_the_gateway(self):
        self.client().trigger("Key test", "x", severity="info")
        key = self.keys["events-v2"].encode()
        for folder, _, names in os.walk(self.gateway.data):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    self.assertNotIn(key, file.read(), name)


@unittest.skipUnless(
    shutil.which("prometheus-alertmanager"), "Debian's prometheus-alertmanager is not installed")
class Alertmanager(Formats):
    """Debian's `prometheus-alertmanager`, with a webhook to the gateway."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.mkdtemp(dir=cls.gateway.folder)
        config = os.path.join(folder, "alertmanager.yml")
        with open(config, "w", encoding="utf-8") as file:
            json.dump({  # JSON is YAML
                "route": {"receiver": "tocsin", "group_by": ["cluster"], "group_wait": "1s",
                          "group_interval": "1s", "repeat_interval": "1h"},
                "receivers": [{"name": "tocsin", "webhook_configs": [{
                    "url": cls.gateway.base + "/v1/integrations/alertmanager/alerts",
                    "send_resolved": True,
                    "http_config": {"authorization": {
                        "type": "Bearer", "credentials": cls.keys["alertmanager"]}}}]}],
            }, file)
        port = free_port()
        cls.base = f"http://127.0.0.1:{port}"
        with open(os.path.join(folder, "log.txt"), "wb") as log:
            cls.process = subprocess.Popen(
                ["prometheus-alertmanager", f"--config.file={config}",
                 f"--storage.path={folder}/store", f"--web.listen-address=127.0.0.1:{port}",
                 "--cluster.listen-address="], stdout=log, stderr=log)
        cls.addClassCleanup(cls.end)
        until("Alertmanager is ready", cls.is_ready, seconds=30)

    @classmethod
    def end(cls):
        cls.process.terminate()
        cls.process.wait(timeout=10)

    @classmethod
    def is_ready(cls):
        try:
            with urllib.request.urlopen(cls.base + "/-/ready", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def report(self, name, *, severity, ends=None, summary="Freezer room 2 is warm"):
        """What Prometheus would tell Alertmanager."""
        alert = {
            "labels": {"alertname": name, "cluster": "biobank", "severity": severity,
                       "instance": "freezer-7:9100"},
            "annotations": {"summary": summary}}
        if ends:
            alert["endsAt"] = ends.isoformat()
        asked = urllib.request.Request(
            self.base + "/api/v2/alerts", json.dumps([alert]).encode(),
            headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=20) as answer:
            self.assertEqual(answer.status, 200)

    def test_a_firing_alert_pages_and_a_resolved_one_ends(self):
        self.report("RoomWarm", severity="warning")
        self.page_with("Freezer room 2 is warm")
        opened = self.alerts("alertmanager")
        self.assertEqual([one["priority"] for one in opened], ["medium"])
        self.report("RoomCold", severity="sev-0", summary="Nobody knows how cold it is")
        self.page_with("Nobody knows how cold it is")
        both = {one["id"]: one["priority"] for one in self.alerts("alertmanager")}
        self.assertEqual(sorted(both.values()), ["high", "medium"], "an unknown word is high")
        now = datetime.datetime.now(datetime.timezone.utc)
        self.report("RoomWarm", severity="warning", ends=now - datetime.timedelta(seconds=1))
        first = opened[0]["id"]

        def phase():
            return {one["id"]: one["phase"] for one in self.alerts("alertmanager")}[first]

        until("it is resolved", lambda: phase() == "resolved", seconds=30)
        listed = harness.rows("messages", "--data", self.gateway.data, "--json")
        mine = [row for row in listed if row["integration"] == "alertmanager"]
        self.assertTrue(mine)
        self.assertEqual({row["outcome"] for row in mine}, {"accepted"})
        self.try_another_mapping()

    def try_another_mapping(self):
        """A mapping is tried on what Alertmanager has posted, before it holds."""
        with open(os.path.join(ROOT, "Integrations/alertmanager/mapping.yaml"),
                  encoding="utf-8") as file:
            text = file.read().replace('ward: "{labels.ward}"', "ward: DEMO")
        path = os.path.join(self.gateway.folder, "mapping.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("warning: medium", "warning: low"))
        tried = told("try", "alertmanager", "--data", self.gateway.data, "--mapping", path)
        self.assertIn("priority", tried)
        self.assertRegex(tried, r"[1-9]\d* messages tried, [1-9]\d* differ")


class FHIRPeer(Formats):
    """Resources that the PyPI package `fhir.resources` has made and checked, for R4B and R5; those
    of R4 are checked by `fhirclient`, which is of R4 alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_box = Mailbox(cls.gateway.enrol(SECOND))
        cls.addClassCleanup(cls.other_box.close)

    def page_with(self, words):
        """The page that says these words, whichever of the registrars is on call this week."""
        found = until(words, lambda: [
            one for box in (self.box, self.other_box) for one in box.envelopes
            if words in json.dumps(one.content, ensure_ascii=False)])
        return found[0]

    def post(self, resource, path=""):
        """The status and the JSON of the answer."""
        asked = urllib.request.Request(
            f"{self.gateway.base}/v1/integrations/fhir/fhir{path}",
            resource.model_dump_json().encode(),
            headers={"Content-Type": "application/fhir+json",
                     "Authorization": f"Bearer {self.keys['fhir']}"})
        with urllib.request.urlopen(asked, timeout=20) as answer:
            self.assertEqual(answer.headers["Content-Type"], "application/fhir+json")
            return answer.status, json.load(answer)

    @staticmethod
    def bundle(value, status="final", flag="HH", kind="transaction"):
        """A critical observation with its patient and encounter, as R4B has it."""
        resources = [
            {"resourceType": "Patient", "id": "p1", "birthDate": "1954-02-01",
             "identifier": [{"type": {"coding": [{"code": "MR"}]}, "system": "urn:mrn",
                             "value": "4711007"}],
             "name": [{"use": "official", "family": "ZZTEST", "given": ["Anna"]}]},
            {"resourceType": "Encounter", "id": "e1", "status": "in-progress",
             "class": {"code": "IMP"}, "location": [{"status": "active", "location": {
                 "identifier": {"value": "B4"}, "display": "B4, room 12"}}]},
            {"resourceType": "Observation", "id": "k1", "status": status,
             "code": {"text": "Potassium"}, "subject": {"reference": "Patient/p1"},
             "encounter": {"reference": "Encounter/e1"},
             "effectiveDateTime": "2026-11-24T07:45:00+01:00",
             "valueQuantity": {"value": value, "unit": "mmol/L"},
             "interpretation": [{"coding": [{"code": flag}]}]}]
        entries = [{"resource": one, "request": {
            "method": "PUT", "url": f"{one['resourceType']}/{one['id']}"}} for one in resources]
        return Bundle.model_validate(
            {"resourceType": "Bundle", "type": kind, "entry": entries})

    def test_a_critical_observation_pages_and_its_correction_and_retraction_page_again(self):
        status, answer = self.post(self.bundle(7.25))
        self.assertEqual(status, 200)
        Bundle.model_validate(answer)
        self.assertEqual([one["response"]["status"] for one in answer["entry"]],
                         ["202 Accepted"] * 3)
        page = self.page_with("Potassium 7.25 mmol/L (HH)")
        text = json.dumps(page.content, ensure_ascii=False)
        for words in ("ZZTEST, Anna", "4711007", "1954-02-01", "B4, room 12"):
            self.assertIn(words, text)
        self.post(self.bundle(6.5, status="corrected", flag="H"))
        self.page_with("CORRECTED: Potassium 7.25 mmol/L -> 6.5 mmol/L, no longer critical")
        newest = self.alerts("fhir")
        self.assertEqual(len(newest), 1, "one condition")
        self.post(self.bundle(6.5, status="entered-in-error"))
        self.page_with("RETRACTED: Potassium 6.5 mmol/L")
        until("it is taken back", lambda: self.alerts("fhir")[0]["retractedAt"])

    def test_each_component_of_a_panel_is_a_result_of_its_own(self):
        panel = Observation.model_validate({
            "resourceType": "Observation", "id": "panel", "status": "final",
            "code": {"text": "Electrolytes"}, "effectiveDateTime": "2026-11-24T07:45:00+01:00",
            "component": [
                {"code": {"text": name}, "valueQuantity": {"value": value, "unit": "mmol/L"},
                 "interpretation": [{"coding": [{"code": flag}]}]}
                for name, value, flag in (
                    ("Sodium", 118, "LL"), ("Chloride", 101, "N"), ("Calcium", 3.9, "HH"))]})
        _, answer = self.post(panel)
        self.assertRegex(
            OperationOutcome.model_validate(answer).issue[0].diagnostics, "^opened ")
        page = json.dumps(self.page_with("Sodium 118 mmol/L (LL)").content, ensure_ascii=False)
        self.assertIn("Calcium 3.9 mmol/L (HH)", page)
        self.assertNotIn("Chloride", page)
        taken_back = panel.model_copy(update={"status": "entered-in-error", "component": None})
        self.post(taken_back)
        page = json.dumps(self.page_with("RETRACTED: Sodium 118 mmol/L").content)
        self.assertIn("RETRACTED: Calcium 3.9 mmol/L", page)

    @staticmethod
    def is_r4(resource):
        """Whether a library of R4 alone takes it, by the letter."""
        try:
            fhirelementfactory.FHIRElementFactory.instantiate(resource["resourceType"], resource)
        except fhirabstractbase.FHIRValidationError:
            return False
        return True

    def test_every_shipped_resource_is_one_to_another_library_and_each_kind_pages(self):
        folder = os.path.join(ROOT, "Integrations/fhir/samples")
        of_r4 = 0
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                sample = json.load(file)
            found = []
            for version in (r4b, r5):
                try:
                    found.append(version(sample["resourceType"]).model_validate(sample))
                except ValueError:
                    pass
            with self.subTest(name):
                self.assertTrue(found, "it is a resource of R4B or of R5")
                of_r4 += self.is_r4(sample)
                status, answer = self.post(found[-1])
                self.assertIn(status, (200, 202))
                r4b(answer["resourceType"]).model_validate(answer)
                self.assertTrue(self.is_r4(answer))
        self.assertGreaterEqual(of_r4, 12)
        for kind in ("critical-result", "communication-request", "task", "consult", "flag",
                     "detected-issue"):
            self.assertTrue(self.alerts("fhir", f"&kind={kind}"), kind)

    def test_an_observation_that_is_not_critical_opens_nothing(self):
        _, answer = self.post(self.bundle(4.2, flag="N", kind="collection"))
        outcome = OperationOutcome.model_validate(answer)
        self.assertEqual(outcome.issue[0].diagnostics, "nothing-open")


del Formats  # its tests are those of its classes

if __name__ == "__main__":
    unittest.main(verbosity=2)
