#!/usr/bin/env python3
# Tocsin — EndToEndTests: the bill of materials, the unit of systemd, and what a crash leaves
# SPDX-License-Identifier: Apache-2.0
"""What surrounds the program, as the operator's tools see it."""

import json
import os
import re
import resource
import secrets
import shutil
import subprocess
import unittest

import harness
import side_by_side
from harness import Gateway, Scratch
from sources import new_control, result

SCRIPT = os.path.join(harness.ROOT, "Scripts/bill-of-materials")
BILL = os.path.join(harness.ROOT, "Documentation/bill-of-materials.json")
UNIT = os.path.join(harness.ROOT, "Deployment/systemd/tocsin.service")


class Bill(Scratch):
    def check(self, content=None):
        environment = dict(os.environ, TOCSIN=harness.PROGRAM)
        if content is not None:
            environment["TOCSIN_BILL"] = self.write(
                "bill.json", json.dumps(content, indent=2, ensure_ascii=False) + "\n")
        return subprocess.run([SCRIPT, "--check"], capture_output=True, text=True, timeout=60,
                              check=False, env=environment)

    def content(self):
        with open(BILL, encoding="utf-8") as file:
            return json.load(file)

    def test_threat_28_the_bill_is_what_the_program_is_made_of(self):
        done = self.check()
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_threat_28_a_dependency_that_is_not_declared_fails(self):
        for gone in ("swift-nio", "libsodium23", "swift"):
            content = self.content()
            content["components"] = [one for one in content["components"] if one["name"] != gone]
            done = self.check(content)
            self.assertEqual(done.returncode, 1, gone)
            self.assertRegex(done.stderr, rf"not in the bill: pkg:\S*{re.escape(gone)}@")

    def test_threat_28_what_is_older_or_gone_fails_and_newer_is_said(self):
        content = self.content()
        by_name = {one["name"]: one for one in content["components"]}
        by_name["libsodium23"]["version"] = "99.0-1"
        by_name["swift-log"]["version"] = "0.0.1"
        content["components"].append(dict(by_name["Yams"], **{
            "bom-ref": "pkg:swift/github.com/example/gone",
            "purl": "pkg:swift/github.com/example/gone@1.0.0"}))
        done = self.check(content)
        self.assertEqual(done.returncode, 1)
        self.assertIn("libsodium23: 99.0-1 in the bill", done.stderr)
        self.assertIn("in the bill alone: pkg:swift/github.com/example/gone@1.0.0", done.stderr)
        self.assertIn("newer: pkg:swift/github.com/apple/swift-log", done.stdout)

    def test_the_bill_is_cyclonedx_and_names_nothing_of_a_machine(self):
        content = self.content()
        self.assertEqual((content["bomFormat"], content["specVersion"]), ("CycloneDX", "1.6"))
        references = [one["bom-ref"] for one in content["components"]]
        self.assertEqual(len(references), len(set(references)))
        for one in content["components"]:
            self.assertRegex(one["purl"], r"^pkg:(swift/github\.com/|deb/debian/|generic/swift@)")
        for part in content["dependencies"][0]["dependsOn"]:
            self.assertIn(part, references)
        self.assertNotRegex(json.dumps(content), r"timestamp|serialNumber|/home/|/usr/|/work")


@unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed here")
class Unit(Scratch):
    def unit(self):
        """The unit with a program that exists, since `verify` looks for it."""
        with open(UNIT, encoding="utf-8") as file:
            text = file.read()
        return self.write("tocsin.service", text.replace("/usr/local/bin/tocsin", "/bin/true"))

    def analyze(self, *arguments):
        return subprocess.run(["systemd-analyze", *arguments, self.unit()], capture_output=True,
                              text=True, timeout=60, check=False)

    def test_systemd_takes_it_as_it_is(self):
        done = self.analyze("verify", "--man=no")
        if "Failed to" in done.stderr and "socket" in done.stderr:
            self.skipTest("systemd-analyze cannot run here: " + done.stderr.strip())
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_threat_27_its_sandbox_leaves_little_to_a_parser_that_was_taken_over(self):
        done = self.analyze("security", "--offline=true", "--threshold=15", "--no-pager")
        if "unrecognized option" in done.stderr:
            self.skipTest("this systemd-analyze is too old to look at a file")
        self.assertEqual(done.returncode, 0, done.stdout[-400:] + done.stderr)


class Start(Scratch):
    def test_it_starts_from_the_settings_and_the_credential_of_the_unit(self):
        credentials, tls = self.path("credentials"), self.path("tls")
        key = self.write("credentials/tocsin-root-key", secrets.token_hex(32) + "\n")
        os.chmod(key, 0o440)
        harness.told("certificate", "--out", tls, "--host", "localhost")
        config = self.write("tocsin.yaml", "\n".join((
            "tocsin:", "  http: 0.0.0.0:0", "  mllp: 127.0.0.1:0",
            "  securityContact: mailto:security@example.org", "")))
        gateway = Gateway()
        self.addCleanup(gateway.close)
        gateway.start("--data", None, "--http", None, "--mllp", None, "--config", config,
                      environment={
                          "TOCSIN_DATA": self.path("data"), "CREDENTIALS_DIRECTORY": credentials,
                          "TOCSIN_CERTIFICATE": os.path.join(tls, "server.pem"),
                          "TOCSIN_KEY": os.path.join(tls, "server.key")})
        self.assertRegex(gateway.said[0], r"^ready https=0\.0\.0\.0:\d+ ")
        self.assertEqual(gateway.send(result(new_control())).code, "AA")
        self.assertNotIn("root.key", os.listdir(self.path("data")))
        self.assertEqual(gateway.stop()[0], 0)


class Crash(Scratch):
    def test_a_serving_process_can_write_no_core_and_dumps_no_memory(self):
        gateway = Gateway()
        self.addCleanup(gateway.close)
        gateway.start()
        pid = gateway.process.pid
        self.assertEqual(resource.prlimit(pid, resource.RLIMIT_CORE), (0, 0))
        with open(f"/proc/{pid}/coredump_filter", encoding="ascii") as file:
            self.assertEqual(int(file.read(), 16), 0)


if __name__ == "__main__":
    side_by_side.main()
