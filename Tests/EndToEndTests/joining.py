#!/usr/bin/env python3
# Tocsin — EndToEndTests: joining and moving by the command line
# SPDX-License-Identifier: Apache-2.0
"""The first administrator's link, people one by one and by table, links and directory keys."""

import json
import re

import harness
import side_by_side
from device_side import http_call
from harness import FIRST, Gateway, Scratch, Suite, rows, told


LINK = r"administrator link: (http://\S+)/welcome#([A-Za-z0-9_-]{43})"


class FirstStart(Scratch):
    def test_each_start_offers_another_link_until_somebody_has_signed_in(self):
        gateway = Gateway()
        self.addCleanup(gateway.close)
        found = []
        for start in range(2):
            gateway.start()
            harness.until("a link is printed", lambda count=start: len(
                re.findall(LINK, gateway.logged())) > count)
            found = re.findall(LINK, gateway.logged())
            self.assertEqual(found[-1][0], gateway.base)
            gateway.stop()
        self.assertNotEqual(found[0][1], found[1][1])
        listed = rows("person", "list", "--data", gateway.data, "--json")
        found = [row for row in listed if row["id"] == "administrator"]
        self.assertEqual([row["roles"] for row in found], [["administrator"]])
        shown = json.loads(told("person", "show", "--data", gateway.data, "administrator"))
        self.assertEqual((shown["hasPassword"], shown["passkeys"]), (False, 0), "no way in yet")


class People(Suite):
    def setUp(self):
        self.data = ["--data", self.gateway.data]

    def shown(self, person):
        return json.loads(told("person", "show", *self.data, person))["person"]

    def test_a_locum_without_an_end_is_refused(self):
        self.assertEnds(1, "person", "add", *self.data, "--id", "locum.x", "--name", "X",
                        "--kind", "locum")
        told("person", "add", *self.data, "--id", "locum.x", "--name", "X", "--kind", "locum",
             "--until", "2099-01-31T18:00:00+01:00")
        self.assertEqual(self.shown("locum.x")["kind"], "locum")

    def test_roles_are_replaced_and_an_import_of_documents_leaves_them(self):
        told("person", "change", *self.data, FIRST, "--role", "responder|W4E", "--role", "caller")
        self.assertEqual(self.shown(FIRST)["roles"], ["caller", "responder|W4E"])
        told("import", *self.data, harness.ROOT + "/Escalations")
        self.assertEqual(self.shown(FIRST)["roles"], ["caller", "responder|W4E"])
        self.assertEnds(1, "person", "change", *self.data, FIRST, "--role", "auditor", "--role",
                        "administrator")
        self.assertEnds(64, "person", "change", *self.data, FIRST, "--role", "pilot")

    def test_an_account_that_ended_comes_back_only_when_that_is_said(self):
        person = ["--id", "nurse.x", "--name", "Nurse X"]
        told("person", "add", *self.data, *person)
        told("person", "end", *self.data, "nurse.x")
        self.assertEnds(1, "person", "add", *self.data, *person)
        self.assertEnds(1, "person", "invite", *self.data, "nurse.x")
        self.assertEnds(1, "device", "enrol", *self.data, "nurse.x")
        told("person", "change", *self.data, "nurse.x", "--reopen")
        self.assertIsNone(self.shown("nurse.x")["endedAt"])

    def test_who_is_to_come_cannot_be_reached_before(self):
        told("person", "add", *self.data, "--id", "joiner", "--name", "J", "--from",
             "2099-01-01T08:00:00+01:00")
        self.assertEnds(1, "device", "enrol", *self.data, "joiner")

    def test_the_last_administrator_stays(self):
        told("person", "add", *self.data, "--id", "chief", "--name", "Chief", "--role",
             "administrator")
        self.assertEnds(0, "person", "end", *self.data, "administrator")
        done = self.assertEnds(1, "person", "end", *self.data, "chief")
        self.assertIn("last administrator", done.stderr)

    def test_an_invitation_is_a_link_for_a_day(self):
        row = json.loads(told(
            "person", "invite", *self.data, FIRST, "--http", "https://pager.example/"))
        self.assertRegex(row["link"], r"^https://pager\.example/welcome#[A-Za-z0-9_-]{43}$")
        self.assertRegex(row["expiresAt"], harness.RFC3339)

    def test_a_directory_key_is_shown_once(self):
        key = told("directory-key", "make", *self.data, "entra").strip()
        self.assertRegex(key, r"^[A-Za-z0-9_-]{43}$")
        self.assertEnds(1, "directory-key", "make", *self.data, "entra")
        listed = told("directory-key", "list", *self.data, "--json")
        self.assertNotIn(key, listed)
        self.assertEnds(0, "directory-key", "end", *self.data, "entra")
        self.assertEnds(1, "directory-key", "end", *self.data, "entra")

    def test_threat_4_a_link_that_was_used_enrols_no_second_device(self):
        link = self.gateway.link(FIRST)
        harness.tocsin_device.Device.enrol(link, "mine")
        token = link.split("#")[1]
        with self.assertRaises(Exception):
            harness.tocsin_device.Device.enrol(link, "rogue")
        for stolen in (token, "A" * 43):
            status, _, _ = http_call(
                self.gateway.base, "POST", "/v1/devices", json.dumps({"token": stolen}),
                {"Content-Type": "application/json"})
            self.assertGreaterEqual(status, 400)
        mine = [row for row in rows("device", "list", *self.data, "--json")
                if row["responder"] == FIRST]
        self.assertNotIn("rogue", [row["name"] for row in mine])


class Tables(Suite):
    def table(self, content, how, code=0):
        path = self.gateway.folder + "/people.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(content)
        done = self.assertEnds(code, "person", "import", "--data", self.gateway.data, path, how)
        return [line.split("\t") for line in done.stdout.splitlines()], done.stderr

    def test_a_preview_says_all_and_writes_nothing(self):
        content = ("id,name,roles,until,end\r\n"
                   'nurse.q,"Q, Nurse",responder;caller|W4E,2099-01-31T18:00:00+01:00,\r\n'
                   "nurse.ibis,,,,yes\r\n")
        before = told("person", "list", "--data", self.gateway.data, "--json")
        lines, _ = self.table(content, "--preview")
        self.assertEqual([line[:3] for line in lines],
                         [["2", "added", "nurse.q"], ["3", "ended", "nurse.ibis"]])
        self.assertEqual(told("person", "list", "--data", self.gateway.data, "--json"), before)
        self.table(content, "--apply")
        people = {row["id"]: row for row in rows(
            "person", "list", "--data", self.gateway.data, "--json")}
        self.assertEqual(people["nurse.q"]["name"], "Q, Nurse")
        self.assertIsNotNone(people["nurse.ibis"]["endedAt"])

    def test_a_refused_row_keeps_the_whole_table_out(self):
        lines, said = self.table("id,name,kind\nnew.one,One,\nnew.two,Two,locum\n", "--apply", 1)
        self.assertEqual([line[1] for line in lines], ["added", "refused"])
        self.assertIn("1 of 2 rows", said)
        listed = rows("person", "list", "--data", self.gateway.data, "--json")
        self.assertNotIn("new.one", [row["id"] for row in listed])

    def test_a_file_that_is_no_table_names_the_line(self):
        _, said = self.table('id,name\nx,"never closed\n', "--preview", 1)
        self.assertIn("people.csv:2:", said)


if __name__ == "__main__":
    side_by_side.main()
