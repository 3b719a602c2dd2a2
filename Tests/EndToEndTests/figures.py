#!/usr/bin/env python3
# Tocsin — EndToEndTests: reports on how alerts were answered
# SPDX-License-Identifier: Apache-2.0
"""Alerts are answered on a device; what is over is counted, and shown for five people or more."""

import contextlib
import csv
import datetime
import io
import os
import sqlite3

import harness
import side_by_side
from harness import told, until
from rotas import Manager
from two_devices import TwoDevices

REPORTS = "/v1/reports"
WIDE = """
title: Ward of five
steps:
  - page: [{ responder: dr.amsel }, { responder: dr.brandt }, { responder: dr.corvin },
           { responder: dr.dorn }, { responder: dr.elster }]
    wait: 2m
fallback:
  page: { responder: switchboard }
  every: 1m
"""
ROUTE = """routes:
  - name: ward of five
    when: { ward: FIVE }
    policy: ward-of-five
"""


class Reports(TwoDevices):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = Manager(cls.gateway, "figures.kite", "rota-manager")

    def asked(self, by="team", manager=None):
        return (manager or self.manager).call("GET", f"{REPORTS}?by={by}")

    def over(self, *answers, **options):
        page = self.page(self.report(**options))
        self.first.answer(page, "received")
        for answer in answers:
            self.first.answer(page, answer)
        self.first.answer(page, "resolved")
        until("it is over", lambda: self.now()["phase"] == "resolved")

    def rows(self):
        """What the store has counted: team, ward, measure, bin and count."""
        path = os.path.join(self.gateway.data, "tocsin.sqlite")
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
            return store.execute(
                "SELECT team, ward, measure, bin, count FROM figure ORDER BY measure").fetchall()

    def test_count_what_is_over_and_show_nothing_of_a_team_that_is_too_small(self):
        self.over("accept")
        counted = self.rows()
        self.assertEqual({row[2] for row in counted} & {0, 1, 5}, {0, 1, 5})
        self.assertEqual(len({row[:2] for row in counted}), 1)
        for by in ("team", "ward", "priority"):
            status, _, report = self.asked(by)
            self.assertEqual(status, 200)
            self.assertTrue(report["isWithheld"])
            self.assertEqual((report["rows"], report["total"]["alerts"]), ([], 0))

    def test_show_a_team_of_five_and_nothing_of_the_small_one_beside_it(self):
        with open(harness.ROOT + "/Escalations/routes.yaml", encoding="utf-8") as file:
            routes = file.read().replace("routes:\n", ROUTE, 1)
        for name, text in (("routes.yaml", routes), ("policies/ward-of-five.yaml", WIDE)):
            path = os.path.join(self.gateway.folder, "Escalations", name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        told("import", "--data", self.gateway.data,
             os.path.join(self.gateway.folder, "Escalations"))
        self.over("accept")
        self.over("accept", ward="FIVE")
        self.over("accept", ward="FIVE")
        status, _, report = self.asked("team")
        self.assertEqual(status, 200)
        [row] = report["rows"]
        self.assertEqual((row["key"], row["title"]), ("ward-of-five", "Ward of five"))
        self.assertEqual((row["alerts"], row["acknowledged"]), (2, 2))
        self.assertTrue(report["isWithheld"], "the small team beside it is not said to be left out")
        self.assertEqual(report["total"]["alerts"], 2, "the small team is in the total")
        # Two of the five have a device, and one of them says what becomes of the page.
        for clock, pages in (("attempted", 4), ("delivered", 2), ("answered", 2)):
            self.assertEqual(row["clocks"][clock]["pages"], pages, clock)
            self.assertEqual(row["clocks"][clock]["p90Seconds"], 5, clock)
        _, _, data = self.manager.raw("GET", f"{REPORTS}?by=team&form=csv")
        self.assertEqual([one["title"] for one in csv.DictReader(io.StringIO(data.decode()))
                          if one["group"]], ["Ward of five"])

    def test_say_of_one_alert_when_each_page_went_on(self):
        alert = self.report()
        page = self.page(alert)
        for answer in ("received", "displayed", "accept"):
            self.first.answer(page, answer)
        status, _, progress = self.manager.call("GET", f"/v1/alerts/{alert}/progress")
        self.assertEqual(status, 200)
        [row] = [one for one in progress["pages"] if one["page"] == page]
        self.assertEqual((row["device"], row["state"]), (str(self.first.id), "answered"))
        times = [row[f"{name}At"] for name in (
            "asked", "sealed", "handedOver", "delivered", "displayed", "answered")]
        self.assertNotIn(None, times)
        moments = [datetime.datetime.fromisoformat(time) for time in times]
        self.assertEqual(moments, sorted(moments))
        self.assertIsNone(row["endedAt"])

    def test_come_as_a_table_that_spreadsheets_read(self):
        status, headers, data = self.manager.raw("GET", f"{REPORTS}?by=ward&form=csv")
        self.assertEqual((status, headers["Content-Type"]), (200, "text/csv; charset=utf-8"))
        self.assertIn("attachment", headers["Content-Disposition"])
        self.assertEqual(csv.DictReader(io.StringIO(data.decode())).fieldnames[:3],
                         ["group", "title", "alerts"])

    def test_are_for_those_who_look_after_rotas(self):
        caller = Manager(self.gateway, "figures.caller", "caller")
        self.assertEqual(self.asked(manager=caller)[0], 403)
        for wrong in ("by=person", "from=2026-13-01", "from=2020-01-01", "form=xlsx"):
            self.assertEqual(self.manager.call("GET", f"{REPORTS}?{wrong}")[0], 422, wrong)

    def test_a_rota_says_how_its_duty_is_shared_and_how_good_it_is(self):
        status, _, found = self.manager.call("GET", "/v1/rotas/medicine-registrar/review")
        self.assertEqual(status, 200)
        shares = found["shares"]["first"]
        self.assertAlmostEqual(sum(one["minutes"] for one in shares), 91 * 1440, delta=120)
        self.assertEqual(found["score"], max(0, 100 - sum(
            one["points"] for one in found["findings"])))
        self.assertEqual(
            self.manager.call("GET", "/v1/rotas/none/review")[0], 404)


if __name__ == "__main__":
    side_by_side.main()
