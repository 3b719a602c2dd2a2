#!/usr/bin/env python3
# Tocsin — EndToEndTests: a storm of alerts over HTTP, and one that matters in the middle of it
# SPDX-License-Identifier: Apache-2.0
"""2,000 low alerts and a high one in a burst: all are kept and owned, few envelopes arrive."""

import concurrent.futures
import http.client
import json
import os
import time
import unittest
import urllib.parse

from device_side import Mailbox
from harness import FIRST, SECOND, Suite, Gateway, rows

ALERTS = 2_000
WORKERS = 8
MORE = 10


class Storm(Suite):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway()
        cls.addClassCleanup(cls.gateway.close)
        cls.gateway.bring("4m")
        cls.key = cls.gateway.key("freezers")
        cls.gateway.start()
        cls.device = cls.gateway.enrol(FIRST)
        cls.second = cls.gateway.enrol(SECOND)
        cls.box = Mailbox(cls.device)
        cls.addClassCleanup(cls.box.close)

    def post_some(self, bodies):
        """Posts over one connection; the answers."""
        parts = urllib.parse.urlsplit(self.gateway.base)
        connection = http.client.HTTPConnection(parts.netloc, timeout=60)
        answers = []
        for body in bodies:
            connection.request("POST", "/v1/alerts", json.dumps(body), {
                "Authorization": f"Bearer {self.key}", "Content-Type": "application/json"})
            answer = connection.getresponse()
            answers.append((answer.status, json.loads(answer.read())))
        connection.close()
        return answers

    @staticmethod
    def body(number, priority="low"):
        return {
            "key": f"shelf-{number}", "priority": priority, "kind": "temperature", "ward": "DEMO",
            "what": f"Shelf {number} at -68.0 °C, limit -70 °C", "where": "Biobank"}

    def test_1_everything_is_kept_and_the_high_one_is_not_behind_the_rest(self):
        bodies = [self.body(number) for number in range(ALERTS)]
        bodies.insert(ALERTS // 2, self.body("urgent", "high"))
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            answers = [
                answer for some in pool.map(
                    self.post_some, [bodies[first::WORKERS] for first in range(WORKERS)])
                for answer in some]
        self.assertEqual({status for status, _ in answers}, {202}, "nothing is refused")
        self.assertEqual(len({told["alert"] for _, told in answers}), ALERTS + 1)
        urgent = self.box.wait("the high page", lambda one: one.priority == 2)
        self.assertIn("Shelf urgent", urgent.content["what"])
        last = self.box.wait(
            "the whole storm to be told",
            lambda one: one.type == MORE and one.content["more"] == ALERTS - 3, seconds=30)
        self.assertEqual(
            {name: last.content[name] for name in ("medium", "low", "priority")},
            {"medium": 0, "low": ALERTS - 3, "priority": "low"})
        self.assertNotIn("Shelf", json.dumps(last.content), "no alert is named beside another")
        self.assertEqual(last.attempt, 1, "a new count makes no sound")
        previews = [one for one in self.box.envelopes if one.type == 1]
        self.assertEqual(len(previews), 4, "three by themselves, and the high one")
        self.assertLess(len(self.box.envelopes), 60)

    def test_2_every_alert_has_an_owner_and_a_deadline(self):
        owned = self.alerts("escalating")
        self.assertEqual(len(owned), ALERTS + 1)
        self.assertTrue(all(row["duties"][0]["nextDeadline"] for row in owned))
        states = [page["state"] for row in owned for page in row["pages"]]
        self.assertEqual(states.count("folded"), ALERTS - 3)
        self.assertEqual(len(states), ALERTS + 1)

    def test_3_the_list_brings_the_pages_and_answers_none(self):
        opened = self.device.open_list(20)
        self.assertEqual(opened, {"opened": 20, "left": ALERTS - 23})
        self.box.wait("the new count", lambda one: one.type == MORE
                      and one.content["more"] == ALERTS - 23)
        listed = [one for one in self.box.envelopes if one.content.get("listed")]
        self.assertEqual(len({one.page for one in listed}), 20)
        self.assertEqual(self.acknowledged(), 0)
        self.assertEqual(self.device.answer(str(listed[0].page), "accept").result, 0)
        self.assertEqual(self.acknowledged(), 1)
        more = next(one for one in reversed(self.box.envelopes) if one.type == MORE)
        self.assertEqual(self.device.answer(str(more.page), "accept").result, 4, "no duty")
        self.assertEqual(self.acknowledged(), 1)

    def test_4_a_folded_alert_that_gets_worse_comes_by_itself(self):
        number = 1_500
        body = self.body(number, "high")
        (status, told_again), = self.post_some([body])
        self.assertEqual((status, told_again["outcome"]), (202, "changed"))
        urgent = self.box.wait(
            "the page by itself",
            lambda one: one.priority == 2 and f"Shelf {number} " in one.content["what"])
        self.assertNotIn("listed", urgent.content)

    def test_5_what_was_folded_is_there_after_kill_9(self):
        before = self.device.open_list(1)
        self.gateway.kill()
        self.gateway.start()
        self.assertEqual(self.device.open_list(1)["left"], before["left"] - 1)
        number = len(self.box.envelopes)
        deadline = time.monotonic() + 20
        while len(self.box.envelopes) <= number and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertGreater(len(self.box.envelopes), number)

    def acknowledged(self):
        return len(self.alerts("acknowledged"))

    def alerts(self, phase):
        return rows("alerts", "--data", self.gateway.data, "--json", "--limit", "3000",
                    "--phase", phase)


if __name__ == "__main__":
    unittest.main()
