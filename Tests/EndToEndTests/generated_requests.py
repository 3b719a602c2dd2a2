#!/usr/bin/env python3
# Tocsin — EndToEndTests: requests that a machine makes of /openapi.yaml
# SPDX-License-Identifier: Apache-2.0
"""`schemathesis` from PyPI reads the document that is served and asks each route what it promises.

Bounded by the number of examples, not by a clock, and the same requests each time. Whatever it
asks, the gateway gives no 5xx and no answer that the document does not have.
"""

import os
import re
import subprocess
import sys
import unittest

import harness
from harness import Gateway, Suite, until

CHECKS = ("not_a_server_error,status_code_conformance,content_type_conformance,"
          "response_schema_conformance")
EXAMPLES = "6"
# Answers without an end, and a body that is no JSON and that it cannot make.
LEFT_OUT = "^/v1/(alert-changes|devices/.*/stream|integrations/.*/hl7)$"


class GeneratedRequests(Suite):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway()
        cls.addClassCleanup(cls.gateway.close)
        cls.gateway.bring("20s")
        cls.keys = {
            name: cls.gateway.key(name)
            for name in ("freezers", "alertmanager", "events-v2", "fhir")}
        cls.gateway.start()

    def ask(self, *more, key=None):
        """Runs it once over the served document; its output."""
        program = os.path.join(os.path.dirname(sys.executable), "st")
        arguments = [
            program, "run", self.gateway.base + "/openapi.yaml", "--url", self.gateway.base,
            "--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--seed", "1",
            "--generation-deterministic", "--checks", CHECKS, "--exclude-path-regex", LEFT_OUT,
            "--request-timeout", "20", "--continue-on-failure", "--no-color", *more]
        if key:
            arguments += ["--header", f"Authorization: Bearer {key}"]
        done = subprocess.run(
            arguments, capture_output=True, text=True, timeout=600, check=False,
            cwd=self.gateway.folder)
        self.assertEqual(done.returncode, 0, done.stdout[-6000:] + done.stderr[-2000:])
        return done.stdout

    def test_every_route_keeps_to_the_document_for_somebody_who_shows_nothing(self):
        said = self.ask()
        tested = re.search(r"Operations:\s+(\d+) selected / (\d+) total", said)
        self.assertIsNotNone(tested, said[-2000:])
        self.assertGreater(int(tested[1]), 90)

    def test_every_route_of_reports_keeps_to_it_for_a_source(self):
        for name, path in (("freezers", "^/v1/(alerts|heartbeats|integrations/.*/alerts)"),
                           ("events-v2", "^/v2/"), ("fhir", "/fhir")):
            with self.subTest(name):
                self.ask("--include-path-regex", path, key=self.keys[name])
        until("it is alive", self.alive)

    def alive(self):
        """Whether the gateway answers after all of it."""
        return harness.told("alerts", "--data", self.gateway.data, "--json") is not None


if __name__ == "__main__":
    unittest.main(verbosity=2)
