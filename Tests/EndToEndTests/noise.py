#!/usr/bin/env python3
# Tocsin — EndToEndTests: what each rule asks of people, and pages that were not useful
# SPDX-License-Identifier: Apache-2.0
"""Freezers report over HTTP, a laboratory over MLLP; a real device says "not useful", also across
a kill; the ledger of noise counts what is over, and advises a hold only where it loses nothing."""

import csv
import io
import json
import urllib.error
import urllib.request

import side_by_side
from device_side import Mailbox
from harness import FIRST, Gateway, Suite, until
from reports import sample
from rotas import Manager
from sources import new_control, result

LEDGER = "/v1/reports/noise"
#: As many alerts a rule needs before a hold is advised.
ADVISED_FROM = 10


class Noise(Suite):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway()
        cls.addClassCleanup(cls.gateway.close)
        cls.gateway.bring("120s")
        cls.key = cls.gateway.key("freezers")
        cls.gateway.start()
        cls.manager = Manager(cls.gateway, "noise.kite", "rota-manager")
        cls.device = cls.gateway.enrol(FIRST)
        cls.tablet = cls.gateway.enrol(FIRST)
        cls.box, cls.tablet_box = Mailbox(cls.device), Mailbox(cls.tablet)
        cls.addClassCleanup(lambda: cls.box.close())
        cls.addClassCleanup(lambda: cls.tablet_box.close())

    def post(self, target, body=None):
        asked = urllib.request.Request(
            self.gateway.base + target, None if body is None else json.dumps(body).encode(),
            method="POST", headers={"Content-Type": "application/json",
                                    "Authorization": f"Bearer {self.key}"})
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return json.load(answer)

    def freezer(self, **changes):
        return self.post("/v1/alerts", sample("warm.json", **changes))["alert"]

    def end(self, alert):
        self.assertEqual(self.post(f"/v1/alerts/{alert}/resolve")["phase"], "resolved")

    def ledger(self):
        status, _, report = self.manager.call("GET", LEDGER)
        self.assertEqual(status, 200)
        self.assertTrue(report["isWhole"])
        return report["rules"]

    def rule(self, integration, kind, priority):
        """The row of a rule; zeros where there is none yet."""
        name = (integration, kind, priority)
        found = [one for one in self.ledger()
                 if (one["integration"], one["kind"], one["priority"]) == name]
        empty = dict.fromkeys(("alerts", "pages", "accepted", "declined", "endedUnanswered",
                               "ended", "notUseful"), 0)
        return found[0] if found else empty

    def listed(self, alert):
        """The page of an alert, which a storm may have put into the list; None before it came."""
        self.device.open_list()
        return next((str(one.page) for one in list(self.box.envelopes)
                     if one.content.get("alert") == alert), None)

    def restart(self):
        """Ends it as a power cut would, and starts it again."""
        self.gateway.kill()
        self.gateway.start()
        self.manager.base = self.gateway.base

    def page(self, alert, box=None):
        return str((box or self.box).page_of(alert).page)

    def test_one_tap_counts_once_and_changes_nothing_of_the_page(self):
        control = new_control()
        self.gateway.send(result(control))
        alert = self.gateway.alert(control)
        before = self.rule("laboratory", "critical-result", "high")
        page = self.page(alert["id"])
        self.assertEqual(self.page(alert["id"], self.tablet_box), page)
        self.device.answer(page, "received")
        self.assertEqual(self.device.answer(page, "accept").result, 0)
        signed = self.device.sign(page, "not-useful")
        first, again = self.device.send(signed), self.device.send(signed)
        self.assertEqual((first.result, first.phase), (0, 3), "taken, and still acknowledged")
        self.assertEqual(first, again)
        self.assertGreater(first.trail_index, 0)
        self.assertEqual(self.device.answer(page, "not-useful").result, 1, "said twice")
        self.assertEqual(self.tablet.answer(page, "not-useful").result, 1, "said elsewhere")
        now = self.gateway.alert(control)
        self.assertEqual((now["phase"], now["duties"][0]["by"]), ("acknowledged", FIRST))
        told = [one for one in self.gateway.trail(alert["id"]) if one["reason"] == "not-useful"]
        self.assertEqual([one["event"] for one in told], ["answered"])
        self.assertEqual(
            self.rule("laboratory", "critical-result", "high"), before, "counted while open")
        self.device.answer(page, "resolved")
        after = self.rule("laboratory", "critical-result", "high")
        for name, more in (("alerts", 1), ("pages", 1), ("accepted", 1), ("notUseful", 1)):
            self.assertEqual(after[name], before[name] + more, name)
        self.assertEqual((after["mayWait"], after["holds"]), (False, []), "high never waits")

    def test_what_was_said_is_there_after_kill_9_and_counts_once(self):
        alert = self.freezer(key="killed", priority="medium")
        page = until("the page came, or lay in the list", lambda: self.listed(alert))
        before = self.rule("freezers", "temperature", "medium")
        signed = self.device.sign(page, "not-useful")
        taken = self.device.send(signed)
        self.restart()
        self.assertEqual(self.device.send(signed), taken, "the same bytes, the same receipt")
        self.end(alert)
        self.restart()
        self.assertEqual(self.device.answer(page, "not-useful").result, 1)
        after = self.rule("freezers", "temperature", "medium")
        for name in ("alerts", "pages", "notUseful", "ended", "endedUnanswered"):
            self.assertEqual(after[name], before[name] + 1, name)

    def test_of_a_page_that_is_over_it_counts_too(self):
        alert = self.freezer(key="over", priority="medium")
        page = until("the page came, or lay in the list", lambda: self.listed(alert))
        before = self.rule("freezers", "temperature", "medium")["notUseful"]
        self.end(alert)
        self.assertEqual(self.device.answer(page, "not-useful").result, 0)
        self.assertEqual(self.rule("freezers", "temperature", "medium")["notUseful"], before + 1)

    def test_a_hold_is_advised_until_it_would_lose_an_accepted_one(self):
        for number in range(ADVISED_FROM):
            alert = self.freezer(key=f"short-{number}", priority="low")
            self.end(alert)
        row = self.rule("freezers", "temperature", "low")
        self.assertEqual((row["alerts"], row["endedUnanswered"]), (ADVISED_FROM, ADVISED_FROM))
        self.assertEqual(row["advisedHoldSeconds"], 15)
        self.assertEqual([(one["seconds"], one["removed"], one["lost"]) for one in row["holds"]],
                         [(seconds, ADVISED_FROM, 0) for seconds in (15, 30, 60, 120)])
        taken = self.freezer(key="taken", priority="low")
        page = until("the page came, or lay in the list", lambda: self.listed(taken))
        self.assertEqual(self.device.answer(page, "accept").result, 0)
        self.end(taken)
        row = self.rule("freezers", "temperature", "low")
        self.assertEqual(row["accepted"], 1)
        self.assertEqual({one["lost"] for one in row["holds"]}, {1})
        self.assertIsNone(row["advisedHoldSeconds"])

    def test_a_test_is_in_no_figure(self):
        before = self.ledger()
        alert = self.freezer(key="test", priority="medium", test=True)
        self.end(alert)
        self.assertEqual(self.ledger(), before)

    def test_comes_as_a_table_and_is_for_those_who_look_after_rotas(self):
        alert = self.freezer(key="table", priority="medium")
        self.end(alert)
        status, headers, data = self.manager.raw("GET", f"{LEDGER}?form=csv")
        self.assertEqual((status, headers["Content-Type"]), (200, "text/csv; charset=utf-8"))
        self.assertIn("tocsin-noise-", headers["Content-Disposition"])
        table = list(csv.DictReader(io.StringIO(data.decode())))
        self.assertIn(("freezers", "temperature", "medium"),
                      [(one["integration"], one["kind"], one["priority"]) for one in table])
        self.assertNotIn(FIRST, data.decode())
        caller = Manager(self.gateway, "noise.caller", "caller")
        self.assertEqual(caller.call("GET", LEDGER)[0], 403)
        for wrong in ("from=2026-13-01", "from=2020-01-01", "form=xlsx"):
            self.assertEqual(self.manager.call("GET", f"{LEDGER}?{wrong}")[0], 422, wrong)
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(self.gateway.base + LEDGER, timeout=20)
        refused.exception.close()
        self.assertEqual(refused.exception.code, 401)


if __name__ == "__main__":
    side_by_side.main()
