# Tocsin — EndToEndTests: Tocsin watches itself, and is watched
# SPDX-License-Identifier: Apache-2.0
"""Metrics as Prometheus reads them, and a store that is broken by hand beside the gateway."""

import contextlib
import json
import os
import re
import sqlite3
import unittest

from prometheus_client.parser import text_string_to_metric_families

import harness
from device_side import Mailbox, http_call
from harness import FIRST, ROOT, Gateway, rows, until
from sources import new_control, result

KEY = "0123456789abcdef0123456789abcdef"
ENGINEERS = "it.lerche", "it.meise"
DASHBOARD = os.path.join(ROOT, "Deployment/grafana/tocsin.json")


def watched(*more):
    """A gateway that can be read with KEY, not started."""
    gateway = Gateway()
    path = os.path.join(gateway.folder, "watcher.key")
    with open(path, "w", encoding="utf-8") as file:
        file.write(KEY + "\n")
    folder = harness.quick_documents(os.path.join(gateway.folder, "documents"), wait="60s")
    return gateway, ["--documents", folder, "--watcher-key", path, *more]


def scrape(gateway):
    """Every sample by its name and labels, as a parser that others wrote reads them."""
    status, headers, body = http_call(
        gateway.base, "GET", "/metrics", headers={"Authorization": f"Bearer {KEY}"})
    if status != 200:
        raise AssertionError(f"/metrics answered {status}")
    if not headers["Content-Type"].startswith("text/plain; version=0.0.4"):
        raise AssertionError(headers["Content-Type"])
    return list(text_string_to_metric_families(body.decode("utf-8")))


def value(gateway, name, **labels):
    """The one sample with this name whose labels hold these."""
    found = [sample.value for family in scrape(gateway) for sample in family.samples
             if sample.name == name and labels.items() <= sample.labels.items()]
    if len(found) != 1:
        raise AssertionError(f"{name} {labels} has {len(found)} samples")
    return found[0]


def ready(gateway):
    status, _, body = http_call(gateway.base, "GET", "/readyz")
    return status, json.loads(body).get("reasons", [])


def execute(gateway, sql):
    """Changes the store past the gateway."""
    path = os.path.join(gateway.data, "tocsin.sqlite")
    with contextlib.closing(sqlite3.connect(path, timeout=10)) as store, store:
        return store.execute(sql).rowcount


class Metrics(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway, flags = watched()
        cls.addClassCleanup(cls.gateway.close)
        cls.gateway.start(*flags)
        cls.device = cls.gateway.enrol(FIRST)

    def test_are_read_with_the_watchers_key_alone(self):
        for headers in ({}, {"Authorization": "Bearer " + KEY[::-1]},
                        {"Authorization": "Basic " + KEY}):
            self.assertEqual(http_call(self.gateway.base, "GET", "/metrics", headers=headers)[0],
                             401)
        self.assertEqual({family.type for family in scrape(self.gateway)},
                         {"counter", "gauge", "histogram"})

    def test_follow_one_page_to_its_answer(self):
        control = new_control()
        before = value(self.gateway, "tocsin_reports_total", form="hl7", outcome="accepted")
        stream = Mailbox(self.device)
        self.addCleanup(stream.close)
        self.assertEqual(self.gateway.send(result(control)).code, "AA")
        page = str(stream.page_of(self.gateway.alert(control)["id"]).page)
        self.device.answer(page, "received")
        self.device.answer(page, "accept")
        for name, labels in (("attempted", {"channel": "stream"}),
                             ("delivered", {"channel": "stream"}), ("answered", {})):
            self.assertEqual(value(self.gateway, f"tocsin_page_{name}_seconds_count",
                                   priority="high", **labels), 1, name)
        self.assertEqual(
            value(self.gateway, "tocsin_reports_total", form="hl7", outcome="accepted"), before + 1)
        self.assertGreater(value(self.gateway, "tocsin_store_unit_seconds_count", line="urgent"), 0)
        until("the look counts it", lambda: value(
            self.gateway, "tocsin_open_alerts", phase="acknowledged") >= 1)
        self.assertGreaterEqual(value(self.gateway, "tocsin_streams_open"), 1)

    def test_add_up_within_each_histogram(self):
        for family in scrape(self.gateway):
            if family.type != "histogram":
                continue
            series = {}
            for sample in family.samples:
                labels = dict(sample.labels)
                bound = labels.pop("le", None)
                entry = series.setdefault(tuple(sorted(labels.items())), {"buckets": []})
                if bound is not None:
                    entry["buckets"].append((float(bound), sample.value))
                elif sample.name.endswith("_count"):
                    entry["count"] = sample.value
            for labels, entry in series.items():
                with self.subTest(family=family.name, labels=labels):
                    self.assertEqual(entry["buckets"], sorted(entry["buckets"]))
                    counts = [count for _, count in entry["buckets"]]
                    self.assertEqual(counts, sorted(counts))
                    self.assertEqual(entry["buckets"][-1][0], float("inf"))
                    self.assertEqual(counts[-1], entry["count"])

    def test_are_all_that_the_dashboard_asks_for(self):
        known = {sample.name for family in scrape(self.gateway) for sample in family.samples}
        # These have no sample before there is something to measure.
        known |= {f"{family.name}{part}" for family in scrape(self.gateway)
                  if family.type == "histogram" for part in ("_bucket", "_sum", "_count")}
        known |= {f"{family.name}_total" for family in scrape(self.gateway)
                  if family.type == "counter"}
        with open(DASHBOARD, encoding="utf-8") as file:
            dashboard = json.load(file)
        queries = [target["expr"] for panel in dashboard["panels"]
                   for target in panel.get("targets", [])]
        self.assertGreater(len(queries), 20)
        for query in queries:
            names = re.findall(r"\btocsin_\w+", query)
            self.assertTrue(names, query)
            for name in names:
                with self.subTest(query=query):
                    self.assertIn(name, known)


class Ownerless(unittest.TestCase):
    def setUp(self):
        self.gateway, flags = watched()
        self.addCleanup(self.gateway.close)
        self.gateway.start(*flags)
        self.devices = [self.gateway.enrol(person) for person in ENGINEERS]

    def said(self):
        return [row for row in rows("alerts", "--data", self.gateway.data, "--json")
                if row["kind"] == "ownerless"]

    def test_an_alert_that_loses_its_deadline_pages_the_operators(self):
        control = new_control()
        self.assertEqual(self.gateway.send(result(control)).code, "AA")
        alert = self.gateway.alert(control)
        self.assertEqual(ready(self.gateway), (200, []))
        where = f"WHERE id = x'{alert['id'].replace('-', '')}'"
        self.assertEqual(execute(self.gateway, f"UPDATE alert SET wake_at = NULL {where}"), 1)
        said = until("the operators have an alert", self.said, 30)[0]
        self.assertEqual((said["integration"], said["priority"]), ("tocsin", "crash"))
        on_call = said["pages"][0]["responder"]
        self.assertIn(on_call, ENGINEERS)
        stream = Mailbox(self.devices[ENGINEERS.index(on_call)])
        self.addCleanup(stream.close)
        stream.page_of(said["id"])
        self.assertEqual(value(self.gateway, "tocsin_ownerless_alerts", kind="no-deadline"), 1)
        status, reasons = ready(self.gateway)
        self.assertEqual(status, 503)
        self.assertIn("1 alerts are open and have no deadline", reasons[0])
        self.assertIn(alert["id"], self.gateway.logged())
        execute(self.gateway, f"UPDATE alert SET wake_at = 1 {where}")
        until("it is over", lambda: ready(self.gateway) == (200, []), 30)
        trail = self.gateway.trail(said["id"])
        self.assertTrue([entry for entry in trail if entry["event"] == "ended"])
        self.assertEqual(len(self.said()), 1)


if __name__ == "__main__":
    unittest.main()
