#!/usr/bin/env python3
# Tocsin — EndToEndTests: rotas as calendars, and documents written back
# SPDX-License-Identifier: Apache-2.0
"""PyPI's `icalendar` and `recurring-ical-events` read our calendars as any program would, and have
to agree with `tocsin on-call` on the shifts of a year. What was imported comes back byte for byte.
"""

import datetime
import json
import os
import shutil
import urllib.error
import urllib.request

import icalendar
import recurring_ical_events

import harness
import side_by_side
from harness import Gateway, Scratch, Suite, rows, told, until

ROTA = "medicine-registrar"
UTC = datetime.timezone.utc


def read(base, path):
    """A calendar: its bytes, and the kind that they are said to be."""
    with urllib.request.urlopen(base + path, timeout=30) as reply:
        return reply.read(), reply.headers["Content-Type"]


def is_first(event):
    """Whether it is of the first line."""
    return str(event["SUMMARY"]).startswith("Medicine registrar: ")


def on_call(data, rota, moment):
    [row] = rows("on-call", "--data", data, rota, "--json", "--at",
                 moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return row


class Calendars(Suite):
    def make(self, *scope):
        path = told("calendar-link", "make", "--data", self.gateway.data, *scope).strip()
        self.assertRegex(path, r"^/calendars/[A-Za-z0-9_-]{43}\.ics$")
        return path

    def calendar(self, path):
        return icalendar.Calendar.from_ical(read(self.gateway.base, path)[0])

    def test_of_a_rota_agree_with_who_is_on_call_on_every_shift_of_a_year(self):
        data = self.gateway.data
        calendar = self.calendar(self.make("rota", ROTA))
        names = {row["name"]: row["id"] for row in rows("person", "list", "--data", data, "--json")}
        now = datetime.datetime.now(UTC).replace(microsecond=0)
        year = recurring_ical_events.of(calendar).between(now, now + datetime.timedelta(days=365))
        self.assertEqual(len(year), len({str(event["UID"]) for event in year}))
        year = [event for event in year if is_first(event)]
        self.assertGreater(len(year), 100)
        # Each shift and the instants around its two ends: enough questions to meet every handoff.
        for event in year[::6] + year[-2:]:
            name = str(event["SUMMARY"]).split(": ")[1]
            begin, end = event["DTSTART"].dt, event["DTEND"].dt
            for moment in (begin, end - datetime.timedelta(seconds=1)):
                if moment < now - datetime.timedelta(days=30):
                    continue
                found = on_call(data, ROTA, moment)
                self.assertEqual(
                    [holder["id"] for holder in found["responders"]], [names[name]], moment)
            self.assertGreater(
                on_call(data, ROTA, begin)["until"], begin.strftime("%Y-%m-%dT%H:%M"))

    def test_of_a_rota_cover_a_year_without_a_gap_or_an_overlap(self):
        events = sorted(
            (event["DTSTART"].dt, event["DTEND"].dt)
            for event in self.calendar(self.make("rota", ROTA)).walk("VEVENT") if is_first(event))
        for one, next_one in zip(events, events[1:]):
            self.assertEqual(one[1], next_one[0])
        self.assertGreater(events[-1][1] - events[0][0], datetime.timedelta(days=390))

    def test_of_a_person_hold_what_the_rotas_say_of_them(self):
        own = {(str(event["SUMMARY"]), event["DTSTART"].dt)
               for event in self.calendar(self.make("person", "dr.amsel")).walk("VEVENT")}
        rota = {(str(event["SUMMARY"]).split(": ")[0], event["DTSTART"].dt)
                for event in self.calendar(self.make("rota", ROTA)).walk("VEVENT")
                if str(event["SUMMARY"]).endswith("Dr Hanna Amsel")}
        self.assertTrue(rota)
        self.assertLessEqual(rota, own)

    def test_of_a_rota_name_its_other_lines(self):
        titles = {str(event["SUMMARY"]).split(": ")[0]
                  for event in self.calendar(self.make("rota", ROTA)).walk("VEVENT")}
        self.assertEqual(titles, {
            "Medicine registrar", "Medicine registrar, second line", "Medicine registrar, trainee"})

    def test_of_a_team_hold_each_of_its_rotas(self):
        titles = {str(event["SUMMARY"]).split(": ")[0]
                  for event in self.calendar(self.make("team", "crash-call")).walk("VEVENT")}
        self.assertGreaterEqual(len(titles), 3)

    def test_are_iCalendar_by_the_letter(self):
        body, kind = read(self.gateway.base, self.make("rota", ROTA))
        self.assertEqual(kind, "text/calendar; charset=utf-8")
        lines = body.split(b"\r\n")
        self.assertEqual(lines[-1], b"")
        self.assertTrue(all(len(line) <= 75 and b"\n" not in line for line in lines))
        calendar = icalendar.Calendar.from_ical(body)
        self.assertEqual(calendar.to_ical().count(b"BEGIN:VEVENT"), body.count(b"BEGIN:VEVENT"))
        self.assertTrue(all(not event.errors for event in calendar.walk("VEVENT")))

    def test_end_with_their_link(self):
        data = self.gateway.data
        path = self.make("rota", "anaesthesia")
        read(self.gateway.base, path)
        [link] = [row for row in rows("calendar-link", "list", "--data", data, "--json")
                  if row["name"] == "anaesthesia"]
        self.assertNotIn(path.split("/")[-1][:8], str(link))
        told("calendar-link", "end", "--data", data, link["link"])
        with self.assertRaises(urllib.error.HTTPError) as refused:
            read(self.gateway.base, path)
        self.assertEqual(refused.exception.code, 404)
        self.assertEnds(1, "calendar-link", "end", "--data", data, link["link"])
        leaves = rows(
            "trail", "search", "--data", data, "--action", "calendar-link.ended", "--json")
        self.assertIn(f"calendar-link:{link['link']}", str(leaves))

    def test_are_not_made_of_what_is_not_there(self):
        for scope in (("rota", "nonsense"), ("person", "nobody"), ("team", "nonsense")):
            done = self.assertEnds(1, "calendar-link", "make", "--data", self.gateway.data, *scope)
            self.assertIn("there is no", done.stderr)
        self.assertEnds(64, "calendar-link", "make", "--data", self.gateway.data, "shift", ROTA)


class WallBoards(Suite):
    """A screen on a wall knows nothing but a link."""

    def make(self, detail="names"):
        path = told("calendar-link", "make", "--data", self.gateway.data, "board", detail).strip()
        self.assertRegex(path, r"^/wall-boards/[A-Za-z0-9_-]{43}$")
        return path

    def ask(self, path, **headers):
        request = urllib.request.Request(self.gateway.base + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as reply:
                return reply.status, dict(reply.headers), json.loads(reply.read())
        except urllib.error.HTTPError as refused:
            return refused.code, dict(refused.headers), None

    def test_say_who_is_on_call_on_every_line_of_every_rota(self):
        status, headers, board = self.ask(self.make())
        self.assertEqual((status, headers["Content-Type"]), (200, "application/json"))
        self.assertEqual(headers["Access-Control-Allow-Origin"], "*")
        self.assertGreater(len(board["rotas"]), 3)
        [rota] = [one for one in board["rotas"] if one["rota"] == ROTA]
        [row] = rows("on-call", "--data", self.gateway.data, ROTA, "--json")
        for line, members in (("first", "responders"), ("second", "second"),
                              ("trainee", "trainees")):
            self.assertEqual([one["name"] for one in rota["lines"][line]],
                             [one["name"] for one in row[members]])
        self.assertEqual(rota["until"], row["until"])
        self.assertNotIn("telephone", json.dumps(board))

    def test_show_numbers_only_under_a_link_for_numbers(self):
        data = self.gateway.data
        [row] = rows("on-call", "--data", data, ROTA, "--json")
        told("person", "change", "--data", data, row["responders"][0]["id"],
             "--telephone", "060899")
        names, numbers = self.make(), self.make("numbers")
        until("the number is there", lambda: "060899" in json.dumps(self.ask(numbers)[2]))
        self.assertNotIn("060899", json.dumps(self.ask(names)[2]))

    def test_are_not_sent_again_while_they_say_the_same(self):
        path = self.make()
        _, headers, _ = self.ask(path)
        status, again, _ = self.ask(path, **{"If-None-Match": headers["ETag"]})
        self.assertEqual((status, again["ETag"]), (304, headers["ETag"]))
        self.assertEqual(again["Cache-Control"], "private, max-age=5")
        self.assertEqual(self.ask(path, **{"If-None-Match": '"other"'})[0], 200)

    def test_show_a_rota_or_a_team_alone(self):
        path = self.make()
        self.assertEqual(
            [one["rota"] for one in self.ask(f"{path}?rota={ROTA}")[2]["rotas"]], [ROTA])
        team = {one["rota"] for one in self.ask(f"{path}?team=crash-call")[2]["rotas"]}
        self.assertGreater(len(team), 1)
        self.assertLess(len(team), len(self.ask(path)[2]["rotas"]))
        for wrong in ("rota=nonsense", "team=nonsense", f"rota={ROTA}&team=crash-call"):
            self.assertEqual(self.ask(f"{path}?{wrong}")[0], 422, wrong)

    def test_open_by_no_other_link_and_close_with_their_own(self):
        data, path = self.gateway.data, self.make()
        calendar = told("calendar-link", "make", "--data", data, "rota", ROTA).strip()
        secret = calendar.split("/")[-1].removesuffix(".ics")
        self.assertEqual(self.ask(f"/wall-boards/{secret}")[0], 404)
        self.assertEqual(self.ask("/calendars/" + path.split("/")[-1])[0], 404)
        self.assertEqual(self.ask(path)[0], 200)
        for row in rows("calendar-link", "list", "--data", data, "--json"):
            if row["kind"] == "board" and "endedAt" not in row:
                told("calendar-link", "end", "--data", data, row["link"])
        self.assertEqual(self.ask(path)[0], 404)


class Sheet(Scratch):
    """The on-call sheet of S26, in a folder that would lie on another machine."""

    def setUp(self):
        super().setUp()
        self.sheet = self.path("share")
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)
        self.gateway.start(environment={"TOCSIN_ON_CALL_SHEET": self.sheet})

    def text(self, name="on-call.txt"):
        try:
            with open(os.path.join(self.sheet, name), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def test_names_who_is_on_call_with_their_numbers_and_follows_a_change_at_once(self):
        until("it is written", self.text)
        data = self.gateway.data
        [row] = rows("on-call", "--data", data, ROTA, "--json")
        person = row["responders"][0]
        for name in ("on-call.txt", "on-call.html"):
            self.assertIn(person["name"], self.text(name))
            self.assertEqual(os.stat(os.path.join(self.sheet, name)).st_mode & 0o777, 0o644)
        told("person", "change", "--data", data, person["id"], "--telephone", "060842")
        until("it has the new number", lambda: "060842" in self.text())
        self.gateway.kill()
        self.assertIn("060842", self.text())

    def test_that_cannot_be_written_stops_nothing(self):
        until("it is written", self.text)
        shutil.rmtree(self.sheet)
        with open(self.sheet, "w", encoding="utf-8") as file:
            file.write("a file is in the way")
        told("person", "change", "--data", self.gateway.data, harness.FIRST, "--telephone",
             "060843")
        until("the log says so",
              lambda: "the on-call sheet is not written" in self.gateway.logged())
        with urllib.request.urlopen(self.gateway.base + "/readyz", timeout=10) as reply:
            self.assertEqual(reply.status, 200)


class Documents(Scratch):
    def setUp(self):
        super().setUp()
        self.data, self.out = self.path("data"), self.path("out")

    def imported(self, *paths):
        told("import", "--data", self.data, *paths)
        told("export", "--data", self.data, self.out)

    def files(self, folder, top):
        found = {}
        for path, _, names in os.walk(os.path.join(folder, top)):
            for name in names:
                if name.endswith((".yaml", ".yml")):
                    whole = os.path.join(path, name)
                    with open(whole, "rb") as file:
                        found[os.path.relpath(whole, folder)] = file.read()
        return found

    def test_come_back_byte_for_byte(self):
        self.imported(*(os.path.join(harness.ROOT, top) for top in ("Escalations", "Integrations")))
        for top in ("Escalations", "Integrations"):
            self.assertEqual(self.files(self.out, top), self.files(harness.ROOT, top))

    def test_keep_comments_line_ends_and_what_stands_at_their_end(self):
        folder = self.path("site/Escalations")
        shipped = os.path.join(harness.ROOT, "Escalations")
        for name, content in self.files(shipped, ".").items():
            os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
            content = content.replace(b"\n", b"\r\n").rstrip()
            content = b"# \xc3\x84rzte \xf0\x9f\xab\x80\r\n" + content
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content)
        self.imported(folder)
        self.assertEqual(
            self.files(self.out, "Escalations"), self.files(self.path("site"), "Escalations"))

    def test_are_not_written_over_other_files(self):
        self.imported(os.path.join(harness.ROOT, "Escalations"))
        path = os.path.join(self.out, "Escalations/routes.yaml")
        with open(path, "a", encoding="utf-8") as file:
            file.write("# mine\n")
        os.remove(os.path.join(self.out, "Escalations/people.yaml"))
        done = self.assertEnds(1, "export", "--data", self.data, self.out)
        self.assertIn("routes.yaml says something else", done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.out, "Escalations/people.yaml")))
        told("export", "--data", self.data, "--overwrite", self.out)
        self.assertEqual(
            self.files(self.out, "Escalations"), self.files(harness.ROOT, "Escalations"))

    def test_that_are_not_UTF_8_are_refused(self):
        folder = self.path("site/Escalations")
        os.makedirs(folder)
        with open(os.path.join(folder, "people.yaml"), "wb") as file:
            file.write(b"people: []\n# \xff\n")
        done = self.assertEnds(1, "import", "--data", self.data, folder)
        self.assertIn("people.yaml is not UTF-8", done.stderr)


if __name__ == "__main__":
    side_by_side.main()
