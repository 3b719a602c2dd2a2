#!/usr/bin/env python3
# Tocsin — BrowserTests: a storm of alerts on a responder's devices, in real Chromium
# SPDX-License-Identifier: Apache-2.0
"""Many alerts at once: the first stand for themselves, one row says how many more there are.

Usage: storm_story.py [--screens [DIR]]   (--screens writes pictures)
The program is TOCSIN_BINARY, else TOCSIN, else .build/debug/tocsin. Ends with `N passed, N failed`.
"""

import json
import os
import time
import urllib.error
import urllib.request

from browsers import DESKTOP, PHONE, enrol, outcome, row
from gateway import ROOT, Gateway
from staging import perform
from telling import expect

FIRST = "dr.amsel"
ALERTS = 80
LOCK_SCREEN = """
lock-screen:
  kinds: [{ kind: temperature, name: Freezer alarm }]
  wards: [{ ward: DEMO, name: Demonstration ward }]
"""


class Storm:
    """The windows of the story and its checks; a later check builds on earlier ones."""

    def __init__(self, gateway, windows):
        self.gateway = gateway
        self.windows = windows
        self.phone = windows.open(PHONE, "light")
        self.desk = windows.open(DESKTOP, "dark", locale="de-DE")
        self.french = windows.open(PHONE, "dark", locale="fr-FR")
        self.key = None

    def enrols(self):
        """a responder has three devices, in three languages"""
        for page, name in ((self.phone, "Phone"), (self.desk, "Desk"), (self.french, "Tablet")):
            enrol(page, self.gateway.link(FIRST), name)
        folder = os.path.join(self.gateway.folder.name, "Escalations")
        os.mkdir(folder)
        with open(os.path.join(ROOT, "Escalations/routes.yaml"), encoding="utf-8") as shipped:
            text = shipped.read()
        with open(os.path.join(folder, "routes.yaml"), "w", encoding="utf-8") as routes:
            routes.write(text + LOCK_SCREEN)
        self.gateway.run("import", "--data", self.gateway.data,
                         os.path.join(ROOT, "Integrations"), folder)
        self.key = self.gateway.run(
            "integration-key", "make", "--data", self.gateway.data, "freezers", "main").strip()

    def comes(self):
        """three pages stand for themselves, and one row says that there are more"""
        for number in range(ALERTS):
            self.post(f"shelf-{number}", "medium" if number == 7 else "low")
        self.phone.locator(".row.folded", has_text="77 more pages").wait_for()
        expect(self.phone.locator(".row:not(.folded)").count() == 3, "not three pages")
        text = self.phone.locator(".row.folded").inner_text()
        for part in ("1 medium, 76 low", "never among them", "Open the next 64"):
            expect(part in text, f"{part!r} is not in {text!r}")
        expect("80 pages wait" in self.phone.inner_text("h1"), self.phone.inner_text("h1"))
        expect("Shelf" not in text, "an alert is named in the row of all")
        self.desk.locator(".row.folded", has_text="77 weitere Rufe").wait_for()
        self.french.locator(".row.folded", has_text="77 autres appels").wait_for()
        for page, name in ((self.phone, "storm-phone-light"), (self.desk, "storm-desktop-dark"),
                           (self.french, "storm-phone-dark")):
            self.windows.look(page, name, ".row.folded")

    def lets_the_urgent_one_through(self):
        """a high page stands above all of them, and rings"""
        self.post("shelf-urgent", "high")
        first = self.phone.locator(".row").first
        first.locator(".row-what", has_text="Shelf urgent").wait_for()
        self.phone.wait_for_selector("body[data-ringing=yes]")
        self.windows.look(self.phone, "storm-high-phone-light", ".row.folded")

    def tells_a_passer_by_words_of_the_table(self):
        """the window's title names the kind and the ward by the site's table, and no more (S5)"""
        end = time.monotonic() + 20
        words = " · Freezer alarm, Demonstration ward — "
        for page in (self.phone, self.desk, self.french):
            titles = set()
            while not any(words in title for title in titles):
                titles.add(page.title())
                expect(time.monotonic() < end, f"{titles}")
                page.wait_for_timeout(100)
            expect(not any("Shelf" in title or "Biobank" in title for title in titles), f"{titles}")

    def opens_the_list(self):
        """the row opens the list, the most urgent first, and nothing is answered by it"""
        self.phone.locator(".row.folded").press("Enter")
        self.phone.locator(".row.folded", has_text="13 more pages").wait_for()
        expect(self.phone.locator(".row:not(.folded)").count() == 68, "not 64 pages more")
        expect("13 low" in self.phone.locator(".row.folded").inner_text(), "the medium one is left")
        expect("81 pages wait" in self.phone.inner_text("h1"), self.phone.inner_text("h1"))
        phases = {json.loads(line)["phase"] for line in self.gateway.run(
            "alerts", "--data", self.gateway.data, "--json", "--limit", "200").splitlines()}
        expect(phases == {"escalating"}, f"{phases}")
        self.windows.look(self.phone, "storm-opened-phone-light", ".row.folded")
        self.phone.locator(".row.folded").click()
        self.phone.locator(".row.folded").wait_for(state="detached")
        expect(self.phone.locator(".row").count() == 81, "not all pages are there")

    def answers_one(self):
        """a page of the list is read and accepted like any other"""
        row(self.phone, "Shelf 79 ").click()
        self.windows.look(self.phone, "storm-page-phone-light", "article")
        self.phone.click("[data-key=accept]")
        outcome(self.phone, "Accepted at")

    def says_when_it_cannot(self):
        """without the gateway the row says that the list did not open"""
        self.desk.route("**/more?*", lambda route: route.abort())
        self.desk.locator(".row.folded").click()
        self.desk.locator(".row.folded", has_text="Die Liste ging nicht auf").wait_for()
        self.windows.look(self.desk, "storm-refused-desktop-dark", ".row.folded")

    def ran_clean(self):
        """no script failed and the content security policy stopped nothing"""
        expect(not self.windows.faults, f"{self.windows.faults}")

    def post(self, key, priority):
        number = key.split("-")[1]
        body = {"key": key, "priority": priority, "kind": "temperature", "ward": "DEMO",
                "what": f"Shelf {number} at -68.0 °C, limit -70 °C", "where": "Biobank"}
        expect(self.taken(body), "the report was not taken")

    def taken(self, body):
        """Whether a report is taken; a new key holds within a second."""
        for _ in range(20):
            try:
                return self.ask(body) == 202
            except urllib.error.HTTPError as refusal:
                if refusal.code != 401:
                    raise
                time.sleep(0.2)
        return False

    def ask(self, body):
        asked = urllib.request.Request(
            self.gateway.base + "/v1/alerts", json.dumps(body).encode(), method="POST",
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return answer.status


STEPS = [
    Storm.enrols, Storm.comes, Storm.lets_the_urgent_one_through,
    Storm.tells_a_passer_by_words_of_the_table, Storm.opens_the_list,
    Storm.answers_one, Storm.says_when_it_cannot, Storm.ran_clean,
]


if __name__ == "__main__":
    perform(Gateway(), Storm, STEPS, {Storm.enrols, Storm.comes})
