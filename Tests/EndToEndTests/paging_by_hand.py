#!/usr/bin/env python3
# Tocsin — EndToEndTests: calling by hand at the command line, with a real device
# SPDX-License-Identifier: Apache-2.0
"""`tocsin page` beside a running serve: the roll, an answer, a stand-down, a test, a roll-call."""

import datetime
import json
import os
import signal
import subprocess

import side_by_side
from device_side import Mailbox
from harness import PROGRAM, Suite, clean_environment, rows, told, until

AIRWAY = "dr.elster"
STOOD_DOWN = 11
PLACE = "Ward 7, bed 3"

CALLS = """
calls:
  - call: drill
    title: {{ en: Drill, de: Probe, fr: Exercice }}
    priority: crash
    policy: drill
    roll-call: {{ at: "{at}", zone: UTC }}
"""

POLICY = """
title: Drill
priorities: [crash]
roles:
  - role: airway
    steps:
      - page: { responder: dr.elster }
        wait: 5m
fallback: { page: { responder: switchboard }, every: 1m }
"""


class WithDevice(Suite):
    """A device of the person for the airway, listening."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.device = cls.gateway.enrol(AIRWAY)
        cls.box = Mailbox(cls.device)
        cls.addClassCleanup(cls.box.close)


class Paging(WithDevice):
    def page(self, *arguments):
        """Calls without watching; the rows of the roll."""
        return rows("page", "--data", self.gateway.data, "--json", "--detach", "--place", PLACE,
                    *arguments)

    def watch(self, *arguments):
        """Calls and watches."""
        watching = subprocess.Popen(
            [PROGRAM, "page", "--data", self.gateway.data, "--json", "--place", PLACE, *arguments],
            stdout=subprocess.PIPE, text=True, env=clean_environment(),
            # A shell ignores SIGINT for what it runs in the background, and children inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        self.addCleanup(watching.stdout.close)
        return watching

    def alert(self, identifier, *more):
        found = rows("alerts", "--data", self.gateway.data, "--json", *more)
        return next(row for row in found if row["id"] == identifier)

    def stand_down(self, alert):
        return rows("stand-down", "--data", self.gateway.data, "--json", alert)

    def test_a_crash_call_pages_each_role_at_once(self):
        roll = self.page("crash")
        self.assertEqual([row["role"] for row in roll], ["leader", "airway", "nurse"])
        alert = roll[0]["alert"]
        airway = roll[1]
        self.assertEqual((airway["phase"], airway["asked"]), ("escalating", [AIRWAY]))
        self.assertEqual(airway["next"], ["switchboard"])
        envelope = self.box.page_of(alert)
        self.assertEqual(envelope.priority, 1)
        self.assertEqual(envelope.content["where"], PLACE)
        self.assertIn("Crash call", envelope.content["what"])
        row = self.alert(alert)
        self.assertEqual((row["integration"], row["kind"]), ("switchboard", "crash"))
        trail = self.gateway.trail(alert)
        self.assertEqual(trail[0]["reason"], "called-by-hand")
        self.assertNotIn("Ward 7", json.dumps(trail))
        self.stand_down(alert)

    def test_a_stand_down_reaches_the_device_and_may_be_said_twice(self):
        alert = self.page("crash")[0]["alert"]
        self.box.page_of(alert)
        for _ in range(2):
            self.assertEqual({row["phase"] for row in self.stand_down(alert)}, {"resolved"})
        envelope = self.box.page_of(alert, kind=STOOD_DOWN)
        self.assertIn("command-line", envelope.content["by"])
        self.assertIn("nobody has to come any more", envelope.content["why"])

    def test_who_asks_to_be_called_is_listed_until_they_were_rung(self):
        alert = self.page("crash")[0]["alert"]
        page = str(self.box.page_of(alert).page)
        self.assertEqual(self.device.answer(page, "call-me").result, 0)
        self.assertEqual(self.alert(alert)["callMe"], [AIRWAY])
        for _ in range(2):
            roll = rows("rung", "--data", self.gateway.data, "--json", alert, AIRWAY)
            self.assertEqual([row["callMe"] for row in roll], [[], [], []])
        self.assertEqual(self.alert(alert)["callMe"], [])
        self.stand_down(alert)

    def test_watching_ends_when_every_role_is_answered(self):
        watching = self.watch("consult", "--words", "ZZCANARY", "--call-back", "4711")
        alert = json.loads(watching.stdout.readline())["alert"]
        told("stand-down", "--data", self.gateway.data, alert)
        rest = [json.loads(line) for line in watching.stdout]
        self.assertEqual(watching.wait(20), 0)
        self.assertEqual(rest[-1]["phase"], "resolved")
        self.assertNotIn("ZZCANARY", self.gateway.logged())

    def test_a_signal_ends_the_watching_and_leaves_the_call_open(self):
        watching = self.watch("crash")
        alert = json.loads(watching.stdout.readline())["alert"]
        watching.send_signal(signal.SIGINT)
        watching.wait(20)
        self.assertNotEqual(self.alert(alert)["phase"], "resolved")
        self.stand_down(alert)

    def test_a_test_says_so_and_is_not_among_the_real_ones(self):
        alert = self.page("crash", "--test")[0]["alert"]
        self.assertTrue(self.box.page_of(alert).is_test)
        self.assertEqual(self.alert(alert, "--test")["world"], "test")
        self.assertNotIn(alert, [row["id"] for row in self.gateway.alerts()])
        self.stand_down(alert)

    def test_what_cannot_be_called_for_is_refused_with_the_next_step(self):
        for arguments, words in (
                (("page", "nothing", "--place", PLACE), "the site has no such call"),
                (("page", "crash", "--place", ""), "--place is missing"),
                (("page", "crash", "--place", PLACE, "--call-back", "you"), "--call-back is")):
            done = self.assertEnds(1, *arguments, "--data", self.gateway.data)
            self.assertIn(words, done.stderr)
            self.assertIn("hint:", done.stderr)


class RollCall(WithDevice):
    def test_a_team_is_called_at_its_moment_and_the_answers_are_reported(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        folder = os.path.join(self.gateway.folder, "Escalations")
        os.makedirs(os.path.join(folder, "policies"), exist_ok=True)
        # A moment that has just passed: a roll-call is still made up to ten minutes late.
        at = max(now - datetime.timedelta(minutes=1),
                 now.replace(hour=0, minute=0)).strftime("%H:%M")
        for name, text in (("calls.yaml", CALLS.format(at=at)), ("policies/drill.yaml", POLICY)):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        told("import", "--data", self.gateway.data, folder)
        envelope = self.box.wait(
            "the page of the roll-call",
            lambda one: one.type == 1 and one.content.get("where") == "Roll-call")
        self.assertTrue(envelope.is_test)
        self.device.answer(str(envelope.page), "accept")
        listed = lambda: rows("roll-calls", "--data", self.gateway.data, "--json")  # noqa: E731
        until("the report", listed)
        (report,) = listed()
        self.assertEqual((report["type"], report["missing"]), ("drill", []))
        self.assertEqual(report["roles"][0]["by"], AIRWAY)
        leaves = rows("trail", "search", "--data", self.gateway.data, "--json",
                      "--action", "roll.reported")
        self.assertEqual([leaf["reason"] for leaf in leaves], ["drill complete"])


if __name__ == "__main__":
    side_by_side.main()
