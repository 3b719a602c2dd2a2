#!/usr/bin/env python3
# Tocsin — EndToEndTests: a system without HL7 that reports alerts over HTTP
# SPDX-License-Identifier: Apache-2.0
"""A key is made, the shipped samples are posted, a device is paged, and the gateway is killed."""

import datetime
import http.client
import json
import os
import unittest
import urllib.error
import urllib.request

from standardwebhooks.webhooks import Webhook

from device_side import Mailbox
from harness import FIRST, ROOT, Gateway, Suite, told, until

SAMPLES = os.path.join(ROOT, "Integrations/freezers/samples")


def sample(name, **changes):
    """A shipped request, for the ward of the demonstration."""
    with open(os.path.join(SAMPLES, name), encoding="utf-8") as file:
        body = json.load(file)
    if "what" in body:
        body["ward"] = "DEMO"
    body.update(changes)
    return body


class Reports(Suite):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway()
        cls.addClassCleanup(cls.gateway.close)
        cls.gateway.bring("20s")
        cls.key = cls.gateway.key("freezers")
        cls.gateway.start()
        cls.device = cls.gateway.enrol(FIRST)
        cls.box = Mailbox(cls.device)
        cls.addClassCleanup(cls.box.close)

    def call(self, method, target, body=None, *, key=None, name=None):
        """The status and the JSON of one request with a bearer key."""
        headers = {"Authorization": f"Bearer {key or self.key}"}
        if name:
            headers["Idempotency-Key"] = name
        return self.plain_call(
            target, None if body is None else json.dumps(body), headers, method)

    def plain_call(self, target, body, headers, method="POST"):
        """The status and the JSON of one request."""
        data = None if body is None else body.encode()
        asked = urllib.request.Request(self.gateway.base + target, data, method=method)
        for header, value in {"Content-Type": "application/json", **headers}.items():
            asked.add_header(header, value)
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, json.load(refusal)

    def test_a_report_pages_a_device_and_its_changes_page_again(self):
        status, told_first = self.call("POST", "/v1/alerts", sample("warm.json", key="story"))
        self.assertEqual((status, told_first["outcome"]), (202, "opened"))
        alert = told_first["alert"]
        envelope = self.box.page_of(alert)
        self.assertIn("-61.0 °C, limit -70 °C", json.dumps(envelope.content, ensure_ascii=False))
        _, again = self.call("POST", "/v1/alerts", sample("warm.json", key="story"))
        self.assertEqual((again["alert"], again["isRepeat"]), (alert, True))
        _, warmer = self.call("POST", "/v1/alerts", sample("warm-again.json", key="story"))
        self.assertEqual((warmer["alert"], warmer["outcome"]), (alert, "changed"))
        envelope = self.box.wait(
            "the warmer value", lambda one: "-54.5" in json.dumps(one.content))
        self.device.answer(str(envelope.page), "accept")
        _, progress = self.call("GET", f"/v1/alerts/{alert}/progress")
        self.assertEqual(progress["phase"], "acknowledged")
        self.assertIn("acknowledged", [entry["event"] for entry in progress["timeline"]])
        self.assertNotIn("-54.5", json.dumps(progress), "no content leaves")
        status, ended = self.call("POST", f"/v1/alerts/{alert}/resolve")
        self.assertEqual((status, ended["phase"]), (200, "resolved"))

    def test_what_was_answered_is_there_after_kill_9(self):
        told_all = [
            self.call("POST", "/v1/alerts", sample("warm.json", key=f"kill-{number}"),
                      name=f"kill-{number}")[1] for number in range(20)]
        self.gateway.kill()
        self.gateway.start()
        for number, before in enumerate(told_all):
            _, after = self.call(
                "POST", "/v1/alerts", sample("warm.json", key=f"kill-{number}"),
                name=f"kill-{number}")
            self.assertEqual(after, before, "the same request gets the same answer")
            self.assertEqual(
                self.call("POST", f"/v1/alerts/{after['alert']}/resolve")[0], 200)

    def test_changes_arrive_as_they_happen(self):
        host, port = self.gateway.http
        connection = http.client.HTTPConnection(host, port, timeout=20)
        self.addCleanup(connection.close)
        connection.request("GET", "/v1/alert-changes", headers={
            "Authorization": f"Bearer {self.key}"})
        answer = connection.getresponse()
        self.assertEqual(answer.status, 200)
        _, made = self.call(
            "POST", "/v1/alerts", sample("warm.json", key="stream", priority="low"))
        for line in answer:
            if line.startswith(b"data: ") and json.loads(line[6:])["id"] == made["alert"]:
                break
        else:
            self.fail("the stream ended without the alert")
        self.call("POST", f"/v1/alerts/{made['alert']}/resolve")

    def test_a_key_is_shown_once_and_ends_at_once(self):
        data = self.gateway.data
        key = told("integration-key", "make", "--data", data, "freezers", "short").strip()
        until("the key is known", lambda: self.call("GET", "/v1/alerts", key=key)[0] == 200)
        listed = told("integration-key", "list", "--data", data)
        self.assertNotIn(key, listed)
        told("integration-key", "end", "--data", data, "freezers", "short")
        until("the key has ended", lambda: self.call("GET", "/v1/alerts", key=key)[0] == 401)
        for names in (("freezers", "main"), ("laboratory", "a"), ("nobody", "a")):
            self.assertEnds(1, "integration-key", "make", "--data", data, *names)

    def test_what_another_library_has_signed_is_taken_and_a_changed_body_is_not(self):
        data = self.gateway.data
        secret = told("integration-key", "make", "--data", data, "freezers", "signed",
                      "--signs", "standard-webhooks").strip()
        body = json.dumps(sample("warm.json", key="signed", priority="low"))
        target = "/v1/integrations/freezers/alerts"

        def post(body, signed):
            now = datetime.datetime.now(datetime.timezone.utc)
            name = f"msg_{now.timestamp()}"
            return self.plain_call(target, body, {
                "webhook-id": name, "webhook-timestamp": str(int(now.timestamp())),
                "webhook-signature": Webhook(secret).sign(name, now, signed)})

        until("the key is known", lambda: post(body, body)[0] == 202)
        status, taken = post(body, body)
        self.assertEqual((status, taken["isRepeat"]), (202, True))
        status, refused = post(body.replace("-61.0", "-71.0"), body)
        self.assertEqual((status, refused["status"]), (401, 401))
        self.call("POST", f"/v1/alerts/{taken['alert']}/resolve")

    def test_the_document_of_all_routes_is_served(self):
        with urllib.request.urlopen(self.gateway.base + "/openapi.yaml", timeout=20) as answer:
            self.assertEqual(answer.headers["Content-Type"], "application/yaml")
            self.assertIn("POST", answer.read().decode().upper())


if __name__ == "__main__":
    unittest.main(verbosity=2)
