#!/usr/bin/env python3
# Tocsin — EndToEndTests: a site is backed up while it works, and put back
# SPDX-License-Identifier: Apache-2.0
"""Two sealed files, the key that the machine does not have, and what a restored site must do."""

import json
import os
import shutil
import struct

import harness
import side_by_side
from device_side import Mailbox, http_call
from harness import FIRST, Gateway, Scratch, rows, told, until
from sources import new_control, result

MARK = b"ZZCANARYBACKUP"


class Site(Scratch):
    """A gateway with one open alert, a device, and a pair of backup keys."""

    def setUp(self):
        super().setUp()
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)
        self.gateway.start()
        self.device = self.gateway.enrol(FIRST)
        self.pair = os.path.join(self.folder, "pair")
        told("backup-key", "--out", self.pair)
        self.shelf = os.path.join(self.folder, "shelf")

    def report(self, number="PAT1"):
        control = new_control()
        self.gateway.send(result(control, patient=number, name=f"{MARK.decode()}^A"))
        return control

    def backup(self, *more):
        return json.loads(told("backup", "--data", self.gateway.data, "--to", self.shelf,
                               "--key", self.pair + ".public", *more))

    def restore_flags(self, made, keys=None):
        return ["--content", made["content"], "--keys", keys or made["keys"],
                "--secret", self.pair + ".secret"]

    def new_folder(self, name="restored"):
        """A new folder in which only the root key lies."""
        folder = os.path.join(self.folder, name)
        os.mkdir(folder, 0o700)
        shutil.copy2(os.path.join(self.gateway.data, "root.key"), folder)
        return folder

    def restored(self, made, keys=None, name="restored"):
        folder = self.new_folder(name)
        told("restore", "--data", folder, *self.restore_flags(made, keys))
        return folder

    def serve(self, folder):
        """A gateway over a restored folder."""
        other = Gateway(copy_of=folder)
        self.addCleanup(other.close)
        return other.start()


class Backups(Site):
    def test_a_site_is_whole_again_and_pages_on(self):
        control = self.report()
        before = self.gateway.alert(control)
        made = self.backup()
        self.gateway.kill()
        other = self.serve(self.restored(made))
        after = other.alert(control)
        self.assertEqual(after["id"], before["id"])
        self.assertEqual(after["policy"], before["policy"])
        self.device.state["base"] = other.base
        late = new_control()
        other.send(result(late, patient="PAT2"))
        box = Mailbox(self.device)
        self.addCleanup(box.close)
        alert = other.alert(late)["id"]
        until("a device that saw the old site gets pages of the restored one",
              lambda: any(one.content.get("alert") == alert for one in box.envelopes))
        self.assertEqual(box.problems, [], "no seq comes twice")

    def test_files_are_private_and_say_what_they_are(self):
        made = self.backup()
        for path, kind in ((made["content"], 1), (made["keys"], 2)):
            self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
            with open(path, "rb") as file:
                head = file.read(48)
            self.assertEqual(head[:5], b"TCB1" + bytes([kind]))
            self.assertEqual(struct.unpack(">q", head[32:40])[0], made["schema"])
        self.assertEqual(os.stat(self.pair + ".secret").st_mode & 0o777, 0o600)
        self.assertEqual([name for name in os.listdir(self.shelf) if "half" in name], [])
        self.assertEqual([name for name in os.listdir(self.gateway.data)
                          if name.startswith(".work")], [])

    def test_threat_17_a_stolen_backup_shows_nothing_of_a_patient(self):
        self.report()
        made = self.backup()
        for path in (made["content"], made["keys"]):
            with open(path, "rb") as file:
                self.assertNotIn(MARK, file.read())
        folder = self.restored(made)
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), "rb") as file:
                self.assertNotIn(MARK, file.read(), f"{name}, opened with the secret half")

    def test_a_newer_key_file_keeps_erased_what_was_erased(self):
        self.gateway.send(result(new_control(), patient="PATERASE", value="4.1", flag="N"))
        whom = ["--identifier", "PATERASE", "--authority", "STELMO"]
        made = self.backup()
        told("subject", "erase", "--data", self.gateway.data, *whom, "--reason", "request 12")
        later = self.backup()
        before = self.restored(made, name="with-its-own-keys")
        held, = rows("subject", "export", "--data", before, *whom)
        self.assertIn("PATERASE", held["messages"][0]["text"], "within the horizon it opens")
        after = self.restored(made, later["keys"], name="with-newer-keys")
        self.assertEnds(1, "subject", "export", "--data", after, *whom)
        listed = rows("messages", "--data", after, "--json")
        self.assertEqual(len(listed), 1, "that it came stays")

    def test_old_key_files_go_and_the_horizon_is_said(self):
        made = self.backup("--keep-keys", "35")
        self.assertEqual(made["removedKeyFiles"], 0)
        with open(made["keys"], "r+b") as file:
            file.seek(24)
            file.write(struct.pack(">q", 1_000_000_000_000))
        again = self.backup("--keep-keys", "35")
        self.assertEqual(again["removedKeyFiles"], 1)
        self.assertFalse(os.path.exists(made["keys"]))
        self.assertRegex(again["erasureHorizon"], harness.RFC3339)


class Refusals(Site):
    def test_nothing_is_restored_over_a_site(self):
        made = self.backup()
        done = self.assertEnds(
            1, "restore", "--data", self.gateway.data, *self.restore_flags(made))
        self.assertIn("not empty", done.stderr)

    def test_another_secret_opens_nothing_and_writes_nothing(self):
        made = self.backup()
        other = os.path.join(self.folder, "other")
        told("backup-key", "--out", other)
        folder = self.new_folder()
        done = self.assertEnds(1, "restore", "--data", folder, "--content", made["content"],
                               "--keys", made["keys"], "--secret", other + ".secret")
        self.assertIn("another key", done.stderr)
        self.assertEqual(os.listdir(folder), ["root.key"])

    def test_a_cut_or_altered_file_is_noticed(self):
        made = self.backup()
        with open(made["content"], "rb") as file:
            whole = file.read()
        for index, broken in enumerate((whole[:-1], whole[:500] + b"\0" + whole[501:],
                                        whole + b"\0")):
            path = os.path.join(self.folder, f"broken-{index}.tocsin")
            with open(path, "wb") as file:
                file.write(broken)
            folder = self.new_folder(f"into-{index}")
            done = self.assertEnds(1, "restore", "--data", folder, "--content", path, "--keys",
                                   made["keys"], "--secret", self.pair + ".secret")
            self.assertIn("damaged", done.stderr)
            self.assertEqual(os.listdir(folder), ["root.key"])

    def test_a_backup_of_a_newer_program_is_refused_by_name(self):
        made = self.backup()
        with open(made["content"], "r+b") as file:
            file.seek(32)
            file.write(struct.pack(">q", 999))
        done = self.assertEnds(
            1, "restore", "--data", self.new_folder(), *self.restore_flags(made))
        self.assertIn("schema 999", done.stderr)

    def test_sessions_of_the_old_site_are_over(self):
        made = self.backup()
        other = self.serve(self.restored(made))
        status, _, _ = http_call(other.base, "GET", "/v1/sessions")
        self.assertEqual(status, 401)


if __name__ == "__main__":
    side_by_side.main()
