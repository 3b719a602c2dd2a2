#!/usr/bin/env python3
# Tocsin — EndToEndTests: people who are reached beside the open client
# SPDX-License-Identifier: Apache-2.0
"""A provider that is asked over HTTP: who has no device is reached by it, what it refuses passes
the step, what was on its way when the process ended is handed over again; subscriptions."""

import json
import os
import threading
import time

from device_side import Mailbox, keyed_call, signed_json
from directory_side import DirectorySide
from harness import FIRST, ROOT, SECOND, Gateway, Suite, told, until
from sources import new_control
from webhooks import Peer

SAMPLE = os.path.join(ROOT, "Integrations/freezers/samples/warm.json")
PEOPLE = ("dr.amsel", "dr.brandt", "dr.corvin", "dr.dorn", "it.lerche", "it.meise")

CHANNELS = """
language: en
call: "4321"
channels:
  - { channel: push, kind: web-push, contact: "mailto:pager@st-elmo.example" }
  - channel: sms
    kind: http
    server: http://127.0.0.1:PORT/send
    headers: { Authorization: "Bearer {secret}" }
    members: { to: "{number}", text: "{text}" }
contact:
  high:
    - channels: [push]
    - { channels: [sms], after: 2s }
people:
"""


class Channels(Suite):
    """A gateway with a provider on this machine; nobody has a device."""

    @classmethod
    def setUpClass(cls):
        pass

    def begin(self, from_directory=False):
        self.provider = Peer()
        self.addCleanup(self.provider.stop)
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)

        def with_channels(documents):
            people = "".join(
                f'  - {{ person: {name}, sms: "+49 30 {number}" }}\n'
                for number, name in enumerate(PEOPLE, 100))
            text = CHANNELS.replace("PORT", str(self.provider.port)) + people
            if from_directory:
                text = text.removesuffix("people:\n" + people).replace(
                    "kind: http\n", "kind: http\n    addresses: mobile\n")
            with open(os.path.join(documents, "Escalations/channels.yaml"), "w",
                      encoding="utf-8") as file:
                file.write(text)

        self.gateway.bring("30s", with_channels)
        secret = os.path.join(self.gateway.folder, "secret")
        with open(os.open(secret, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write("of the provider\n")
        told("channel-secret", "set", "--data", self.gateway.data, "sms", "--file", secret)
        self.key = self.gateway.key("freezers")
        self.gateway.start()

    def report(self):
        with open(SAMPLE, encoding="utf-8") as file:
            draft = json.load(file)
        draft.update(priority="high", key=new_control())
        status, made = keyed_call(self.gateway, self.key, "POST", "/v1/alerts", draft)
        self.assertEqual(status, 202, made)
        return made["alert"]

    def progress(self, alert):
        return keyed_call(self.gateway, self.key, "GET", f"/v1/alerts/{alert}/progress")[1]

    def pages(self, alert):
        return self.progress(alert)["pages"]

    def hand_overs(self, alert, channel="sms"):
        return [one for one in self.progress(alert)["handOvers"] if one["channel"] == channel]

    def test_who_has_no_device_is_reached_and_nothing_of_the_alert_is_said(self):
        self.begin()
        alert = self.report()
        until("a text arrives", lambda: self.provider.asked)
        _, path, headers, body = self.provider.asked[0]
        self.assertEqual(headers["Authorization"], "Bearer of the provider")
        said = json.loads(body)
        self.assertEqual(path, "/send")
        self.assertTrue(said["to"].startswith("+49 30 1"))
        self.assertRegex(
            said["text"],
            r"^Tocsin URGENT page [2-9A-Z]{4}\. Open the app or call 4321\.$")
        found = until("it is evidence", lambda: [
            one for one in self.hand_overs(alert) if one["state"] == "handed-over"])
        self.assertEqual(found[0]["tries"], 1)
        self.assertNotIn("+49", json.dumps(self.progress(alert)))
        self.assertNotIn("+49 30", self.gateway.logged())

    def test_a_provider_that_refuses_everybody_passes_each_step(self):
        self.begin()
        self.provider.status = 400
        alert = self.report()
        until("the step passes", lambda: any(
            "every channel to" in entry["text"]
            for entry in self.progress(alert)["timeline"]))
        failed = [one for one in self.hand_overs(alert) if one["state"] == "failed"]
        self.assertIn("400", failed[0]["note"])
        person = self.pages(alert)[0]["responder"]
        _, me = signed_json(self.gateway.enrol(person), "GET", "/v1/me")
        self.assertEqual([one["channel"] for one in me["troubles"]], ["sms"])
        self.assertIn("400", me["troubles"][0]["note"])
        self.assertNotIn("+49", json.dumps(me))

    def test_what_was_on_its_way_when_the_process_ended_is_handed_over_again(self):
        self.begin()
        gate = threading.Event()
        self.provider.wait = gate.wait
        self.addCleanup(gate.set)
        alert = self.report()
        until("it is on its way", lambda: [
            one for one in self.hand_overs(alert) if one["state"] == "begun"])
        self.gateway.kill()
        gate.set()
        del self.provider.wait
        self.gateway.start()
        found = until("it arrives", lambda: [
            one for one in self.hand_overs(alert) if one["state"] == "handed-over"])
        self.assertGreater(found[0]["tries"], 1)

    def test_a_device_says_where_its_browser_takes_pushes(self):
        self.begin()
        device = self.gateway.enrol(FIRST)
        path = f"/v1/devices/{device.id}/push"
        status, before = signed_json(device, "GET", path)
        self.assertEqual((status, before["isSubscribed"]), (200, False))
        keys = {"p256dh": before["key"], "auth": "AAAAAAAAAAAAAAAAAAAAAA"}
        for endpoint, taken in (
                ("https://fcm.googleapis.com/fcm/send/abc", 204),
                ("https://localhost/steal", 422), ("http://fcm.googleapis.com/x", 422),
                ("https://fcm.googleapis.com:8443/x", 422)):
            status, said = signed_json(device, "PUT", path, {"endpoint": endpoint, "keys": keys})
            self.assertEqual(status, taken, said)
        self.assertTrue(signed_json(device, "GET", path)[1]["isSubscribed"])
        other = self.gateway.enrol(SECOND)
        self.assertEqual(signed_json(other, "GET", path)[0], 403)
        self.assertEqual(signed_json(device, "DELETE", path)[0], 204)
        self.assertFalse(signed_json(device, "GET", path)[1]["isSubscribed"])

    def test_a_device_that_has_the_page_stops_what_waits_for_its_receipt(self):
        self.begin()
        devices = {person: self.gateway.enrol(person) for person in PEOPLE}
        alert = self.report()
        pages = until("somebody is paged", lambda: self.pages(alert))
        device = devices[pages[0]["responder"]]
        box = Mailbox(device)
        self.addCleanup(box.close)
        page = box.page_of(alert).page
        self.assertEqual(device.answer(str(page), "received").result, 0)
        began = time.monotonic()
        until("the rung's time has passed", lambda: time.monotonic() - began > 2.5)
        self.assertEqual(self.hand_overs(alert), [])
        self.assertEqual(self.provider.asked, [])

    def test_a_text_goes_to_the_number_that_the_directory_has_now(self):
        self.begin(from_directory=True)
        directory = DirectorySide(self.gateway)
        mobile = 'phoneNumbers[type eq "mobile"]'
        for number, name in enumerate(PEOPLE):
            told("person", "change", "--data", self.gateway.data, name, "--user-name",
                 f"{name}@st-elmo.example")
            done = directory.patch(f"/Users/{name}", {
                "op": "add", "path": f"{mobile}.value", "value": f"tel:+49-170-{number}"})
            self.assertEqual(done.status, 200, done.body)
        self.report()
        until("a text arrives", lambda: self.provider.asked)
        first = json.loads(self.provider.asked[0][3])["to"]
        self.assertRegex(first, r"^\+49-170-\d$")
        person = PEOPLE[int(first[-1])]
        directory.patch(f"/Users/{person}", {
            "op": "replace", "path": f"{mobile}.value", "value": "+49 171 1"})
        before = len(self.provider.asked)
        self.report()
        until("the next text arrives", lambda: len(self.provider.asked) > before)
        self.assertEqual(json.loads(self.provider.asked[before][3])["to"], "+49 171 1")
        directory.patch(f"/Users/{person}", {"op": "remove", "path": mobile})
        device = self.gateway.enrol(person)
        self.report()
        troubles = until("it is said that there is no number", lambda: signed_json(
            device, "GET", "/v1/me")[1]["troubles"])
        self.assertEqual([one["channel"] for one in troubles], ["sms"])
        self.assertIn("the directory has no address", troubles[0]["note"])
        self.assertNotIn("+49", self.gateway.logged())


if __name__ == "__main__":
    import unittest
    unittest.main()
