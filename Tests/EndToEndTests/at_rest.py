#!/usr/bin/env python3
# Tocsin — EndToEndTests: the root key, rotation, and a person's rights
# SPDX-License-Identifier: Apache-2.0
"""Content lies sealed: what opens it, what does not, and what is left after an erasure."""

import os
import unittest

import harness
import side_by_side
from device_side import Mailbox, post_answer
from harness import FIRST, Gateway, rows, told, tocsin, until
from sources import new_control, result

NUMBER = "ZZCANARY4711"


def sent(gateway):
    """Sends a critical result of the marked subject; its control id."""
    control = new_control()
    gateway.send(result(control, patient=NUMBER))
    return control


def say(gateway):
    """The same; the alert's id."""
    return gateway.alert(sent(gateway))["id"]


class RootKey(unittest.TestCase):
    def setUp(self):
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)

    def file(self, name, content, mode=0o600):
        path = os.path.join(self.gateway.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        os.chmod(path, mode)
        return path

    def refused(self, *flags):
        done = tocsin("alerts", "--data", self.gateway.data, *flags)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("hint:", done.stderr)
        return done.stderr

    def test_is_made_once_and_never_beside_a_sealed_store(self):
        self.gateway.start()
        path = os.path.join(self.gateway.data, "root.key")
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        alert = say(self.gateway)
        self.gateway.stop()
        os.rename(path, path + ".away")
        self.assertIn("root key is not here", self.refused())
        self.assertFalse(os.path.exists(path))
        self.assertIn(alert, told("alerts", "--data", self.gateway.data, "--root-key",
                                  path + ".away"))

    def test_that_is_another_or_open_to_others_is_refused(self):
        self.gateway.start()
        say(self.gateway)
        self.gateway.stop()
        other = self.file("other.key", os.urandom(32))
        self.assertIn("does not open with this root key", self.refused("--root-key", other))
        os.chmod(os.path.join(self.gateway.data, "root.key"), 0o640)
        self.assertIn("chmod 600", self.refused())

    def test_comes_from_a_credential_or_the_environment(self):
        key = self.file("tocsin-root-key", os.urandom(32).hex().encode())
        self.gateway.start(environment={"CREDENTIALS_DIRECTORY": self.gateway.folder})
        control = sent(self.gateway)
        self.gateway.stop()
        self.assertFalse(os.path.exists(os.path.join(self.gateway.data, "root.key")))
        self.assertIn(control, told("alerts", "--data", self.gateway.data, "--json",
                                  environment={"TOCSIN_ROOT_KEY": key}))

    def test_comes_from_a_passphrase(self):
        phrase = self.file("phrase", b"correct horse battery staple\n")
        self.gateway.start("--passphrase-file", phrase)
        control = sent(self.gateway)
        self.gateway.stop()
        listed = told("alerts", "--data", self.gateway.data, "--json",
                      "--passphrase-file", phrase)
        self.assertIn(control, listed)
        wrong = self.file("wrong", b"correct horse battery stable\n")
        self.assertIn("does not open", self.refused("--passphrase-file", wrong))
        os.remove(os.path.join(self.gateway.data, "root.params"))
        self.assertIn("root.params is missing", self.refused("--passphrase-file", phrase))

    def test_is_replaced_and_the_former_opens_nothing(self):
        self.gateway.start()
        alert = say(self.gateway)
        fresh = self.file("fresh.key", os.urandom(32).hex().encode())
        done = tocsin("keys", "rotate", "--data", self.gateway.data, "--to", fresh)
        self.assertEqual(done.returncode, 1, "serve holds the lock")
        self.gateway.stop()
        path = os.path.join(self.gateway.data, "root.key")
        with open(path, "rb") as file:
            former = self.file("former.key", file.read())
        told("keys", "rotate", "--data", self.gateway.data, "--to", fresh)
        self.refused("--root-key", former)
        self.gateway.start()
        self.assertEqual([row["id"] for row in self.gateway.alerts()], [alert])


class Rights(unittest.TestCase):
    def test_rotation_export_and_erasure_beside_a_running_gateway(self):
        gateway = Gateway()
        self.addCleanup(gateway.close)
        folder = harness.quick_documents(os.path.join(gateway.folder, "documents"))
        gateway.start("--documents", folder)
        device = gateway.enrol(FIRST)
        box = Mailbox(device)
        self.addCleanup(box.close)
        alert = say(gateway)
        data = ["--data", gateway.data]
        self.rotate(gateway, data)
        whom = [*data, "--identifier", NUMBER, "--authority", "STELMO"]
        held, = rows("subject", "export", *whom)
        self.assertEqual([one["alert"]["id"] for one in held["alerts"]], [alert])
        self.assertIn(NUMBER, held["messages"][0]["text"])
        self.assertIn(NUMBER, str(held["alerts"][0]["content"]))
        self.assertGreater(len(held["alerts"][0]["trail"]), 0)
        done = tocsin("subject", "erase", *whom, "--reason", "request 12")
        self.assertEqual(done.returncode, 1, "an open alert is not erased")
        self.assertIn("open", done.stderr)
        page = str(box.page_of(alert).page)
        post_answer(device, device.sign(page, "accept"))
        post_answer(device, device.sign(page, "resolved"))
        until("closed", lambda: gateway.alerts(phase="resolved"))
        erased, = rows("subject", "erase", *whom, "--reason", "request 12")
        self.assertEqual(erased["counts"]["keys"], 1)
        self.assertGreater(erased["unreadableInBackupsFrom"], erased["erasedAt"])
        self.assertEqual(tocsin("subject", "export", *whom).returncode, 1)
        self.assertEqual([row["id"] for row in gateway.alerts()], [alert], "its life stays")
        self.assertGreater(len(gateway.trail(alert)), 3)
        self.assertEqual(rows("retention", "run", *data, "--json")[0]["alerts"], 0)
        self.assertTrue(say(gateway), "the subject may come again")

    def rotate(self, gateway, data):
        before, = rows("keys", "status", *data, "--json")
        self.assertEqual((before["epoch"], before["waiting"]), (1, 0))
        told("keys", "rotate", *data)
        after, = rows("keys", "status", *data, "--json")
        self.assertEqual((after["epoch"], after["waiting"]), (2, 0))
        self.assertEqual(sum(one["count"] for one in after["keys"]),
                         sum(one["count"] for one in before["keys"]))
        self.assertEqual(len(gateway.alerts()), 1, "what older epochs sealed opens")


if __name__ == "__main__":
    side_by_side.main()
