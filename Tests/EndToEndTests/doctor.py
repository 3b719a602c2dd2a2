#!/usr/bin/env python3
# Tocsin — EndToEndTests: a site is broken for real, and the doctor says what and how to mend it
# SPDX-License-Identifier: Apache-2.0
"""`tocsin doctor` over sites with one fault each: the finding, and that its mend works."""

import contextlib
import fcntl
import json
import os
import resource
import shlex
import shutil
import sqlite3
import subprocess
import unittest

import harness
from doctor_side import NAME, OF_THE_MACHINE, Ear, Fake, Site, certificate, examine
from harness import FIRST, Gateway, told, tocsin


class Well(Site):
    def test_a_site_that_runs_has_no_finding(self):
        http = self.start()
        _, found = examine("--data", self.data, "--http", http, "--backups", self.shelf)
        self.assertEqual([finding for finding in found if finding["weight"] != "well"
                          and finding["part"] not in OF_THE_MACHINE], [])
        self.assertEqual({finding["part"] for finding in found},
                         {"gateway", "settings", "keys", "store", "documents", "channel", "clock",
                          "zones", "disk", "backup", "files"})
        for finding in found:
            self.assertEqual("mend" in finding, finding["weight"] != "well", finding)

    def test_says_it_to_people_in_two_lines_a_finding_and_one_at_the_end(self):
        done = tocsin("doctor", "--data", self.data)
        self.assertIn("warning gateway lock: no gateway serves this folder\n  mend: ", done.stdout)
        self.assertIn("well store ", done.stdout)
        quiet = tocsin("doctor", "--data", self.data, "--quiet")
        self.assertNotIn("well ", quiet.stdout)
        self.assertRegex(quiet.stdout.splitlines()[-1], r"^\d+ errors, \d+ warnings$")
        self.assertEqual((quiet.returncode, quiet.stderr), (done.returncode, ""))

    def test_nothing_is_changed_by_looking(self):
        def files():
            held = {}
            for name in os.listdir(self.data):
                path = os.path.join(self.data, name)
                if name == "tocsin.sqlite":
                    with contextlib.closing(sqlite3.connect(path)) as store:
                        held[name] = list(store.iterdump())
                elif not name.startswith("tocsin.sqlite"):
                    with open(path, "rb") as file:
                        held[name] = file.read()
            return held

        before = files()
        examine("--data", self.data)
        self.assertEqual(files(), before)
        empty = self.path("empty")
        os.mkdir(empty, 0o700)
        self.data = empty
        self.assertIn("tocsin serve --data", self.one("store", "error")["mend"])
        self.assertEqual(os.listdir(empty), [])

    def test_no_folder_is_wrong_usage_and_no_finding(self):
        self.assertIn("no data folder is named", self.assertEnds(1, "doctor").stderr)


class Running(Site):
    def test_a_gateway_that_is_asked_at_another_address_is_named(self):
        http = self.start()
        finding = self.one("gateway", "error", "--http", "127.0.0.1:9")
        self.assertIn(f"process {self.gateway.process.pid} serves the folder", finding["text"])
        self.assertWell("gateway", "--http", http)

    def test_a_gateway_that_is_not_ready_says_why(self):
        fake = Fake(503, ["the store cannot be read", "the pager has not passed for ten seconds"])
        self.addCleanup(fake.close)
        with open(os.path.join(self.data, "lock"), "r+", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            found = self.findings("gateway", "--http", fake.address)
        self.assertEqual([finding["text"] for finding in found],
                         ["is not ready: the store cannot be read",
                          "is not ready: the pager has not passed for ten seconds"])
        self.assertEqual(self.one("gateway", "warning", "--http", fake.address)["place"],
                         fake.address)

    def test_a_gateway_with_tls_is_asked_by_the_name_of_its_certificate(self):
        files = certificate(self.folder)
        tls = ["--certificate", files[0], "--key", files[1]]
        http = self.start(*tls)
        self.assertWell("gateway", "--http", http, *tls)
        self.assertWell("certificate", "--http", http, *tls)
        other = certificate(self.folder, name="other")
        self.one("gateway", "error", "--http", http, "--certificate", other[0], "--key", other[1])

    def test_a_clock_that_is_elsewhere_is_weighed_by_how_far(self):
        for ahead, weight, words in ((-400, "error", "behind"), (20, "warning", "ahead of")):
            fake = Fake(ahead=ahead)
            self.addCleanup(fake.close)
            found = [finding for finding in self.findings("clock", "--http", fake.address)
                     if "the gateway's" in finding["text"]]
            self.assertEqual([finding["weight"] for finding in found], [weight], found)
            self.assertIn(words, found[0]["text"])

    def test_a_clock_that_was_set_back_is_found_by_the_store(self):
        with contextlib.closing(sqlite3.connect(self.data + "/tocsin.sqlite")) as store, store:
            changed = store.execute(
                "UPDATE message SET received_at = received_at + 7200000").rowcount
        self.assertGreater(changed, 0)
        found = [finding for finding in self.findings("clock")
                 if "behind the newest entry" in finding["text"]]
        self.assertEqual([finding["weight"] for finding in found], ["error"])

    def test_too_few_files_are_found_in_the_process_that_serves(self):
        http = self.start()
        pid = self.gateway.process.pid
        before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (1_024, before[1]))
        finding = self.one("files", "warning", "--http", http)
        self.assertEqual(finding["place"], f"process {pid}")
        self.assertIn("LimitNOFILE", finding["mend"])
        resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
        if before[0] >= 20_480:
            self.assertWell("files", "--http", http)


class Certificates(Site):
    def flags(self, **more):
        files = certificate(self.folder, **more)
        return ["--certificate", files[0], "--key", files[1]]

    def test_that_have_ended_or_soon_will_are_mended_by_new_files(self):
        for days, weight in (((-30, -1), "error"), ((-30, 5), "warning"), ((1, 90), "error")):
            finding = self.one("certificate", weight, *self.flags(days=days))
            self.assertEqual(finding["place"], self.path("server.pem"))
        self.assertWell("certificate", *self.flags())

    def test_have_to_fit_their_key(self):
        certificate(self.folder, name="other")
        flags = self.flags()
        shutil.copy(self.path("other.key"), self.path("server.key"))
        self.assertIn("do not belong together", self.one("certificate", "error", *flags)["text"])
        os.remove(self.path("server.key"))
        self.assertIn("cannot be read", self.one("certificate", "error", *flags)["text"])
        self.assertWell("certificate", *self.flags())

    def test_have_to_be_for_the_name_that_browsers_ask_for(self):
        asked = {"TOCSIN_ORIGIN": f"https://{NAME}"}
        flags = self.flags(hosts=["other.example"])
        finding = self.one("certificate", "error", *flags, environment=asked)
        self.assertIn(f"is not for {NAME}", finding["text"])
        self.assertIn("other.example", finding["text"])
        self.assertWell("certificate", *self.flags(hosts=["*.hospital.example"]), environment=asked)

    def test_of_authorities_are_looked_at_too(self):
        flags = self.flags()
        authority, _ = certificate(self.folder, days=(-30, -2), name="authority")
        more = ["--mllp-authority", authority]
        self.assertEqual(self.one("certificate", "error", *flags, *more)["place"], authority)
        certificate(self.folder, name="authority")
        self.assertWell("certificate", *flags, *more)


class Keys(Site):
    def mend(self, finding):
        """Does what the doctor says."""
        command = shlex.split(finding["mend"])
        self.assertEqual(command[0], "chmod")
        subprocess.run(command, check=True)

    def test_that_others_can_read_are_closed_by_the_mend(self):
        files = certificate(self.folder)
        watcher = self.write("watcher.key", "0123456789abcdef0123456789abcdef\n")
        os.chmod(watcher, 0o640)
        flags = ["--certificate", files[0], "--key", files[1], "--watcher-key", watcher]
        self.assertWell("keys", *flags)
        for path, bits in ((self.data, 0o750), (self.data + "/root.key", 0o640),
                           (self.data + "/site.key", 0o644), (files[1], 0o644), (watcher, 0o644)):
            os.chmod(path, bits)
            finding = self.one("keys", "error", *flags)
            self.assertEqual(finding["place"], path)
            self.mend(finding)
            self.assertWell("keys", *flags)

    def test_a_root_key_that_is_away_is_missed_and_none_is_made(self):
        path = self.data + "/root.key"
        os.rename(path, path + ".away")
        self.assertEqual(self.one("keys", "error")["place"], path)
        self.assertIn("root key", self.one("store", "error")["text"])
        self.assertFalse(os.path.exists(path))
        os.rename(path + ".away", path)
        self.assertWell("keys")
        self.assertWell("store")

    def test_settings_that_serve_would_refuse_are_found_without_starting_it(self):
        wrong = {"TOCSIN_CONTENT_DAYS": "soon", "TOCSIN_ORIGIN": "ftp://x",
                 "TOCSIN_MLLP_BUDGET": "1", "TOCSIN_WATCHER_KEY": self.path("none"),
                 "TOCSIN_PEERS_CA": self.path("none"), "TOCSIN_SECURITY_CONTACT": "nobody"}
        found = self.findings("settings", environment=wrong)
        self.assertEqual(sorted(finding["place"] for finding in found),
                         ["addresses", "mllp budget", "peers", "retention", "sign-in", "watching"])
        self.assertWell("settings")


class Stores(Site):
    def test_a_damaged_file_is_found_and_a_restore_mends_it(self):
        path = self.data + "/tocsin.sqlite"
        size = os.path.getsize(path)
        with open(path, "r+b") as file:
            for at in range(8, size // 4_096):
                file.seek(at * 4_096)
                file.write(b"\xa5" * 64)
        finding = self.one("store", "error")
        self.assertIn("damaged", finding["text"])
        self.assertIn("tocsin restore", finding["mend"])
        restored = self.path("restored")
        os.mkdir(restored, 0o700)
        shutil.copy2(self.data + "/root.key", restored)
        told("restore", "--data", restored, "--content", self.made["content"],
             "--keys", self.made["keys"], "--secret", self.pair + ".secret")
        self.data = restored
        self.assertWell("store")

    def test_a_store_of_a_newer_program_is_not_touched(self):
        path = self.data + "/tocsin.sqlite"
        with contextlib.closing(sqlite3.connect(path)) as store, store:
            changed = store.execute("UPDATE meta SET value = 999 WHERE name = 'schema'").rowcount
        self.assertEqual(changed, 1)
        finding = self.one("store", "error")
        self.assertIn("has schema 999", finding["text"])
        self.assertIn("install the release", finding["mend"])

    def test_a_log_that_is_not_moved_into_the_store_is_a_warning(self):
        with contextlib.closing(sqlite3.connect(self.data + "/tocsin.sqlite")) as hanging:
            hanging.execute("PRAGMA wal_autocheckpoint = 0")
            hanging.execute("BEGIN")
            hanging.execute("SELECT count(*) FROM meta").fetchone()
            with contextlib.closing(sqlite3.connect(self.data + "/tocsin.sqlite")) as other:
                other.execute("PRAGMA wal_autocheckpoint = 0")
                other.execute("CREATE TABLE ballast (bytes)")
                for _ in range(17):
                    other.execute("INSERT INTO ballast VALUES (zeroblob(4194304))")
                other.execute("DROP TABLE ballast")
                other.commit()
                self.assertIn("fuser", self.one("store", "warning")["mend"])
        with contextlib.closing(sqlite3.connect(self.data + "/tocsin.sqlite")) as last:
            last.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.assertWell("store")

    @unittest.skipUnless(os.geteuid() == 0, "mounting takes root")
    def test_a_disk_without_room_is_an_error_until_there_is_room(self):
        place = self.path("small")
        os.mkdir(place)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m,mode=0700", "t", place],
                                 capture_output=True, check=False)
        if mounted.returncode != 0:
            self.skipTest("nothing can be mounted here")
        self.addCleanup(subprocess.run, ["umount", place], check=True)
        shutil.copytree(self.data, place, dirs_exist_ok=True)
        os.chmod(place, 0o700)
        self.data = place
        self.assertIn("are free", self.one("disk", "error")["text"])
        subprocess.run(["mount", "-o", "remount,size=4g,nr_inodes=500", place], check=True)
        self.assertIn("files more", self.one("disk", "error")["text"])
        subprocess.run(["mount", "-o", "remount,size=4g,nr_inodes=50k", place], check=True)
        self.assertWell("disk")


class Backups(Site):
    def backup(self, shelf):
        return json.loads(told("backup", "--data", self.data, "--to", shelf, "--key",
                               self.pair + ".public"))

    def test_none_at_all_is_an_error_and_one_mends_it(self):
        fresh = Gateway()
        self.addCleanup(fresh.close)
        fresh.start()
        self.data = fresh.data
        self.assertIn("tocsin backup-key", self.one("backup", "error")["mend"])
        self.backup(self.path("shelf"))
        self.assertWell("backup")

    def test_a_folder_is_looked_through_for_both_halves_of_this_site(self):
        shelf = self.path("shelf")
        os.mkdir(shelf)
        self.assertIn("holds no backup of this site",
                      self.one("backup", "error", "--backups", shelf)["text"])
        made = self.backup(shelf)
        self.assertWell("backup", "--backups", shelf)
        self.write("shelf/tocsin-x.tocsin.half", "")
        self.assertIn("never finished", self.one("backup", "warning", "--backups", shelf)["text"])
        os.remove(os.path.join(shelf, "tocsin-x.tocsin.half"))
        os.remove(made["keys"])
        self.assertIn("cannot be restored",
                      self.one("backup", "error", "--backups", shelf)["text"])
        self.backup(shelf)
        self.assertWell("backup", "--backups", shelf)


class Documents(Site):
    def bring(self, change):
        """Imports the shipped documents with a change."""
        folder = harness.quick_documents(self.path(f"documents-{len(os.listdir(self.folder))}"))
        change(os.path.join(folder, "Escalations"))
        told("import", "--data", self.data, folder + "/Escalations", folder + "/Integrations")

    def channels(self, *lines):
        def change(folder):
            with open(os.path.join(folder, "channels.yaml"), "w", encoding="utf-8") as file:
                file.write("\n".join(["language: en", 'call: "4321"', "channels:", *lines]) + "\n")
        self.bring(change)

    def test_that_name_somebody_who_has_left_are_found_until_they_do_not(self):
        self.assertWell("documents")
        told("person", "end", "--data", self.data, FIRST, "--reason", "left")
        found = self.findings("documents")
        self.assertEqual({finding["weight"] for finding in found}, {"warning"})
        self.assertTrue(all(FIRST in finding["text"] for finding in found), found)

        def name_another(folder):
            for rota in os.listdir(os.path.join(folder, "rotas")):
                path = os.path.join(folder, "rotas", rota)
                with open(path, encoding="utf-8") as file:
                    text = file.read()
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text.replace(f"{FIRST}, ", "").replace(f", {FIRST}", ""))

        self.bring(name_another)
        self.assertEqual([finding for finding in self.findings("documents")
                          if FIRST in finding["text"] and "has ended" in finding["text"]], [])

    def test_lead_to_channels_that_are_reached_and_told_nothing(self):
        files = certificate(self.folder, hosts=["localhost"])
        web, terminal = Ear(files), Ear()
        for ear in (web, terminal):
            self.addCleanup(ear.close)
        self.channels(
            "  - channel: sms", "    kind: http",
            f"    server: https://localhost:{web.port}/send?key=hidden5",
            '    members: { to: "{number}", text: "{text}" }',
            f'  - {{ channel: pager, kind: snpp, server: "127.0.0.1:{terminal.port}" }}')
        trusted = {"TOCSIN_PEERS_CA": files[0]}
        finding = self.one("channel", "error")
        self.assertIn("does not prove who it is", finding["text"])
        self.assertIn("TOCSIN_PEERS_CA", finding["mend"])
        self.assertEqual(finding["place"], f"sms (https://localhost:{web.port})")
        self.assertWell("channel", environment=trusted)
        terminal.close()
        self.assertIn("cannot be reached",
                      self.one("channel", "error", environment=trusted)["text"])
        self.assertEqual(set(web.heard + terminal.heard), {b""})

    def test_lead_to_mail_with_tls_and_to_lines_that_are_not_there(self):
        self.channels(
            "  - { channel: radio, kind: tap, server: \"/dev/ttyNONE?baud=1200&bits=7E1\" }")
        self.assertIn("cannot open the line", self.one("channel", "error")["text"])


if __name__ == "__main__":
    unittest.main()
