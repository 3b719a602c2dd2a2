#!/usr/bin/env python3
# Tocsin — EndToEndTests: a gateway whose store is a database of a real PostgreSQL server
# SPDX-License-Identifier: Apache-2.0
"""Pages over a server that is there, is killed, says nothing, and comes back."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import harness
from device_side import Mailbox, http_call
from harness import FIRST, SECOND, Gateway, told, until
from sources import new_control, result

WAIT = 3
SLACK = 20
GONE = "the database cannot be reached"


class Server:
    """`Tests/postgres-server`, which removes itself when its input ends."""

    def __init__(self, *settings):
        self.process = subprocess.Popen(
            [os.path.join(harness.ROOT, "Tests/postgres-server"), "host=127.0.0.1", *settings],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        word, self.folder, self.port = self.process.stdout.readline().split()
        assert word == "ready"

    def tell(self, word):
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline().strip()
        assert said == f"done {word}", said

    def url(self, more=""):
        return f"postgres://tocsin@127.0.0.1:{self.port}/postgres{more}"

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


class OnServer(unittest.TestCase):
    """A server and a gateway of each test's own, with the devices of both registrars."""

    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.close)
        harness.SETTINGS["TOCSIN_STORE"] = self.server.url()
        self.addCleanup(harness.SETTINGS.clear)
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)
        documents = harness.quick_documents(
            os.path.join(self.gateway.folder, "documents"), wait=f"{WAIT}s")
        self.gateway.start("--documents", documents)
        self.first, self.second = (self.gateway.enrol(who) for who in (FIRST, SECOND))
        self.boxes = [Mailbox(one) for one in (self.first, self.second)]
        for box in self.boxes:
            self.addCleanup(box.close)

    def report(self):
        control = new_control()
        self.assertEqual(self.gateway.send(result(control)).code, "AA")
        return control, self.gateway.alert(control)["id"]

    def readiness(self):
        status, _, body = http_call(self.gateway.base, "GET", "/readyz")
        return status, json.loads(body).get("reasons", [])

    def is_ready(self):
        return self.readiness()[0] == 200


class Story(OnServer):
    def test_a_page_is_answered_and_stays_answered_when_the_gateway_is_killed(self):
        control, alert = self.report()
        page = self.boxes[0].page_of(alert)
        self.assertEqual(self.first.answer(str(page.page), "accept").result, 0)
        self.assertEqual(self.gateway.kill()[0], -signal.SIGKILL)
        self.assertFalse(os.path.exists(os.path.join(self.gateway.data, "tocsin.sqlite")))
        self.gateway.start()
        row = self.gateway.alert(control)
        self.assertEqual((row["phase"], row["duties"][0]["by"]), ("acknowledged", FIRST))
        self.assertEqual([one["reply"] for one in self.gateway.message(control)], ["AA"])
        self.assertTrue(self.is_ready())
        told("trail", "verify", "--data", self.gateway.data)

    def test_an_answer_that_is_due_is_waited_for_across_a_kill(self):
        _, alert = self.report()
        self.boxes[0].page_of(alert)
        self.gateway.kill()
        self.gateway.start()
        self.boxes[1].page_of(alert, WAIT + SLACK)

    def test_a_second_gateway_is_refused_and_commands_are_not(self):
        other = Gateway()
        self.addCleanup(other.close)
        shutil.copytree(self.gateway.data, other.data)
        other.launch()
        self.assertFalse(other.wait_ready())
        self.assertEqual(other.process.returncode, 1)
        self.assertIn("another gateway serves it", other.logged())
        told("alerts", "--data", other.data, "--json")
        self.assertTrue(self.is_ready())

    def test_what_is_meant_for_a_file_says_so(self):
        data, folder = self.gateway.data, self.gateway.folder
        told("backup-key", "--out", folder + "/pair")
        done = harness.tocsin(
            "backup", "--data", data, "--to", folder + "/copies", "--key", folder + "/pair.public")
        self.assertEqual(done.returncode, 1)
        self.assertIn("PostgreSQL", done.stderr)


class Losing(OnServer):
    def test_a_server_that_is_gone_is_said_at_once_and_nothing_is_lost(self):
        before, alert = self.report()
        self.boxes[0].page_of(alert)
        self.server.tell("stop")
        begun = time.monotonic()
        until("not ready", lambda: GONE in self.readiness()[1], 2)
        self.assertLess(time.monotonic() - begun, 2)
        control = new_control()
        self.assertEqual(self.gateway.send(result(control)).code, "AE")
        self.server.tell("start")
        until("ready", self.is_ready, SLACK)
        self.assertEqual(self.gateway.send(result(control)).code, "AA")
        self.assertEqual(len(self.gateway.alerts(control)), 1)
        self.assertEqual(self.gateway.alert(before)["id"], alert)
        self.boxes[1].page_of(alert, WAIT + SLACK)
        self.boxes[0].page_of(self.gateway.alert(control)["id"], SLACK)
        self.assertIsNone(self.gateway.process.poll())

    def test_a_server_that_says_nothing_is_told_from_one_that_is_slow(self):
        self.report()
        self.server.tell("pause")
        until("not ready", lambda: GONE in self.readiness()[1], SLACK)
        control = new_control()
        self.assertEqual(self.gateway.send(result(control)).code, "AE")
        self.server.tell("resume")
        until("ready", self.is_ready, SLACK)
        self.assertEqual(self.gateway.send(result(control)).code, "AA")
        self.assertEqual(len(self.gateway.alerts(control)), 1)


class Moving(unittest.TestCase):
    def test_a_site_moves_from_its_file_with_what_is_open(self):
        server = Server()
        self.addCleanup(server.close)
        gateway = Gateway()
        self.addCleanup(gateway.close)
        documents = harness.quick_documents(
            os.path.join(gateway.folder, "documents"), wait=f"{WAIT}s")
        gateway.start("--documents", documents)
        gateway.enrol(FIRST)
        second = gateway.enrol(SECOND)
        control = new_control()
        self.assertEqual(gateway.send(result(control)).code, "AA")
        before = gateway.alert(control)
        move = ("migrate", "--data", gateway.data, "--to", server.url())
        self.assertIn("in use by process", harness.tocsin(*move).stderr)
        gateway.stop()
        self.assertIn("rows to postgres://127.0.0.1/postgres", told(*move))
        self.assertTrue(os.path.exists(gateway.data + "/tocsin.sqlite.moved"))
        gateway.start("--store", server.url())
        harness.SETTINGS["TOCSIN_STORE"] = server.url()
        self.addCleanup(harness.SETTINGS.clear)
        self.assertEqual(gateway.alert(control)["id"], before["id"])
        box = Mailbox(second)
        self.addCleanup(box.close)
        box.page_of(before["id"], WAIT + SLACK)
        told("trail", "verify", "--data", gateway.data)
        self.assertEqual(gateway.send(result(new_control())).code, "AA")


class Addresses(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tocsin-e2e-")
        self.addCleanup(shutil.rmtree, self.folder, True)

    def alerts(self, url):
        return harness.tocsin(
            "alerts", "--data", self.folder + "/data", "--store", url, "--json")

    def test_no_password_is_shown(self):
        for url in ("postgres://tocsin:secret@127.0.0.1:1/tocsin",
                    "postgres://tocsin:secret@127.0.0.1/tocsin?colour=red",
                    "mysql://tocsin:secret@127.0.0.1/tocsin"):
            done = self.alerts(url)
            self.assertEqual(done.returncode, 1, url)
            self.assertNotIn("secret", done.stderr + done.stdout)

    def test_tls_is_checked_against_the_authority_that_is_named(self):
        for name in ("right", "wrong"):
            told("certificate", "--out", f"{self.folder}/{name}", "--host", "localhost")
        server = Server(f"tls={self.folder}/right")
        self.addCleanup(server.close)
        url = f"postgres://tocsin@localhost:{server.port}/postgres?sslmode=verify-full"
        # It gets as far as to see that there is no store.
        right = self.alerts(f"{url}&sslrootcert={self.folder}/right/ca.pem")
        self.assertIn("holds no site", right.stderr)
        wrong = self.alerts(f"{url}&sslrootcert={self.folder}/wrong/ca.pem")
        self.assertIn("certificate verify failed", wrong.stderr)


if __name__ == "__main__":
    unittest.main()
