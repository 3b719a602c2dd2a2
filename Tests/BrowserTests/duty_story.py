#!/usr/bin/env python3
# Tocsin — BrowserTests: taking the bleep, on two devices, in real Chromium
# SPDX-License-Identifier: Apache-2.0
"""Who goes hands a duty over, who comes takes it, and what is open goes along.

Usage: duty_story.py [--screens [DIR]]   (--screens writes pictures)
The program is TOCSIN_BINARY, else TOCSIN, else .build/debug/tocsin. Ends with `N passed, N failed`.
"""

from browsers import DESKTOP, PHONE, enrol, outcome, row, show_duty
from gateway import Gateway
from staging import perform
from telling import expect, until

FIRST, SECOND = "dr.amsel", "dr.brandt"
NAMES = {FIRST: "Dr Hanna Amsel", SECOND: "Dr Jonas Brandt"}
CARD = ".mine-card:not(.turn)[data-rota=medicine-registrar]"


class Duties:
    """The windows of the story and its checks; a later check builds on earlier ones."""

    def __init__(self, gateway, windows):
        self.gateway = gateway
        self.windows = windows
        self.phones = {FIRST: windows.open(PHONE, "light"), SECOND: windows.open(PHONE, "dark")}
        self.giver = self.taker = self.giving = self.taking = None

    def enrols(self):
        """both registrars have a phone, and one of them is on call"""
        for person, page in self.phones.items():
            enrol(page, self.gateway.link(person), "Phone")
            show_duty(page)
            page.locator(".mine h1", has_text="My duty").wait_for()
        first_holds = self.phones[FIRST].locator(CARD).count() == 1
        self.giver, self.taker = (FIRST, SECOND) if first_holds else (SECOND, FIRST)
        self.giving, self.taking = self.phones[self.giver], self.phones[self.taker]
        self.giving.locator(CARD, has_text="Until").wait_for()
        expect(self.taking.locator(CARD).count() == 0, "two hold one duty")

    def has_one_in_hand(self):
        """the one on call accepts a page, and the duty screen lists it"""
        self.giving.click("[data-key='nav-/']")
        self.gateway.report(ward="W4E")
        row(self.giving, "Potassium").click()
        self.giving.click("[data-key=accept]")
        outcome(self.giving, "Accepted at")
        show_duty(self.giving)
        self.giving.locator(".mine-hand li", has_text="Potassium").wait_for()
        self.windows.look(self.giving, "duty-phone", ".mine-hand")

    def offers(self):
        """handing over asks to whom, and moves nothing yet"""
        self.giving.click(f"{CARD} [data-key=hand]")
        self.giving.locator(".mine-choice button", has_text=NAMES[self.taker]).wait_for()
        self.windows.look(self.giving, "duty-choice-phone", ".mine-choice")
        self.giving.click(f"[data-key='to-{self.taker}']")
        self.giving.locator(".mine-card", has_text="has not taken it yet").wait_for()
        expect(self.giving.locator(CARD, has_text="Until").count() >= 1, "it has left already")

    def takes(self):
        """the other sees what comes along, and takes it"""
        offered = self.taking.locator(".mine-card.offered", has_text=NAMES[self.giver])
        offered.wait_for(timeout=20000)
        expect("1 open alert comes along" in offered.inner_text(), offered.inner_text())
        self.windows.look(self.taking, "duty-offered-phone", ".offered")
        offered.locator("[data-key=take]").click()
        self.taking.locator(CARD, has_text="has taken it from").wait_for()
        until(lambda: self.taking.locator(f"{CARD} [data-key=hand]").count() == 1)

    def accepts_what_comes_along(self):
        """the page that was in hand comes to who took the duty, and leaves who gave it"""
        self.taking.click("[data-key='nav-/']")
        row(self.taking, "Potassium").click()
        self.taking.click("[data-key=accept]")
        outcome(self.taking, "Accepted at")
        show_duty(self.giving)
        self.giving.locator(".mine-hand", has_text="Nothing is open with you").wait_for(
            timeout=20000)
        self.windows.look(self.giving, "duty-given-phone", ".mine")

    def speaks_three_languages(self):
        """another device of who took it shows the duty, and why it is paged, in its language"""
        for locale, title, size, look, why, start in (
                ("de-DE", "Mein Dienst", DESKTOP, "light", "übernommen, bis", "Dienstbeginn: "),
                ("fr-FR", "Ma garde", PHONE, "dark", "garde reprise de", "Début de garde\u00a0: ")):
            page = self.windows.open(size, look, locale=locale)
            enrol(page, self.gateway.link(self.taker), "Desk")
            show_duty(page)
            page.locator(".mine h1", has_text=title).wait_for()
            page.locator(f"{CARD} [data-key=hand]").wait_for()
            self.windows.look(page, f"duty-{locale[:2]}", ".mine")
            page.click("[data-key='nav-/']")
            self.gateway.report(ward="W4E", number=f"9900{size['viewport']['width']}")
            row(page, "Potassium").click()
            page.locator(".fact.why dd", has_text=why).wait_for()
            self.windows.look(
                page, f"page-why-{locale[:2]}", ".fact.why", unless="first headings")
            page.click("[data-key=accept]")
            page.wait_for_selector("[data-key=give-back]")
            head = page.evaluate("""async () => (await import("/web/view/content.js")).finding(
              { what: "Start of duty", start: { lines: [{ title: "Surgery", line: "second" }] } }
            ).head""")
            expect(head.startswith(f"{start}Surgery, "), head)

    def ends_it(self):
        """who took the duty gives it back to who had it, whose screen says so"""
        show_duty(self.taking)
        self.taking.locator(f"{CARD} [data-key=end]").click()
        self.giving.locator(f"{CARD} [data-key=hand]").wait_for(timeout=20000)

    def ran_clean(self):
        """no script failed and the content security policy stopped nothing"""
        expect(not self.windows.faults, f"{self.windows.faults}")


STEPS = [
    Duties.enrols, Duties.has_one_in_hand, Duties.offers, Duties.takes,
    Duties.accepts_what_comes_along, Duties.speaks_three_languages, Duties.ends_it,
    Duties.ran_clean,
]


if __name__ == "__main__":
    perform(Gateway(), Duties, STEPS, set(STEPS[:5]))
