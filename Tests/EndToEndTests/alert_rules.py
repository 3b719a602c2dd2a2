#!/usr/bin/env python3
# Tocsin — EndToEndTests: the alert rules for Prometheus
# SPDX-License-Identifier: Apache-2.0
"""Prometheus's own tool takes the rules and their tests; the gateway has what they ask for."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

import yaml

from harness import ROOT, until
from watching import scrape, watched

FOLDER = os.path.join(ROOT, "Deployment/prometheus")
RULES = os.path.join(FOLDER, "tocsin.rules.yml")
TESTS = os.path.join(FOLDER, "tocsin.rules.test.yml")
PAGES = "Documentation/operating.md"
CHAPTER = "## Pages for the alerts of Prometheus"


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def rules():
    return [rule for group in yaml.safe_load(read(RULES))["groups"] for rule in group["rules"]]


def promtool(*arguments):
    return subprocess.run(["promtool", *arguments], cwd=FOLDER, capture_output=True, text=True,
                          timeout=60, check=False)


@unittest.skipUnless(shutil.which("promtool"), "the package prometheus is not installed")
class PrometheusItself(unittest.TestCase):
    def test_takes_the_rules(self):
        done = promtool("check", "rules", RULES)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn(f"SUCCESS: {len(rules())} rules found", done.stdout)

    def test_finds_that_each_fires_when_it_should_and_not_before(self):
        done = promtool("test", "rules", TESTS)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_would_notice_rules_that_never_fire(self):
        folder = tempfile.mkdtemp(prefix="tocsin-e2e-")
        self.addCleanup(shutil.rmtree, folder)
        shutil.copy(TESTS, folder)
        silent = yaml.safe_load(read(RULES))
        for rule in silent["groups"][0]["rules"]:
            rule["expr"] = "vector(0) == 1"
        with open(os.path.join(folder, os.path.basename(RULES)), "w", encoding="utf-8") as file:
            yaml.safe_dump(silent, file)
        done = promtool("test", "rules", os.path.join(folder, os.path.basename(TESTS)))
        self.assertNotEqual(done.returncode, 0)
        missed = set(re.findall(r"alertname: (\w+)", done.stdout + done.stderr))
        self.assertEqual(missed, {rule["alert"] for rule in rules()})


class Rules(unittest.TestCase):
    def test_ask_for_nothing_that_the_gateway_does_not_measure(self):
        gateway, flags = watched("--heartbeat", "http://127.0.0.1:9/none")
        self.addCleanup(gateway.close)
        gateway.start(*flags)
        until("the gateway has looked at its work", lambda: any(
            sample.name == "tocsin_watch_look_timestamp_seconds"
            for family in scrape(gateway) for sample in family.samples))
        families = scrape(gateway)
        known = {sample.name for family in families for sample in family.samples}
        # These have no sample before there is something to measure.
        known |= {f"{family.name}_bucket" for family in families if family.type == "histogram"}
        known |= {f"{family.name}_total" for family in families if family.type == "counter"}
        labels = {}
        for family in families:
            for sample in family.samples:
                labels.setdefault(sample.name, set()).update(sample.labels)
        for rule in rules():
            with self.subTest(rule["alert"]):
                names = re.findall(r"\b(tocsin_\w+|up)\b", rule["expr"])
                self.assertTrue(names, rule["expr"])
                for name in names:
                    self.assertIn(name, known | {"up"})
                for name, matched in re.findall(r"\b(tocsin_\w+)\{([^}]*)\}", rule["expr"]):
                    if name in labels:
                        self.assertLessEqual(set(re.findall(r"(\w+)!?=", matched)), labels[name])

    def test_have_a_page_each_and_no_page_is_without_its_rule(self):
        text = read(os.path.join(ROOT, PAGES)).split(CHAPTER + "\n")[1].split("\n## ")[0]
        pages = re.findall(r"^### (\w+)$", text, re.MULTILINE)
        self.assertEqual(sorted(pages), sorted(rule["alert"] for rule in rules()))
        for rule in rules():
            self.assertEqual(rule["annotations"]["runbook"],
                             f"{PAGES}#{rule['alert'].lower()}")
            page = text.split(f"### {rule['alert']}\n")[1].split("\n### ")[0]
            self.assertGreater(len(page.split()), 25, rule["alert"])

    def test_have_a_test_each_that_fires(self):
        tested = {case["alertname"] for test in yaml.safe_load(read(TESTS))["tests"]
                  for case in test["alert_rule_test"] if case.get("exp_alerts")}
        self.assertEqual(tested, {rule["alert"] for rule in rules()})

    def test_wake_somebody_or_wait_till_morning(self):
        for rule in rules():
            self.assertIn(rule["labels"]["severity"], ("critical", "warning"))


if __name__ == "__main__":
    unittest.main()
