#!/usr/bin/env python3
# Tocsin — Verifier: verifies an export of the trail or a dossier, away from the gateway
# SPDX-License-Identifier: Apache-2.0
"""Verifies what `tocsin trail export` or `tocsin dossier` wrote.

    tocsin_verify.py FILE [--key NAME+HASH+KEY] [--checkpoints DIR] [--json]

Shares no code with the gateway: the standard library, and Ed25519 from `cryptography`. The formats
stand in Documentation/trail.md. Exit code 0 when all holds, 1 when not, 64 for wrong usage. A file
brings its own key along: only --key (kept from another day) or --checkpoints say whose it is.
"""

import argparse
import hashlib
import json
import os
import sys

from trail_format import (
    Bad, Key, Tree, leaf_hash, read_body, read_entries, root_by_proof, sha256, signed_by, unb64,
    uuid_text)

ZEROS = bytes(32)


# Findings


class Report:
    def __init__(self):
        self.findings, self.counts = [], {}

    def found(self, kind, index, text):
        self.findings.append({"kind": kind, "index": index, "text": text})

    def count(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    def first_bad(self):
        return min((one["index"] for one in self.findings), default=None)


class Lives:
    """Each alert from revision to revision."""

    def __init__(self):
        self.known, self.began = {}, None

    def take(self, body):
        """What is wrong with a leaf of an alert; None when nothing is."""
        if self.began is None:
            self.began = body["at"]
        if body["action"] != "alert.advanced":
            return None
        alert, words = body["object"], body["reason"].split(" ")
        if len(words) != 2 or not words[0].isdecimal():
            return "a leaf of an alert does not name its revision"
        revision, phase = int(words[0]), words[1]
        before = self.known.get(alert)
        self.known[alert] = (revision, phase)
        if before is None:
            made = alert.removeprefix("alert:").replace("-", "")
            older = made[12:13] == "7" and int(made[:12], 16) < self.began
            return None if revision == 1 or older else f"{alert} begins with revision {revision}"
        if revision != before[0] + 1:
            return f"{alert} goes from revision {before[0]} to {revision}"
        if before[1] == "resolved" and phase != "resolved":
            return f"{alert} was over and is {phase} again"
        return None


class Answers:
    """Devices by their enrolment, and what they have signed."""

    def __init__(self, key, report):
        self.key, self.report = key, report
        self.devices, self.leaves = {}, {}

    def learn(self, body, detail):
        self.leaves[body["index"]] = (body["action"], body["device"])
        if body["action"] == "device.enrolled" and detail:
            told = json.loads(detail)
            keys = [unb64(told[name]) for name in ("accept", "unlocked")]
            self.devices[told["device"]] = (told["responder"], keys)

    def check(self, row):
        """One answer (TCA1) with its receipt (TCR1)."""
        answer, receipt = unb64(row["answer"]), unb64(row["receipt"])
        index = int.from_bytes(receipt[80:88], "big")
        wrong = self.wrong(answer, receipt, index)
        if wrong:
            return self.report.found("answer", index, f"an answer of {row['device']}: {wrong}")
        return self.report.count("answers")

    def wrong(self, answer, receipt, index):
        if (len(answer), answer[:4], len(receipt), receipt[:4]) != (188, b"TCA1", 168, b"TCR1"):
            return "another form"
        device = uuid_text(answer[40:56])
        if device not in self.devices:
            return "the device has no enrolment on this trail"
        if not self.is_signed(answer, *self.devices[device][1]):
            return "not signed by the device"
        if receipt[88:104] != sha256(self.key.bytes)[:16] or not signed_by(
                self.key.bytes, receipt[104:], b"tocsin/receipt/v1\0" + receipt[:104]):
            return "the receipt is not signed by the site"
        if receipt[40:72] != sha256(answer) or receipt[24:40] != answer[40:56]:
            return "the receipt is for another answer"
        if index and self.leaves.get(index) != ("alert.advanced", device):
            return f"leaf {index} does not tell of it"
        return None

    @staticmethod
    def is_signed(answer, accept, unlocked):
        """By the accept key, or by the unlocked one where it says that the device was unlocked."""
        key = unlocked if answer[56:72] == sha256(unlocked)[:16] else accept
        return (answer[56:72] == sha256(key)[:16] and (key is accept or answer[5] == 2)
                and signed_by(key, answer[124:], b"tocsin/ack/v1\0" + answer[:124]))


def check_detail(row, body, report):
    """The detail that a leaf commits to; None when it is not in the file."""
    if row.get("detail") is None:
        return None
    detail, salt = unb64(row["detail"]), unb64(row["salt"])
    if hashlib.blake2b(detail, key=salt, digest_size=32).digest() != body["commitment"]:
        report.found("detail", body["index"], "what it commits to is another text")
        return None
    report.count("details")
    return detail


# An export


def exported_notes(folder):
    """Notes and hashes of exported checkpoints, by name."""
    found = []
    for name in sorted(os.listdir(folder)) if folder else []:
        if not name.endswith(".checkpoint"):
            continue
        path = os.path.join(folder, name)
        hashes = path.removesuffix("checkpoint") + "hashes"
        with open(path, encoding="utf-8") as file:
            note = file.read()
        data = b""
        if os.path.exists(hashes):
            with open(hashes, "rb") as file:
                data = file.read()
        found.append((name, note, data))
    return found


def gather(rows, key, folder, report):
    """Checkpoints by size, and the exported hash of each leaf."""
    notes = [("a checkpoint", row["note"], b"") for row in rows if row["type"] == "checkpoint"]
    heads, hashes = {}, {}
    for name, note, data in notes + exported_notes(folder):
        try:
            size, root = key.opens(note)
        except (Bad, ValueError) as error:
            report.found("signature", 0, f"{name}: {error}")
            continue
        heads.setdefault(size, []).append((name, root))
        for number in range(len(data) // 32):
            hashes[size - len(data) // 32 + number] = data[32 * number:32 * number + 32]
    return heads, hashes


def verify_export(rows, key, folder, report):
    heads, hashes = gather(rows, key, folder, report)
    tree, link, held, differs = Tree(), ZEROS, 0, None
    lives, answers = Lives(), Answers(key, report)
    for row in (row for row in rows if row["type"] == "leaf"):
        index = tree.size
        if row["index"] != index:
            return report.found("missing", index, f"the next leaf is {row['index']}")
        data = unb64(row["body"])
        link = sha256(link + data)
        try:
            body = read_body(data)
        except (Bad, UnicodeDecodeError):
            body = {"index": None}
        if unb64(row["link"]) != link or body["index"] != index:
            return report.found("altered", index, "it is not what its chain says")
        leaf = leaf_hash(data)
        if differs is None and hashes.get(index, leaf) != leaf:
            differs = index
        tree.append(leaf)
        report.count("leaves")
        answers.learn(body, check_detail(row, body, report))
        wrong = lives.take(body)
        if wrong:
            report.found("life", index, wrong)
        for name, root in heads.pop(tree.size, []):
            if root != tree.root():
                first = held if differs is None else differs
                return report.found("checkpoint", first, f"{name} was signed over another tree")
            report.count("checkpoints")
            held = tree.size
    beyond = max([rows[0]["size"], *heads])
    if beyond > tree.size:
        report.found("missing", tree.size, f"the trail had {beyond} leaves")
    report.counts["alerts"] = len(lives.known)
    for row in rows:
        if row["type"] == "answer":
            answers.check(row)
    return None


# A dossier


def verify_dossier(dossier, key, folder, report):
    size, root = key.opens(dossier["checkpoint"])
    for name, note, _ in exported_notes(folder):
        if key.opens(note)[0] == size and key.opens(note)[1] != root:
            report.found("checkpoint", 0, f"{name} was signed over another tree")
    lives, answers, last, texts = Lives(), Answers(key, report), -1, {}
    own = f"alert:{dossier['alert']}"
    for row in dossier["leaves"]:
        index, data = row["index"], unb64(row["body"])
        try:
            body = read_body(data)
            is_in = root_by_proof(
                leaf_hash(data), index, size, [unb64(step) for step in row["proof"]]) == root
        except (Bad, UnicodeDecodeError) as error:
            report.found("altered", index, str(error))
            continue
        if not is_in or body["index"] != index or index <= last:
            report.found("proof", index, "it does not stand there in the signed tree")
            continue
        last = index
        report.count("leaves")
        detail = check_detail(row, body, report)
        answers.learn(body, detail)
        if body["object"] == own:
            wrong = lives.take(body) or wrong_entries(row, detail)
            if wrong:
                report.found("life", index, wrong)
        elif body["action"] == "documents.imported" and detail:
            for one in json.loads(detail)["documents"]:
                texts[one["kind"], one["name"], int(one["revision"])] = one["sha256"]
    if own not in lives.known:
        report.found("life", 0, f"{own} has no leaf here")
    for one in dossier["documents"]:
        wanted = texts.get((one["kind"], one["name"], one["revision"]))
        if wanted is None or unb64(wanted) != sha256(one["text"].encode()):
            report.found("document", 0, f"{one['kind']} {one['name']} is not what was imported")
        else:
            report.count("documents")
    for row in dossier["answers"]:
        answers.check(row)


def wrong_entries(row, detail):
    """Whether the readable entries are what the leaf commits to."""
    if detail is None or row.get("entries") is None:
        return None
    shown = [(one["event"], one["reason"], one["text"]) for one in row["entries"]]
    told = [entry[1:] for entry in read_entries(detail)]
    return None if shown == told else "its entries are not what it commits to"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("file")
    parser.add_argument("--key", help="the site's key as it was known before: NAME+HASH+KEY")
    parser.add_argument("--checkpoints", help="a folder of exported checkpoints")
    parser.add_argument("--json", action="store_true")
    parser.error = lambda text: (parser.print_usage(sys.stderr), sys.exit(64))
    given = parser.parse_args()
    report = Report()
    with open(given.file, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    try:
        key = Key(given.key or rows[0]["key"])
        if rows[0]["key"] != key.text:
            report.found("signature", 0, "the file names another key")
        verify = verify_dossier if rows[0]["type"] == "dossier" else verify_export
        verify(rows[0] if rows[0]["type"] == "dossier" else rows, key, given.checkpoints, report)
    except (Bad, KeyError, ValueError, IndexError, TypeError) as error:
        report.found("form", 0, f"not as documented: {error}")
    whole = not report.findings
    if given.json:
        print(json.dumps({"whole": whole, "firstBad": report.first_bad(), "key": rows[0].get("key"),
                          "findings": report.findings, **report.counts}, sort_keys=True))
    else:
        for one in report.findings:
            print(f"{one['index']}  {one['kind']}  {one['text']}")
        said = ", ".join(f"{count} {what}" for what, count in sorted(report.counts.items()))
        print(f"{said}: {'whole' if whole else f'the first bad leaf is {report.first_bad()}'}")
    sys.exit(0 if whole else 1)


if __name__ == "__main__":
    main()
