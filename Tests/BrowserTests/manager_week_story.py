#!/usr/bin/env python3
# Tocsin — BrowserTests: a manager's whole week with the people of a rota, in real Chromium
# SPDX-License-Identifier: Apache-2.0
"""A rota is built, an illness covered, a shift swapped, a gap accepted, rehearsed and undone.

Usage: manager_week_story.py [--screens [DIR]]   (--screens writes pictures)
The program is TOCSIN_BINARY, else TOCSIN, else .build/debug/tocsin. Ends with `N passed, N failed`.
"""

from browsers import PHONE, Authenticator, enrol, enter, show_duty
from gateway import Gateway
from staging import perform
from telling import expect, until

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
TABLET = {"viewport": {"width": 834, "height": 1112}}
ASKER, TAKER = "dr.corvin", "dr.dorn"
ROTA = "night-cover"
FIRST = f"""title: Night cover
zone: Europe/Paris
needs: 1
swaps: approval
layers:
  - name: weeks
    members: [{ASKER}]
    start: 2026-01-05
    handoff: "08:00"
    turn: 1 day
"""
LEDGER = {
    "from": "2026-11-01", "until": "2026-11-29", "isWhole": True, "rules": [
        {"integration": "freezers", "kind": "temperature", "priority": "low", "alerts": 40,
         "pages": 44, "accepted": 9, "declined": 3, "endedUnanswered": 25, "ended": 31,
         "endedUnpaged": 0, "notUseful": 12, "mayWait": True, "advisedHoldSeconds": 30,
         "holds": [{"seconds": 15, "removed": 12, "lost": 0},
                   {"seconds": 30, "removed": 21, "lost": 0},
                   {"seconds": 60, "removed": 26, "lost": 2},
                   {"seconds": 120, "removed": 29, "lost": 4}]},
        {"integration": "laboratory", "kind": "critical-result", "priority": "high",
         "alerts": 18, "pages": 21, "accepted": 17, "declined": 2, "endedUnanswered": 0,
         "ended": 0, "endedUnpaged": 0, "notUseful": 1, "mayWait": False, "holds": [],
         "advisedHoldSeconds": None}]}


def place(name, title, p95, undelivered, **more):
    hour = {"hour": 2, "pages": 9, "delivered": 9, "p50Seconds": 5, "p95Seconds": p95,
            "undelivered": 0}
    return dict({"name": name, "title": title, "ward": "", "pages": 60, "delivered": 58,
                 "p50Seconds": 5, "p95Seconds": p95, "undelivered": undelivered, "lost": 4,
                 "isDeadSpot": p95 > 10, "hours": [hour]}, **more)


FINDER = {
    "from": "2026-11-01", "until": "2026-11-29", "isWhole": True,
    "networks": [place("basement", "Radiologie, Keller", 25, 2, ward="RAD"),
                 place("", "", 10, 1), place("main", "Hauptgebäude", 5, 0)],
    "wards": [place("W7", "W7", 5, 0), place("", "", 5, 0)]}


class Week:
    """The windows of the story and its checks; a later check builds on earlier ones."""

    def __init__(self, gateway, windows):
        self.gateway = gateway
        self.windows = windows
        self.page = windows.open(DESKTOP, "light")
        Authenticator(self.page)
        self.asking = windows.open(PHONE, "light")
        self.taking = windows.open(PHONE, "dark", locale="de-DE")
        self.swap = None
        self.report = None

    def open(self, rota=ROTA):
        self.page.goto(f"{self.gateway.base}/account")
        self.page.goto(f"{self.gateway.base}/rotas{'#' + rota if rota else ''}")
        self.page.wait_for_selector(f"[data-screen={'rota' if rota else 'rotas'}]")

    def revision(self):
        newest = self.page.locator(".history [data-revision]").first
        return int(newest.get_attribute("data-revision"))

    def save(self, reason, acceptance=None):
        """Saves what the preview shows, as the next revision."""
        before = self.revision()
        self.page.wait_for_selector(".preview")
        if self.page.locator("#field-reason").count():
            self.page.fill("#field-reason", reason)
        if acceptance:
            self.page.fill("#field-acceptance", acceptance)
        self.page.click("[data-key=save]")
        self.page.wait_for_selector(f".history [data-revision='{before + 1}']")

    # Steps

    def builds_a_rota(self):
        """a rota of one is made in a form, and becomes one of two, each seen before"""
        self.gateway.add("rota.kite", "Kite Rota", "rota-manager")
        enter(self.page, self.gateway.invitation("rota.kite"))
        for window, person in ((self.asking, ASKER), (self.taking, TAKER)):
            enrol(window, self.gateway.link(person), "Phone")
        self.open(None)
        self.page.click("[data-key=new-rota]")
        self.page.fill("#field-title", "Night cover")
        expect(self.page.input_value("#field-id") == ROTA, "no short name is suggested")
        self.page.fill("#layer-name", "weeks")
        self.page.select_option("#layer-who", ASKER)
        self.page.fill("#layer-count", "1")
        self.page.select_option("#layer-unit", "day")
        self.page.fill("#layer-start", "2026-01-05")
        self.windows.look(self.page, "new-rota", "[data-screen=new-rota]")
        self.page.click("[data-key=preview-layer]")
        self.page.wait_for_selector(".preview")
        self.windows.look(self.page, "new-rota-preview", ".preview")
        self.page.fill("#field-reason", "nights had no rota")
        self.page.click("[data-key=save]")
        self.page.wait_for_selector("[data-screen=rota] .history [data-revision='1']")
        self.page.click("[data-key=document]")
        self.page.fill("#field-document", FIRST.replace(f"[{ASKER}]", f"[{ASKER}, {TAKER}]"))
        self.page.click("[data-key=preview-text]")
        self.page.wait_for_selector(".preview")
        expect("gains" in self.page.locator(".preview").inner_text(), "nobody gains")
        self.save("two take turns")

    def covers_an_illness(self):
        """who is ill says so on their phone, and the manager names who comes instead"""
        show_duty(self.asking)
        self.asking.click(".mine-absence summary")
        end = self.asking.evaluate(
            "new Date(Date.now() + 2 * 86400000 - new Date().getTimezoneOffset() * 60000)"
            ".toISOString().slice(0, 16)")
        self.asking.fill("#field-absent-until", end)
        self.windows.look(self.asking, "absence-phone", ".mine-absence form")
        self.asking.click("[data-key=absent]")
        self.asking.locator(f".mine-absence [data-offer={ROTA}]").first.wait_for()
        self.open()
        self.page.locator(".rota-known", has_text="absent, offered to others").first.wait_for()
        self.page.locator("[data-key^=name-]").first.click()
        self.page.select_option("#field-who", "dr.brandt")
        self.page.fill("#field-reason", "cover of an illness")
        self.page.click("[data-key=preview]")
        self.save("cover of an illness")
        self.page.locator(".rota-known", has_text="Dr Jonas Brandt").first.wait_for()

    def asks_for_a_swap(self):
        """a phone asks a colleague for a shift, for one in return, and sees what it comes to"""
        show_duty(self.asking)
        turn = self.asking.locator(f".turn[data-rota={ROTA}]").last
        turn.evaluate("turn => turn.scrollIntoView()")
        self.windows.look(self.asking, "coming-phone", ".mine-coming")
        turn.locator("[data-key=swap]").click()
        self.asking.select_option("#swap-to", TAKER)
        back = self.asking.locator("#swap-returned option")
        until(lambda: back.count() > 3)
        self.asking.select_option("#swap-returned", index=back.count() - 1)
        self.asking.fill("#swap-words", "my sister marries")
        self.asking.locator(".swap-seen .note").first.wait_for()
        self.windows.look(self.asking, "swap-form-phone", ".swap-form")
        self.asking.click("[data-key=swap-go]")
        card = self.asking.locator(".swap[data-phase=asked]")
        card.wait_for()
        self.swap = card.get_attribute("data-swap")
        self.windows.look(self.asking, "swap-asked-phone", ".swap")

    def agrees(self):
        """the other phone agrees, in German; the rota waits for its manager all the same"""
        show_duty(self.taking)
        card = self.taking.locator(f"[data-swap='{self.swap}']")
        card.locator(".swap-words", has_text="my sister marries").wait_for(timeout=20000)
        self.windows.look(self.taking, "swap-got-phone-de", ".swap.offered")
        card.locator("[data-key^=accept-]").click()
        self.taking.locator(f"[data-swap='{self.swap}'][data-phase=consented]").wait_for()

    def approves(self):
        """the manager sees both, approves, and the rota has it in one revision"""
        self.open()
        before = self.revision()
        self.open(rota=None)
        card = self.page.locator(f"[data-swap='{self.swap}']")
        card.locator("[data-key^=approve-]").wait_for()
        self.windows.look(self.page, "swaps-desktop-light", ".swap-cards")
        card.locator("[data-key^=approve-]").click()
        self.page.locator(
            f"[data-swap='{self.swap}'][data-phase=agreed]").wait_for(state="attached")
        self.open()
        expect(self.revision() == before + 1, "it is not one revision")
        text = self.page.locator(".history").inner_text()
        expect(f"swap of {ASKER} with {TAKER}" in text, text)
        show_duty(self.asking)
        self.asking.locator(f"[data-swap='{self.swap}'][data-phase=agreed]").wait_for(
            timeout=20000)

    def accepts_a_gap(self):
        """time becomes uncovered only with a reason, which stays in the history"""
        self.page.select_option("#field-who", "")
        self.page.fill("#field-reason", "the ward is closed")
        self.page.click("[data-key=preview]")
        self.page.wait_for_selector(".preview .part.bad")
        self.save("the ward is closed", "patients are at the other site")
        expect("patients are at the other site" in self.page.locator(".history").inner_text(),
               "the acceptance is not in the history")

    def rehearses(self):
        """who would be paged on Sunday at three, and why"""
        self.page.goto(f"{self.gateway.base}/policies")
        self.page.wait_for_selector("[data-screen=policies]")
        self.page.select_option("[data-key=field-kind]", "critical-result")
        self.page.fill("[data-key=field-ward]", "W4E")
        self.page.fill("[data-key=field-at]", "2026-12-06T03:00")
        self.page.click("[data-key=rehearse]")
        self.page.wait_for_selector(".answer .policy-line")
        expect("critical results" in self.page.locator(".answer").inner_text(), "no route")

    def undoes_it(self):
        """what was before the gap holds again, with the swap"""
        self.open()
        newest = self.revision()
        self.page.click(f"[data-key=undo-{newest - 1}]")
        self.save("opens after all")
        self.page.click("[data-key=document]")
        text = self.page.locator("#field-document").input_value()
        expect("swap agreed by" in text and "responders: nobody" not in text.split(
            "swap agreed by")[1], text)

    def works_elsewhere(self):
        """swaps on a tablet and a phone, light and dark, in French and German"""
        page = self.page
        for kind, scheme, language, name in (
                (TABLET, "dark", "fr", "tablet-dark-fr"), (PHONE, "light", "de", "phone-light-de")):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size(kind["viewport"])
            page.evaluate(f"localStorage.setItem('tocsin-language', '{language}')")
            self.open(rota=None)
            page.click(".swap-list summary")
            page.locator(".swap-cards .swap").first.wait_for()
            self.windows.look(page, f"swaps-{name}")
        show_duty(self.taking)
        self.taking.locator(".turn").first.locator("[data-key=swap]").click()
        self.taking.select_option("#swap-to", ASKER)
        self.taking.locator(".swap-seen .note").first.wait_for()
        self.windows.look(self.taking, "swap-form-phone-dark-de", ".swap-form")

    def reads_the_clocks(self):
        """the three clocks of pages stand in the reports, row by row, in the reader's language"""
        page = self.page
        page.set_viewport_size(DESKTOP["viewport"])
        page.evaluate("localStorage.setItem('tocsin-language', 'de')")
        self.open(rota=None)
        clock = {"pages": 9, "p50Seconds": 5, "p90Seconds": 45}
        figures = {
            "alerts": 9, "acknowledged": 9, "escalated": 1, "wrongPerson": 0, "unanswered": 0,
            "pages": 12, "p50Seconds": 30, "p90Seconds": 60, "times": [{"upTo": 30, "count": 9}],
            "clocks": {name: clock for name in ("attempted", "delivered", "answered")}}
        row = dict(figures, key="ward", title="Team Nord", pagesPerHour=0.01, uncoveredMinutes=0)
        self.report = {"from": "2026-11-01", "until": "2026-11-29", "by": "team", "rows": [row],
                  "total": figures, "isWithheld": False, "isWhole": True, "noise": LEDGER,
                  "arrivals": FINDER}
        self.show_reports()
        text = page.inner_text("[data-part=clocks]").replace("\u00a0", " ")
        for part in ("Die drei Uhren eines Rufs", "Bis zu einem Gerät", "Team Nord", "45 s"):
            expect(part in text, f"{part!r} is not in {text!r}")
        self.windows.look(page, "report-clocks-desktop-de")

    def show_reports(self):
        """Draws the reports that this story keeps, in the place of those of the gateway."""
        self.page.evaluate("""async (report) => {
          const real = window.fetch;
          window.fetch = async (target) => new Response(
            JSON.stringify(report[/reports[/](noise|arrivals)/.exec(target)?.[1]] ?? report),
            { headers: { "Content-Type": "application/json" } });
          history.replaceState(null, "", "/reports");
          const { showReports } = await import("/web/reports/reports.js");
          await showReports(document.querySelector("main"), {});
          window.fetch = real;
        }""", self.report)

    def reads_the_noise(self):
        """what each rule asked of people, and which hold is advised and which would lose one"""
        noise = self.page.locator("[data-part=noise]")
        text = noise.inner_text().replace("\u00a0", " ")
        for part in ("temperature · freezers · Niedrig", "9 von 40 Alarmen angenommen",
                     "30 s zu warten hätte 21 von 40 Alarmen erspart",
                     "Wartet nie: Notfall und hoch rufen sofort.",
                     "60 s: 26, davon 2 angenommen"):
            expect(part in text, f"{part!r} is not in {text!r}")
        advised = [one.get_attribute("data-advised") for one in noise.locator("li").all()]
        expect(advised == ["30", "none"], f"{advised}")
        expect(noise.locator(".hold.lost").count() == 2, "a hold that loses one is not marked")

    def finds_the_dead_spots(self):
        """networks where pages arrive late are named first, and marked in words"""
        part = self.page.locator("[data-part=arrivals]")
        text = part.inner_text().replace("\u00a0", " ")
        for words in ("1 Funkloch gefunden.", "Radiologie, Keller · RAD", "Andere Netze", "25 s",
                      "3,3 % · 2"):
            expect(words in text, f"{words!r} is not in {text!r}")
        dead = part.locator("tr[data-dead=yes]")
        expect(dead.count() == 1 and "Funkloch" in dead.inner_text(), "it is not marked")
        for kind, scheme, language, name in (
                (PHONE, "dark", "fr", "reports-phone-dark-fr"),
                (DESKTOP, "light", "en", "reports-desktop-light-en")):
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self.page.set_viewport_size(kind["viewport"])
            self.page.evaluate(f"localStorage.setItem('tocsin-language', '{language}')")
            self.open(rota=None)
            self.show_reports()
            self.windows.look(self.page, name)

    def ran_clean(self):
        """no script error, and nothing that the content security policy had to stop"""
        expect(not self.windows.faults, "; ".join(self.windows.faults))


STEPS = [
    Week.builds_a_rota, Week.covers_an_illness, Week.asks_for_a_swap, Week.agrees, Week.approves,
    Week.accepts_a_gap, Week.rehearses, Week.undoes_it, Week.works_elsewhere, Week.reads_the_clocks,
    Week.reads_the_noise, Week.finds_the_dead_spots, Week.ran_clean,
]


if __name__ == "__main__":
    perform(Gateway(is_named=True), Week, STEPS, set(STEPS[:5]))
