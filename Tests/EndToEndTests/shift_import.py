#!/usr/bin/env python3
# Tocsin — EndToEndTests: shifts of other calendars, taken over into a rota
# SPDX-License-Identifier: Apache-2.0
"""Files that PyPI's `icalendar` writes are read as `recurring-ical-events` reads them, and nobody
goes on call whom the file does not name beyond doubt.
"""

import datetime
import zoneinfo

import icalendar
import recurring_ical_events

import side_by_side
from harness import Suite, rows, told

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
UTC = datetime.timezone.utc
ROTA = "medicine-consultant"


def event(uid, name, begin, hours, rule=None, **more):
    made = icalendar.Event()
    made.add("uid", uid)
    made.add("summary", name)
    made.add("dtstamp", datetime.datetime.now(UTC))
    made.add("dtstart", begin)
    made.add("dtend", begin + datetime.timedelta(hours=hours))
    if rule:
        made.add("rrule", rule)
    for key, value in more.items():
        made.add(key, value)
    return made


def calendar(*events):
    made = icalendar.Calendar()
    made.add("prodid", "-//test//EN")
    made.add("version", "2.0")
    for one in events:
        made.add_component(one)
    return made


class Import(Suite):
    def setUp(self):
        super().setUp()
        self.data = self.gateway.data
        today = datetime.datetime.now(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)
        self.tomorrow = today + datetime.timedelta(days=1)

    def write(self, name, content):
        path = f"{self.gateway.folder}/{name}"
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def take(self, path, *more):
        return told("import-shifts", "--data", self.data, "--rota", ROTA, path, *more)

    def on_call(self, moment):
        [row] = rows("on-call", "--data", self.data, ROTA, "--json", "--at",
                     moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        return [one["id"] for one in row["responders"]]

    def test_a_recurrence_is_read_as_others_read_it(self):
        begin = self.tomorrow.replace(hour=19)
        begin += datetime.timedelta(days=-begin.weekday() % 7)
        saturday = self.tomorrow.replace(hour=8)
        while saturday.weekday() != 5 or saturday.day > 7:
            saturday += datetime.timedelta(days=1)
        nights = event(
            "nights", "Dr. Brandt, Jonas", begin, 12,
            {"freq": "weekly", "interval": 2, "byday": ["MO", "WE", "FR"], "count": 12},
            exdate=[begin + datetime.timedelta(days=14)])
        weekends = event(
            "weekends", "Clara Corvin", saturday, 10,
            {"freq": "monthly", "byday": ["1SA", "-1SU"]})
        made = calendar(nights, weekends)
        path = self.write("recurring.ics", made.to_ical())
        names = {row["name"].removeprefix("Dr "): row["id"]
                 for row in rows("person", "list", "--data", self.data, "--json")}
        [corvin] = [name for name in names if name.endswith("Corvin")]
        text = made.to_ical().replace(b"Clara Corvin", corvin.encode())
        path = self.write("recurring.ics", text)
        self.take(path, "--save", "--reason", "read from a calendar")
        until = self.tomorrow + datetime.timedelta(days=88)
        known = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(
            self.tomorrow, until)
        self.assertGreater(len(known), 12)
        for one in known:
            person = names[corvin] if "Corvin" in str(one["SUMMARY"]) else "dr.brandt"
            begin, end = one["DTSTART"].dt, one["DTEND"].dt
            others = [other for other in known if other is not one
                      and other["DTSTART"].dt < end and begin < other["DTEND"].dt]
            if others:
                continue
            for moment in (begin, end - datetime.timedelta(seconds=1)):
                self.assertEqual(self.on_call(moment), [person], moment)

    def test_nobody_goes_on_call_who_is_not_known_beyond_doubt(self):
        made = calendar(
            event("1", "Unbekannt", self.tomorrow.replace(hour=8), 4),
            event("2", "Dr Dorn", self.tomorrow.replace(hour=14), 4))
        path = self.write("unknown.ics", made.to_ical())
        before = self.on_call(self.tomorrow.replace(hour=9))
        done = self.assertEnds(
            1, "import-shifts", "--data", self.data, "--rota", ROTA, path, "--save",
            "--reason", "read from a calendar")
        self.assertIn("!! Unbekannt: nobody here, 1 shifts, lines 4", done.stdout)
        self.assertIn("is not settled", done.stderr)
        self.assertEqual(self.on_call(self.tomorrow.replace(hour=9)), before)
        said = self.take(path, "--map", "Unbekannt=dr.amsel")
        self.assertIn("nothing is saved", said)
        self.assertEqual(self.on_call(self.tomorrow.replace(hour=9)), before)
        self.take(path, "--map", "Unbekannt=dr.amsel", "--save", "--reason", "read and mapped")
        self.assertEqual(self.on_call(self.tomorrow.replace(hour=9)), ["dr.amsel"])

    def test_a_table_of_a_spreadsheet_is_read(self):
        day = (self.tomorrow + datetime.timedelta(days=30)).strftime("%d.%m.%Y")
        path = self.write("duty.csv", f"Von;Bis;Wer\r\n{day} 8:00;{day} 16:30;dr.brandt\r\n")
        self.assertIn("dr.brandt", self.take(path))
        self.take(path, "--save", "--reason", "read from a table")
        noon = self.tomorrow + datetime.timedelta(days=30, hours=12)
        self.assertEqual(self.on_call(noon), ["dr.brandt"])

    def test_what_cannot_be_read_is_refused_by_its_line(self):
        for name, content, line in (
                ("none.ics", "hello", 1), ("open.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n", 2),
                ("none.csv", "when,who\n", 1), ("bytes.ics", b"BEGIN:VCALENDAR\nX:\xff\n", 2)):
            path = self.write(name, content)
            done = self.assertEnds(1, "import-shifts", "--data", self.data, "--rota", ROTA, path)
            self.assertIn(f"{name}:{line}: ", done.stderr)
        self.assertEnds(64, "import-shifts", "--data", self.data, "--rota", ROTA, "duty.xlsx")
        hourly = event("h", "Dr Dorn", self.tomorrow, 1, {"freq": "hourly"})
        path = self.write("hourly.ics", calendar(hourly).to_ical())
        done = self.assertEnds(1, "import-shifts", "--data", self.data, "--rota", ROTA, path)
        self.assertIn("FREQ of this recurrence rule is not supported", done.stdout)


if __name__ == "__main__":
    side_by_side.main()
