#!/usr/bin/env python3
# Tocsin — EndToEndTests: channels that do not do what they should, and what they are told
# SPDX-License-Identifier: Apache-2.0
"""Each fault ends in the next channel, long before its own time; a marked patient goes out on every
channel at once, and no byte of any of them says so."""

import json
import os
import re
import socket

from canary import DISGUISES, MARK, NAME, NOTE, NUMBER, PLACE, VALUE
from channel_sides import Sides
from device_side import Mailbox, keyed_call, signed_json
from harness import FIRST, Gateway, Suite, told, until
from push_service import subscription
from sources import new_control

LATER = "after: 120s"


class Reached(Suite):
    """A gateway with every channel on this machine, and one device that is never opened."""

    @classmethod
    def setUpClass(cls):
        pass

    def begin(self, *rungs):
        self.sides = Sides()
        self.addCleanup(self.sides.stop)
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)

        def with_channels(documents):
            path = os.path.join(documents, "Escalations/channels.yaml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(self.sides.document(rungs, [FIRST, "dr.brandt"]))

        self.gateway.bring("90s", with_channels)
        self.key = self.gateway.key("freezers")
        self.gateway.start(environment={"TOCSIN_PEERS_CA": self.sides.authority})
        self.device = self.gateway.enrol(FIRST)

    def subscribe(self, endpoint):
        body = {"endpoint": endpoint, "keys": subscription(self.sides.push.browser)}
        status, said = signed_json(self.device, "PUT", f"/v1/devices/{self.device.id}/push", body)
        self.assertEqual(status, 204, said)

    def call(self, method, path, body=None):
        status, said = keyed_call(self.gateway, self.key, method, path, body)
        self.assertIn(status, (200, 202), said)
        return said

    def report(self, **more):
        """A high alert of its own in the ward of the device's person; its id."""
        draft = {"key": new_control(), "priority": "high", "kind": "temperature",
                 "what": "Freezer 7 is too warm", "ward": "DEMO", **more}
        return self.call("POST", "/v1/alerts", draft)["alert"]

    def hand_overs(self, alert):
        return self.call("GET", f"/v1/alerts/{alert}/progress")["handOvers"]

    def one(self, alert, channel):
        return next((one for one in self.hand_overs(alert) if one["channel"] == channel), None)


class Faults(Reached):
    """One channel fails, the next one begins at once; nothing waits for its own time."""

    def fails_over(self, failing, after, word):
        """Reports, and waits until `after` has it; what the evidence says of `failing`."""
        alert = self.report()
        until(f"{after} has it after {word}",
              lambda: (self.one(alert, after) or {}).get("state") == "handed-over", 30)
        said = self.one(alert, failing)
        self.assertEqual(said["state"], "failed", (word, said))
        return said

    def test_what_a_push_service_answers(self):
        self.begin("{ channels: [push] }", f"{{ channels: [sms], {LATER} }}")
        closed = socket.socket()
        self.addCleanup(closed.close)
        closed.bind(("127.0.0.1", 0))
        silent = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(silent.close)
        for word, note in (
                ("404", "404"), ("410", "410"), ("413", "too large"), ("429-30", "429"),
                ("401", "401"), ("302", "302"), ("500", "500"), ("slow", "no answer")):
            with self.subTest(word):
                self.subscribe(self.sides.endpoint + word)
                self.assertIn(note, self.fails_over("push", "sms", word)["note"])
        for word, port in (("refused", closed.getsockname()[1]), ("half", silent.getsockname()[1])):
            with self.subTest(word):
                self.subscribe(f"https://localhost:{port}/push/201")
                self.fails_over("push", "sms", word)

    def test_a_subscription_that_is_gone_is_forgotten_and_its_person_told(self):
        self.begin("{ channels: [push] }", f"{{ channels: [sms], {LATER} }}")
        self.subscribe(self.sides.endpoint + "410")
        self.fails_over("push", "sms", "410")
        path = f"/v1/devices/{self.device.id}/push"
        self.assertFalse(signed_json(self.device, "GET", path)[1]["isSubscribed"])
        troubles = signed_json(self.device, "GET", "/v1/me")[1]["troubles"]
        self.assertEqual([one["channel"] for one in troubles], ["push"])
        self.subscribe(self.sides.endpoint + "201")
        self.assertEqual(signed_json(self.device, "GET", "/v1/me")[1]["troubles"], [])

    def test_what_a_provider_answers(self):
        self.begin("{ channels: [sms] }", f"{{ channels: [voice], {LATER} }}")
        for status in (400, 401, 404, 410, 429, 500, 503):
            with self.subTest(status):
                self.sides.sms.status = status
                self.assertIn(str(status), self.fails_over("sms", "voice", status)["note"])
        self.sides.sms.stop()
        self.fails_over("sms", "voice", "a port that is closed")
        self.sides.sms = self.sides.voice

    def test_a_provider_that_says_nothing_holds_up_nobody_else(self):
        self.begin("{ channels: [sms, ntfy] }", "{ channels: [voice], after: 1s }")
        self.sides.sms.wait = lambda: until("the test ends", lambda: self.sides.voice.asked, 30)
        alert = self.report()
        until("the others have it", lambda: self.sides.ntfy.asked and self.sides.voice.asked)
        self.assertIn(self.one(alert, "sms")["state"], ("begun", "waiting", "handed-over"))

    def test_an_endpoint_of_the_site_s_own_ntfy_takes_web_push_like_any_other(self):
        # UnifiedPush: the topic is the capability, and a server that is listed may be inside.
        self.begin("{ channels: [push] }", f"{{ channels: [sms], {LATER} }}")
        self.subscribe(self.sides.endpoint + "upQ1w2E3r4T5y6/201?up=1")
        alert = self.report()
        until("it is taken", lambda: (self.one(alert, "push") or {}).get("state") == "handed-over")
        seen = self.sides.push.came[-1]
        self.assertNotIn("wrong", seen)
        self.assertTrue(seen["path"].endswith("?up=1"), seen["path"])
        self.assertEqual(json.loads(seen["plain"])["web_push"], 8030)


class EveryChannel(Reached):
    """A marked patient, and every byte that left for any channel."""

    def test_nothing_of_a_patient_is_on_any_channel(self):
        self.begin("{ channels: [push, ntfy, mail, sms, voice] }")
        self.subscribe(self.sides.endpoint + "201")
        alert = self.report(
            who={"name": NAME, "number": NUMBER}, what=f"Potassium {VALUE} {NOTE}", where=PLACE,
            subject={"identifier": NUMBER}, callBack=MARK, specimen=f"{MARK}S")
        sides = self.sides
        until("every channel has it", lambda: all((
            sides.push.came, sides.mail.came, sides.ntfy.asked, sides.sms.asked,
            sides.voice.asked)))
        box = Mailbox(self.device)
        self.addCleanup(box.close)
        self.assertIn(NAME, json.dumps(box.page_of(alert).content), "else it proves nothing")
        texts = {"push": sides.push.came, "mail": sides.mail.came}
        for name, side in (("ntfy", sides.ntfy), ("sms", sides.sms), ("voice", sides.voice)):
            texts[name] = [(path, headers, body.decode()) for _, path, headers, body in side.asked]
        texts["progress"] = self.hand_overs(alert)
        texts["the log"] = self.gateway.logged()
        texts["alerts"] = told("alerts", "--data", self.gateway.data, "--json")
        for where, said in texts.items():
            text = json.dumps(said)
            self.assertGreater(len(text), 20, where)
            self.assertIsNone(re.search(DISGUISES, text, re.IGNORECASE), f"{where}: {text}")
        for name in os.listdir(self.gateway.data):
            with open(os.path.join(self.gateway.data, name), "rb") as file:
                raw = file.read().decode("latin-1")
            self.assertIsNone(re.search(DISGUISES, raw, re.IGNORECASE), name)
        self.assertIn(MARK, DISGUISES)


if __name__ == "__main__":
    import unittest
    unittest.main()
