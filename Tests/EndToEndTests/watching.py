# Tocsin — EndToEndTests: Tocsin watches itself, and is watched
# SPDX-License-Identifier: Apache-2.0
"""Metrics as Prometheus reads them, and a store that is broken by hand beside the gateway."""

import contextlib
import http.server
import json
import os
import re
import sqlite3
import threading
import unittest

from prometheus_client.parser import text_string_to_metric_families

import harness
from device_side import Mailbox, http_call
from harness import FIRST, ROOT, Gateway, rows, tocsin, until
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


@contextlib.contextmanager
def store_of(gateway):
    """The store, past the gateway."""
    path = os.path.join(gateway.data, "tocsin.sqlite")
    with contextlib.closing(sqlite3.connect(path, timeout=10)) as store, store:
        yield store


def execute(gateway, sql):
    with store_of(gateway) as store:
        return store.execute(sql).rowcount


def count(gateway, sql):
    with store_of(gateway) as store:
        return store.execute(sql).fetchone()[0]


class Watcher:
    """Who is asked while all is well."""

    def __init__(self, status=200):
        self.asked = []
        self.status = status
        asked = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802  (the name is the library's)
                asked.asked.append(self.path)
                self.send_response(asked.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/beat-5a17c0de"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


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


class Canary(unittest.TestCase):
    def test_comes_through_and_is_seen_by_nobody(self):
        gateway, flags = watched()
        self.addCleanup(gateway.close)
        gateway.start(*flags)
        until("a canary came through",
              lambda: value(gateway, "tocsin_canary_timestamp_seconds") > 0, 30)
        self.assertEqual(value(gateway, "tocsin_canary_seconds_count"), 1)
        self.assertEqual(value(gateway, "tocsin_canaries_lost_total"), 0)
        self.assertEqual(rows("alerts", "--data", gateway.data, "--json"), [])
        self.assertEqual(gateway.messages(), [])
        self.assertEqual(rows("device", "list", "--data", gateway.data, "--json"), [])
        self.assertEqual(count(gateway, "SELECT count(*) FROM alert WHERE world = 2"), 1)
        for table in ("trail", "message", "figure"):
            self.assertEqual(count(gateway, f"SELECT count(*) FROM {table}"), 0, table)
        for name in ("alerts_opened", "pages_decided"):
            self.assertEqual(value(gateway, f"tocsin_{name}_total", priority="high"), 0)
        self.assertEqual(ready(gateway), (200, []))
        # The one of the process before goes, and another comes through with new keys.
        gateway.kill()
        gateway.start(*flags)
        until("another came through",
              lambda: value(gateway, "tocsin_canary_timestamp_seconds") > 0, 30)
        self.assertEqual(count(gateway, "SELECT count(*) FROM alert WHERE world = 2"), 1)

    def test_is_sent_by_no_gateway_that_is_told_not_to(self):
        gateway, flags = watched("--canary", "off")
        self.addCleanup(gateway.close)
        gateway.start(*flags)
        until("the gateway has looked at itself",
              lambda: value(gateway, "tocsin_watch_look_timestamp_seconds") > 0)
        self.assertEqual(count(gateway, "SELECT count(*) FROM alert"), 0)
        self.assertEqual(ready(gateway), (200, []))


class Heartbeat(unittest.TestCase):
    def setUp(self):
        self.watcher = Watcher()
        self.addCleanup(self.watcher.close)
        self.gateway, flags = watched("--heartbeat", self.watcher.url)
        self.addCleanup(self.gateway.close)
        self.gateway.start(*flags, environment={"TOCSIN_HEARTBEAT_EVERY": "1"})

    def beats(self, outcome):
        return value(self.gateway, "tocsin_heartbeats_total", outcome=outcome)

    def test_is_sent_while_all_is_well_and_stops_when_it_is_not(self):
        until("it is asked again and again", lambda: len(self.watcher.asked) >= 2)
        self.assertEqual(set(self.watcher.asked), {"/beat-5a17c0de"})
        control = new_control()
        self.gateway.send(result(control))
        alert = self.gateway.alert(control)["id"].replace("-", "")
        execute(self.gateway, f"UPDATE alert SET wake_at = NULL WHERE id = x'{alert}'")
        until("the gateway is not well", lambda: ready(self.gateway)[0] == 503, 30)
        held = until("it is held back", lambda: self.beats("held"))
        before = len(self.watcher.asked)
        until("it stays away", lambda: self.beats("held") >= held + 3)
        self.assertEqual(len(self.watcher.asked), before)
        execute(self.gateway, f"UPDATE alert SET wake_at = 1 WHERE id = x'{alert}'")
        until("it is asked again", lambda: len(self.watcher.asked) > before, 30)

    def test_says_that_it_is_not_taken_and_never_where(self):
        until("it is taken", lambda: self.beats("taken"))
        self.watcher.status = 500
        until("it is not taken", lambda: self.beats("failed"))
        logged = self.gateway.logged()
        self.assertIn("the heartbeat was answered with 500", logged)
        self.assertNotIn("5a17c0de", logged)

    def test_goes_to_what_is_a_url_alone(self):
        for wrong in ("watch.example", "ftp://watch.example/x", "https://"):
            done = tocsin("serve", "--data", os.path.join(self.gateway.folder, "other"),
                          "--heartbeat", wrong)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("--heartbeat takes a URL", done.stderr)


if __name__ == "__main__":
    unittest.main()
