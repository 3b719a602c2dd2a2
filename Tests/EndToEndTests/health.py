# Tocsin — EndToEndTests: what is wrong with a source, and planned work
# SPDX-License-Identifier: Apache-2.0
"""A laboratory that is expected every few seconds, so that its silence can be waited for."""

import datetime
import json
import os
import unittest

import harness
from device_side import Mailbox
from harness import Gateway, rows, tocsin, until
from sources import new_control, result

HEALTH = """
health:
  live: true
  expect-every: {every}
  errors: 3 in 1m
  clock-skew: 5m

tables:
"""
ENGINEER = "it.lerche", "it.meise"


def site(every):
    """A gateway over documents in which the laboratory is live, with both engineers' devices."""
    gateway = Gateway()
    folder = harness.quick_documents(os.path.join(gateway.folder, "documents"))
    path = os.path.join(folder, "Integrations/laboratory/mapping.yaml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("\ntables:\n", HEALTH.format(every=every), 1))
    gateway.start("--documents", folder)
    return gateway, [gateway.enrol(person) for person in ENGINEER]


def integration(gateway):
    known = rows("integrations", "--data", gateway.data, "--json")
    return next(row for row in known if row["name"] == "laboratory")


def trouble(gateway, kind):
    return [row for row in gateway.troubles() if row["kind"] == kind]


class Silence(unittest.TestCase):
    def setUp(self):
        self.gateway, self.devices = site("3s")
        self.addCleanup(self.gateway.close)

    def test_pages_the_engineers_and_is_over_when_the_source_speaks(self):
        alert = until("silence is an alert", lambda: trouble(self.gateway, "source-silent"), 30)[0]
        self.assertEqual((alert["integration"], alert["priority"]), ("tocsin", "high"))
        on_call = alert["pages"][0]["responder"]
        self.assertIn(on_call, ENGINEER)
        stream = Mailbox(self.devices[ENGINEER.index(on_call)])
        self.addCleanup(stream.close)
        stream.page_of(alert["id"])
        self.assertEqual(integration(self.gateway)["health"], "trouble")

        def spoken():
            self.gateway.send(result(new_control(), flag="N"))
            trail = self.gateway.trail(alert["id"])
            return any(entry["event"] in ("ended", "resolved") for entry in trail)
        until("the alert ended by itself", spoken, 30)
        self.assertEqual(len(trouble(self.gateway, "source-silent")), 1)

    def test_survives_a_restart(self):
        until("silence is an alert", lambda: trouble(self.gateway, "source-silent"), 30)
        self.gateway.kill()
        self.gateway.start()
        row = until("the source is in trouble", lambda: integration(self.gateway))
        self.assertEqual([one["kind"] for one in row["troubles"]], ["source-silent"])
        self.assertEqual(len(trouble(self.gateway, "source-silent")), 1)


class Faults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway, cls.devices = site("1h")
        cls.addClassCleanup(cls.gateway.close)

    def test_a_test_on_a_live_integration_pages_its_engineers_at_once(self):
        control = new_control()
        self.assertEqual(self.gateway.send(result(control, mode="T")).code, "AA")
        alert = until("a test on live is an alert",
                      lambda: trouble(self.gateway, "source-test-on-live"))[0]
        self.assertTrue(alert["pages"])
        self.assertEqual(self.gateway.alerts(control), [])
        tests = rows("alerts", "--data", self.gateway.data, "--json", "--test")
        self.assertEqual([(one["world"], one["controlID"]) for one in tests], [("test", control)])
        self.assertEqual([one["responder"] for one in tests[0]["pages"]], ["sandbox"])
        self.gateway.send(result(new_control(), mode="D"))
        self.gateway.send(result(new_control(), mode="P^T", flag="N"))
        self.assertEqual(len(trouble(self.gateway, "source-test-on-live")), 1)

    def test_a_wrong_clock_pages_the_engineers(self):
        wrong = (datetime.datetime.now() + datetime.timedelta(days=1)).strftime("%Y%m%d%H%M")
        for _ in range(3):
            fields = result(new_control(), flag="N").split(b"|")
            fields[6] = wrong.encode()
            self.assertEqual(self.gateway.send(b"|".join(fields)).code, "AA")
        until("a wrong clock is an alert", lambda: trouble(self.gateway, "source-clock"))
        self.assertGreater(integration(self.gateway)["skewSeconds"], 3600)

    def test_a_run_of_errors_pages_the_engineers(self):
        for _ in range(3):
            with self.gateway.connect() as source:
                self.assertEqual(source.exchange(b"hello " + os.urandom(4).hex().encode()).code,
                                 "AR")
        until("a run of errors is an alert", lambda: trouble(self.gateway, "source-errors"))
        done = tocsin("integrations", "--data", self.gateway.data, "--check")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("source-errors", done.stdout)


class Work(unittest.TestCase):
    def setUp(self):
        self.gateway, self.devices = site("3s")
        self.addCleanup(self.gateway.close)

    def plan(self, *arguments):
        return tocsin("maintenance", *arguments, "--data", self.gateway.data, "--json")

    def test_mutes_the_silence_of_a_source_and_nothing_high(self):
        done = self.plan("add", "source:laboratory", "--for", "1h", "--owner", ENGINEER[0],
                         "--reason", "new analyser")
        self.assertEqual(done.returncode, 0, done.stderr)
        work = json.loads(done.stdout)
        until("the work is shown", lambda: (integration(self.gateway)["maintenance"] or {})
              .get("id") == work["id"])
        before = len(trouble(self.gateway, "source-silent"))
        first = self.gateway.enrol(harness.FIRST)
        stream = Mailbox(first)
        self.addCleanup(stream.close)
        control = new_control()
        self.gateway.send(result(control))
        stream.page_of(self.gateway.alert(control)["id"])
        # Looks come every second: two of them after the silence has lasted too long.
        heard = until("the source was heard", lambda: integration(self.gateway)["heardAt"])
        until("time passes", lambda: self._since(heard) > 6, 20)
        self.assertEqual(len(trouble(self.gateway, "source-silent")), before)
        self.assertEqual(self.plan("end", work["id"]).returncode, 0)
        until("its end is announced", lambda: trouble(self.gateway, "maintenance-over"))
        until("silence counts again",
              lambda: len(trouble(self.gateway, "source-silent")) > before
              or any(one["kind"] == "source-silent"
                     for one in integration(self.gateway)["troubles"]), 30)
        self.assertEqual(self.plan("end", work["id"]).returncode, 1)

    @staticmethod
    def _since(text):
        then = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
        return (datetime.datetime.now(datetime.timezone.utc) - then).total_seconds()

    def test_needs_an_end_an_owner_and_a_reason(self):
        plain = ["--for", "1h", "--owner", ENGINEER[0], "--reason", "new analyser"]
        for wrong in ({"--for": "80h"}, {"--owner": "nobody"}, {"--reason": "x"}):
            values = dict(zip(plain[::2], plain[1::2])) | wrong
            flags = [part for pair in values.items() for part in pair]
            with self.subTest(wrong=wrong):
                self.assertEqual(self.plan("add", "source:laboratory", *flags).returncode, 1)
        self.assertEqual(self.plan("add", "source:nobody", *plain).returncode, 1)
        self.assertEqual(self.plan("list").stdout, "")


if __name__ == "__main__":
    unittest.main()
