#!/usr/bin/env python3
# Tocsin — EndToEndTests: the trail under hostile hands, by both verifiers
# SPDX-License-Identifier: Apache-2.0
"""A gateway pages, two checkpoints are exported; then the file, an export and a dossier are changed
in every way. `tocsin trail verify` and the Python twin have to name the first leaf that is bad.
"""

import base64
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

import harness
from device_side import Mailbox, http_call
from harness import FIRST, Gateway, rows, told, tocsin
from sources import new_control, result

VERIFIER = os.path.join(harness.ROOT, "Verifier/tocsin_verify.py")


def sha256(data):
    return hashlib.sha256(data).digest()


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def edited(body):
    """A leaf's body with another time."""
    return body[:16] + bytes([body[16] ^ 1]) + body[17:]


class Site(unittest.TestCase):
    """One site whose trail has been written and exported; every test works on copies."""

    longMessage = True

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="tocsin-e2e-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.elsewhere = os.path.join(cls.folder, "elsewhere")
        cls.gateway = Gateway()
        cls.addClassCleanup(cls.gateway.close)
        cls.gateway.start("--checkpoints", cls.elsewhere)
        cls.device = cls.gateway.enrol(FIRST)
        cls.box = Mailbox(cls.device)
        cls.addClassCleanup(cls.box.close)
        cls.alerts = [cls.alert(), cls.alert()]
        cls.early = cls.export("early.jsonl")
        cls.alerts.append(cls.alert())
        told("person", "end", "--data", cls.gateway.data, FIRST)
        cls.gateway.stop()
        cls.dossier_file = os.path.join(cls.folder, "dossier.json")
        told("dossier", "--data", cls.gateway.data, "--checkpoints", cls.elsewhere,
             "--out", cls.dossier_file, cls.alerts[1])
        cls.export_file = cls.export("trail.jsonl")
        with open(cls.export_file, encoding="utf-8") as file:
            cls.lines = [json.loads(line) for line in file]
        with open(cls.dossier_file, encoding="utf-8") as file:
            cls.dossier = json.load(file)
        cls.early_size = cls.size_of(cls.early)
        cls.size = cls.lines[0]["size"]

    @classmethod
    def alert(cls):
        """A result that is received, displayed, accepted and resolved; the alert."""
        control = new_control()
        cls.gateway.send(result(control))
        alert = cls.gateway.alert(control)["id"]
        page = str(cls.box.page_of(alert).page)
        for kind in ("received", "displayed", "accept", "resolved"):
            cls.device.answer(page, kind)
        return alert

    @classmethod
    def export(cls, name):
        path = os.path.join(cls.folder, name)
        told("trail", "export", "--data", cls.gateway.data, "--checkpoints", cls.elsewhere,
             "--out", path)
        return path

    @staticmethod
    def size_of(path):
        with open(path, encoding="utf-8") as file:
            return json.loads(file.readline())["size"]

    # The file

    def tampered(self, *changes):
        """A copy of the data folder after some SQL; its path."""
        copy = tempfile.mkdtemp(prefix="tocsin-e2e-")
        self.addCleanup(shutil.rmtree, copy, ignore_errors=True)
        data = os.path.join(copy, "data")
        shutil.copytree(self.gateway.data, data)
        connection = sqlite3.connect(os.path.join(data, "tocsin.sqlite"))
        for change in changes:
            change(connection)
        connection.commit()
        connection.close()
        return data

    def verify(self, data, elsewhere=True):
        """What `tocsin trail verify` says, and its exit code."""
        more = ["--checkpoints", self.elsewhere] if elsewhere else []
        done = tocsin("trail", "verify", "--data", data, "--json", *more)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        said = json.loads(done.stdout)
        self.assertEqual(said["whole"], done.returncode == 0)
        return said

    # An export

    def twin(self, content, *more):
        """What the Python twin says of a file."""
        path = os.path.join(tempfile.mkdtemp(dir=self.folder), "file")
        with open(path, "w", encoding="utf-8") as file:
            for row in content if isinstance(content, list) else [content]:
                file.write(json.dumps(row) + "\n")
        done = subprocess.run([sys.executable, VERIFIER, path, "--json", *more], check=False,
                              capture_output=True, text=True, timeout=120)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        said = json.loads(done.stdout)
        self.assertEqual(said["whole"], done.returncode == 0)
        return said

    def leaves(self):
        """The lines of the export, to be changed: the head, the leaves, the rest."""
        lines = json.loads(json.dumps(self.lines))
        leaves = [one for one in lines if one["type"] == "leaf"]
        return lines[0], leaves, [one for one in lines[1:] if one["type"] != "leaf"]


def rechain(leaves, start):
    link = unb64(leaves[start - 1]["link"]) if start else bytes(32)
    for leaf in leaves[start:]:
        link = sha256(link + unb64(leaf["body"]))
        leaf["link"] = b64(link)


def rechain_rows(connection, start):
    found = connection.execute("SELECT link FROM leaf WHERE idx = ?", (start - 1,)).fetchone()
    link = found[0] if found else bytes(32)
    for index, body in connection.execute(
            "SELECT idx, body FROM leaf WHERE idx >= ? ORDER BY idx", (start,)).fetchall():
        link = sha256(link + body)
        connection.execute("UPDATE leaf SET link = ? WHERE idx = ?", (link, index))


def edit_row(index):
    def change(connection):
        body = connection.execute("SELECT body FROM leaf WHERE idx = ?", (index,)).fetchone()[0]
        connection.execute("UPDATE leaf SET body = ? WHERE idx = ?", (edited(body), index))
    return change


def run(*statements):
    def change(connection):
        for statement in statements:
            connection.execute(statement)
    return change


class TheFile(Site):
    def test_it_is_whole_before(self):
        said = self.verify(self.gateway.data)
        self.assertEqual(said["findings"], [])
        self.assertGreaterEqual(said["exported"], 2)
        self.assertEqual(said["alerts"], 3)
        self.assertGreater(said["details"], 12)

    def test_threat_9_an_edited_leaf_is_named(self):
        self.assertEqual(self.verify(self.tampered(edit_row(5)))["firstBad"], 5)

    def test_threat_9_an_edited_leaf_is_named_when_the_chain_was_made_to_fit(self):
        data = self.tampered(edit_row(5), lambda connection: rechain_rows(connection, 5))
        self.assertEqual(self.verify(data, elsewhere=False)["firstBad"], 5)

    def test_threat_9_a_deleted_leaf_is_named(self):
        data = self.tampered(run("DELETE FROM leaf WHERE idx = 6"))
        self.assertEqual(self.verify(data)["firstBad"], 6)

    def test_threat_9_an_inserted_leaf_is_named(self):
        data = self.tampered(
            run("UPDATE leaf SET idx = -idx - 2 WHERE idx >= 7",
                "UPDATE leaf SET idx = -idx - 1 WHERE idx < 0",
                "INSERT INTO leaf (idx, body, link) SELECT 7, body, link FROM leaf "
                "WHERE idx = 8"),
            edit_row(7), lambda connection: rechain_rows(connection, 7))
        self.assertEqual(self.verify(data)["firstBad"], 7)

    def test_threat_9_a_truncated_trail_is_named_at_its_end(self):
        cut = self.early_size - 1
        data = self.tampered(run(f"DELETE FROM leaf WHERE idx >= {cut}",
                                 f"DELETE FROM checkpoint WHERE size > {cut}"))
        self.assertEqual(self.verify(data)["firstBad"], cut)

    def test_threat_9_a_rebuilt_trail_is_named_by_what_lies_elsewhere(self):
        data = self.tampered(
            edit_row(6), lambda connection: rechain_rows(connection, 6),
            run("DELETE FROM tile", "DELETE FROM checkpoint"))
        out = os.path.join(data, "new.jsonl")
        told("trail", "export", "--data", data, "--out", out)
        self.assertTrue(self.verify(data, elsewhere=False)["whole"], "nothing beside it tells")
        said = self.verify(data)
        self.assertEqual((said["firstBad"], said["findings"][0]["kind"]), (6, "checkpoint"))

    def test_threat_9_no_checkpoint_is_signed_over_a_trail_that_was_changed(self):
        for change in (run("DELETE FROM leaf WHERE idx >= 6"),
                       run("UPDATE tile SET hashes = zeroblob(length(hashes))")):
            data = self.tampered(change)
            done = tocsin("trail", "export", "--data", data, "--out", os.path.join(data, "x"))
            self.assertEqual(done.returncode, 1, done.stdout + done.stderr)

    def test_threat_9_a_gateway_over_a_changed_trail_says_so_and_pages_on(self):
        gateway = Gateway(copy_of=self.tampered(run("DELETE FROM leaf WHERE idx >= 6")))
        self.addCleanup(gateway.close)
        gateway.start()
        reasons = harness.until("not ready", lambda: [
            body for status, _, body in [http_call(gateway.base, "GET", "/readyz")]
            if status == 503])
        self.assertIn(b"the trail was altered", reasons[0])
        self.assertEqual(gateway.send(result(new_control())).code, "AA")

    def test_threat_12_what_is_read_and_written_out_leaves_a_leaf_first(self):
        data = self.tampered()
        found = rows("trail", "search", "--data", data, "--action", "dossier.made", "--json")
        self.assertEqual([one["object"] for one in found], [f"alert:{self.alerts[1]}"])
        exports = rows("trail", "search", "--data", data, "--action", "trail.exported", "--json")
        self.assertEqual(len(exports), 2)
        self.assertEqual(exports[-1]["index"], self.size - 1, "the export holds its own leaf")
        enrolled = rows("trail", "search", "--data", data, "--object",
                        f"device:{self.device.id}", "--json")
        self.assertEqual([one["action"] for one in enrolled], ["device.enrolled", "trail.read"])
        self.assertEqual(enrolled[0]["actor"], f"person:{FIRST}")


class TheExport(Site):
    def test_it_is_whole_before(self):
        said = self.twin(self.lines, "--checkpoints", self.elsewhere, "--key",
                         self.lines[0]["key"])
        self.assertEqual(said["findings"], [])
        self.assertEqual((said["leaves"], said["answers"]), (self.size, 12))

    def test_threat_9_an_edited_leaf_is_named(self):
        head, leaves, rest = self.leaves()
        leaves[5]["body"] = b64(edited(unb64(leaves[5]["body"])))
        self.assertEqual(self.twin([head, *leaves, *rest])["firstBad"], 5)
        rechain(leaves, 5)
        said = self.twin([head, *leaves, *rest], "--checkpoints", self.elsewhere)
        self.assertEqual(said["firstBad"], 5)

    def test_threat_9_a_deleted_leaf_is_named(self):
        head, leaves, rest = self.leaves()
        del leaves[6]
        self.assertEqual(self.twin([head, *leaves, *rest])["firstBad"], 6)

    def test_threat_9_an_inserted_leaf_is_named(self):
        head, leaves, rest = self.leaves()
        leaves.insert(7, dict(leaves[7], body=b64(edited(unb64(leaves[7]["body"])))))
        for index, leaf in enumerate(leaves):
            leaf["index"] = index
        rechain(leaves, 7)
        said = self.twin([head, *leaves, *rest])
        self.assertEqual(said["firstBad"], 8, "the inserted one has the place of the old")

    def test_threat_9_a_truncated_trail_is_named_at_its_end(self):
        head, leaves, rest = self.leaves()
        head["size"] = cut = self.early_size - 1
        rest = [one for one in rest if one["type"] != "checkpoint"]
        said = self.twin([head, *leaves[:cut], *rest], "--checkpoints", self.elsewhere)
        self.assertIn({"index": cut, "kind": "missing"},
                      [{key: one[key] for key in ("index", "kind")} for one in said["findings"]])

    def test_threat_9_a_rebuilt_trail_is_named_by_what_lies_elsewhere(self):
        head, leaves, rest = self.leaves()
        leaves[6]["body"] = b64(edited(unb64(leaves[6]["body"])))
        rechain(leaves, 6)
        rest = [one for one in rest if one["type"] != "checkpoint"]
        self.assertTrue(self.twin([head, *leaves, *rest])["whole"], "nothing in it tells")
        said = self.twin([head, *leaves, *rest], "--checkpoints", self.elsewhere)
        self.assertEqual((said["firstBad"], said["findings"][0]["kind"]), (6, "checkpoint"))

    def test_threat_9_a_detail_that_was_altered_is_named(self):
        head, leaves, rest = self.leaves()
        leaf = next(one for one in leaves if one["detail"] and b"dr." in unb64(one["detail"]))
        leaf["detail"] = b64(unb64(leaf["detail"]).replace(b"dr.", b"Dr."))
        said = self.twin([head, *leaves, *rest])
        self.assertEqual((said["firstBad"], said["findings"][0]["kind"]),
                         (leaf["index"], "detail"))

    def test_threat_11_answers_of_somebody_who_left_are_verified_by_a_third_party(self):
        answers = [one for one in self.lines if one["type"] == "answer"]
        self.assertEqual(len(answers), 12)
        for field, byte in (("answer", 4), ("answer", 150), ("receipt", 4), ("receipt", 120)):
            head, leaves, rest = self.leaves()
            row = next(one for one in rest if one["type"] == "answer")
            data = bytearray(unb64(row[field]))
            data[byte] ^= 1
            row[field] = b64(bytes(data))
            said = self.twin([head, *leaves, *rest])
            self.assertEqual([one["kind"] for one in said["findings"]], ["answer"], field)

    def test_another_key_is_not_the_sites(self):
        head, leaves, rest = self.leaves()
        name, _, key = head["key"].split("+", 2)
        other = b"\1" + bytes(range(32))
        hash_ = sha256(name.encode() + b"\n" + other)[:4].hex()
        said = self.twin([head, *leaves, *rest], "--key",
                         f"{name}+{hash_}+{base64.b64encode(other).decode()}")
        self.assertFalse(said["whole"])
        self.assertNotEqual(key, other)


class TheDossier(Site):
    def test_it_is_whole_and_tells_the_alerts_life(self):
        said = self.twin(self.dossier, "--checkpoints", self.elsewhere)
        self.assertEqual(said["findings"], [])
        self.assertEqual(said["answers"], 4)
        self.assertGreater(said["documents"], 2)
        events = [entry["event"] for leaf in self.dossier["leaves"]
                  for entry in leaf["entries"] or []]
        self.assertEqual(events[0], "opened")
        self.assertTrue({"paged", "acknowledged", "resolved"} <= set(events), events)
        kinds = {one["kind"] for one in self.dossier["documents"]}
        self.assertTrue({"policy", "people"} <= kinds, kinds)
        self.assertIsNone(self.dossier["content"])
        self.assertNotIn("990021", json.dumps(self.dossier))

    def test_the_content_of_the_page_is_given_only_when_asked_and_leaves_a_leaf(self):
        data = self.tampered()
        out = os.path.join(data, "dossier.json")
        told("dossier", "--data", data, "--out", out, "--with-content", self.alerts[1])
        with open(out, encoding="utf-8") as file:
            dossier = json.load(file)
        self.assertIn("990021", json.dumps(dossier["content"]))
        viewed = rows("trail", "search", "--data", data, "--action", "content.viewed", "--json")
        self.assertEqual([one["object"] for one in viewed], [f"alert:{self.alerts[1]}"])
        self.assertIn(viewed[0]["index"], [leaf["index"] for leaf in dossier["leaves"]])

    def test_threat_9_a_changed_dossier_is_named_at_its_leaf(self):
        own = [index for index, leaf in enumerate(self.dossier["leaves"]) if leaf["entries"]]
        place = own[2]
        index = self.dossier["leaves"][place]["index"]

        def changed(change):
            dossier = json.loads(json.dumps(self.dossier))
            change(dossier["leaves"])
            return self.twin(dossier)

        def edit(leaves):
            leaves[place]["body"] = b64(edited(unb64(leaves[place]["body"])))

        def rewrite(leaves):
            leaves[place]["entries"][0]["text"] = "something else"

        self.assertEqual(changed(edit)["firstBad"], index)
        self.assertEqual(changed(rewrite)["firstBad"], index)
        following = self.dossier["leaves"][place + 1]["index"]
        said = changed(lambda leaves: leaves.pop(place))
        self.assertEqual({(one["kind"], one["index"]) for one in said["findings"]},
                         {("life", following), ("answer", index)}, "a receipt names it")

    def test_a_document_that_was_not_imported_is_named(self):
        dossier = json.loads(json.dumps(self.dossier))
        dossier["documents"][0]["text"] += "\n# later\n"
        self.assertEqual([one["kind"] for one in self.twin(dossier)["findings"]], ["document"])

    def test_threat_11_the_answers_in_a_dossier_are_verified(self):
        dossier = json.loads(json.dumps(self.dossier))
        row = dossier["answers"][2]
        data = bytearray(unb64(row["answer"]))
        data[104] ^= 1
        row["answer"] = b64(bytes(data))
        said = self.twin(dossier)
        self.assertEqual([one["kind"] for one in said["findings"]], ["answer"])
        self.assertNotIn("form", [one["kind"] for one in said["findings"]])


if __name__ == "__main__":
    unittest.main()
