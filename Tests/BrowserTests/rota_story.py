#!/usr/bin/env python3
# Tocsin — BrowserTests: a manager's week with rotas, in real Chromium
# SPDX-License-Identifier: Apache-2.0
"""A gap is seen, an illness covered, a gap accepted with a reason, and a change undone.

Usage: rota_story.py [--screens [DIR]]   (--screens writes pictures)
The program is TOCSIN_BINARY, else TOCSIN, else .build/debug/tocsin. Ends with `N passed, N failed`.
"""

import os

from browsers import PHONE, Authenticator, enter
from gateway import ROOT, Gateway
from staging import perform
from telling import expect

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
TABLET = {"viewport": {"width": 834, "height": 1112}}
NURSES = os.path.join(ROOT, "Escalations/rotas/outreach-nurse.yaml")
ROTA = "medicine-registrar"
TITLES = {"en": "Rotas", "de": "Dienste", "fr": "Tours de garde"}


class Week:
    """The windows of the story and its checks; a later check builds on earlier ones."""

    def __init__(self, gateway, windows):
        self.gateway = gateway
        self.windows = windows
        self.page = windows.open(DESKTOP, "light")
        Authenticator(self.page)
        self.other = windows.open(DESKTOP, "light")
        Authenticator(self.other)

    def invite(self, window, person, name):
        self.gateway.add(person, name, "rota-manager")
        enter(window, self.gateway.invitation(person))

    def open(self, window, rota=ROTA):
        window.goto(f"{self.gateway.base}/account")
        window.goto(f"{self.gateway.base}/rotas#{rota}")
        window.wait_for_selector("[data-screen=rota]")

    def revision(self, window):
        return int(window.locator(".history [data-revision]").first.get_attribute("data-revision"))

    def saved(self, window, revision):
        window.wait_for_selector(f".history [data-revision='{revision}']")

    # Steps

    def sees_a_gap(self):
        """the list says which rota is not covered, first, with a sign and a time"""
        with open(NURSES, encoding="utf-8") as file:
            text = file.read()
        days = "[mon, tue, wed, thu, fri, sat]"
        nights = f"      - {{ days: {days}, from: \"19:00\", until: \"07:00\" }}\n"
        text = text.replace("  - name: days\n", f"    only:\n{nights}  - name: days\n")
        folder = os.path.join(self.gateway.folder.name, "Escalations/rotas")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "outreach-nurse.yaml"), "w", encoding="utf-8") as file:
            file.write(text)
        self.gateway.run(
            "import", "--data", self.gateway.data, os.path.join(folder, "outreach-nurse.yaml"))
        self.invite(self.page, "rota.kite", "Kite Rota")
        self.page.click("[data-key='nav-/rotas']")
        self.page.wait_for_selector("[data-screen=rotas]")
        first = self.page.locator("[data-rota]").first
        expect(first.get_attribute("data-rota") == "outreach-nurse", "the gap does not come first")
        expect("Uncovered" in first.inner_text(), first.inner_text())
        self.windows.look(self.page, "rotas-desktop-light")
        self.page.click("[data-key=rota-outreach-nurse]")
        self.page.wait_for_selector(".weeks .gap")
        expect(self.page.locator(".weeks .gap").first.inner_text().strip() == "1 missing",
               "a gap has no word")
        self.windows.look(self.page, "rota-gap-desktop-light")

    def looks_at_more_and_less(self):
        """week, five weeks and quarter show layers, the final line and where one is"""
        self.open(self.page)
        for mode, weeks in (("week", 1), ("month", 5), ("quarter", 13)):
            self.page.click(f"[data-key=mode-{mode}]")
            self.page.wait_for_selector(f".weeks.by-{mode}")
            expect(self.page.locator(".week").count() == weeks, f"{mode} has other weeks")
            self.windows.look(self.page, f"rota-{mode}-desktop-light")
        self.page.click("[data-key=mode-week]")
        self.page.wait_for_selector(".weeks.by-week")
        lanes = self.page.locator(".lane-name").all_inner_texts()
        expect("weekend days" in lanes and "On call" in lanes, str(lanes))

    def covers_an_illness(self):
        """by keyboard: a shift, another person, a reason, the preview, and it holds"""
        page = self.page
        page.click("[data-key=later]")
        page.wait_for_function("() => !document.querySelector('.now-line')")
        before = self.revision(page)
        page.locator(".final button.bar").first.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Enter")
        focused = page.evaluate("document.activeElement.id")
        expect(focused == "field-who", f"the form has no focus, {focused} has")
        page.select_option("#field-who", "dr.corvin")
        page.fill("#field-reason", "cover of an illness")
        page.keyboard.press("Enter")
        page.wait_for_selector(".preview")
        text = page.locator(".preview").inner_text()
        for part in ("gains", "loses", "has no device now", "Nothing is saved yet"):
            expect(part in text, text)
        expect(page.evaluate("document.activeElement.className").endswith("preview"),
               "the preview has no focus")
        self.windows.look(page, "rota-preview-desktop-light")
        page.click("[data-key=save]")
        self.saved(page, before + 1)
        page.wait_for_selector(".final .by-override")
        expect("Revision" in page.locator(".note.good").inner_text(), "nothing is said")
        self.windows.look(page, "rota-covered-desktop-light")

    def draws_a_stretch(self):
        """a stretch that is drawn in the calendar stands in the form"""
        page = self.page
        box = page.locator(".final .lane-track").bounding_box()
        page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.45, box["y"] + 20, steps=6)
        page.mouse.up()
        page.wait_for_selector("#field-who")
        values = [page.input_value(f"#field-{name}") for name in ("from", "until")]
        expect(values[0] < values[1] and values[0].endswith(":00"), str(values))

    def accepts_a_gap(self):
        """time becomes uncovered only with a reason, which stays in the history"""
        page = self.page
        before = self.revision(page)
        page.select_option("#field-who", "")
        page.fill("#field-reason", "the ward is closed")
        page.click("[data-key=preview]")
        page.wait_for_selector(".preview .part.bad")
        self.windows.look(page, "rota-uncovered-desktop-light")
        page.fill("#field-acceptance", "patients are at the other site")
        page.click("[data-key=save]")
        self.saved(page, before + 1)
        page.wait_for_selector(".final .gap")
        expect("patients are at the other site" in page.locator(".history").inner_text(),
               "the acceptance is not in the history")

    def undoes_it(self):
        """an earlier revision holds again, byte for byte"""
        page = self.page
        newest = self.revision(page)
        former = page.locator("#field-document").input_value()
        page.click(f"[data-key=undo-{newest - 1}]")
        page.wait_for_selector(".preview")
        page.fill("#field-reason", "opens after all")
        page.click("[data-key=save]")
        self.saved(page, newest + 1)
        expect(page.locator(".final .gap").count() == 0, "the gap is still there")
        expect(page.locator("#field-document").input_value() != former, "the text is the same")

    def replays_the_past(self):
        """a change that is not saved is played over the alerts of the last 90 days"""
        page = self.page
        page.fill("#field-reason", "to be looked at")
        page.click("[data-key=preview]")
        page.wait_for_selector(".preview")
        page.click("[data-key=hindsight]")
        page.wait_for_selector(".hindsight-answer")
        text = page.locator(".hindsight-answer").inner_text()
        expect("of the last 90 days" in text and "Assumed" in text, text)
        self.windows.look(page, "rota-hindsight-desktop-light")
        page.click("[data-key=give-up]")
        page.wait_for_selector("#field-who")

    def changes_a_layer(self):
        """a form says who takes turns in which order; it is seen, saved and undone"""
        page = self.page
        before = self.revision(page)
        former = page.locator("#field-document").input_value()
        page.click("[data-key=layer-form]")
        page.select_option("#layer-which", "weeks")
        page.select_option("#layer-who", "dr.corvin")
        page.locator("[data-key=turn-up-2]").press("Enter")
        focused = page.evaluate("document.activeElement.dataset.key")
        expect(focused == "turn-up-1", f"the moved person has no focus, {focused} has")
        members = page.locator(".turn-list li").evaluate_all(
            "(all) => all.map((one) => one.dataset.member)")
        expect(members[1] == "dr.corvin" and len(members) == 3, str(members))
        self.windows.look(page, "rota-layer-desktop-light")
        page.click("[data-key=preview-layer]")
        page.wait_for_selector(".preview")
        expect("gains" in page.locator(".preview").inner_text(), "nobody gains")
        page.fill("#field-reason", "a third registrar")
        if page.locator("#field-acceptance").count() > 0:
            page.fill("#field-acceptance", "not in this story")
        page.click("[data-key=save]")
        self.saved(page, before + 1)
        text = page.locator("#field-document").input_value()
        expect("dr.corvin" in text and "turn: 1 week" in text, text)
        page.click(f"[data-key=undo-{before}]")
        page.wait_for_selector(".preview")
        page.fill("#field-reason", "two are enough")
        page.click("[data-key=save]")
        self.saved(page, before + 2)
        expect(page.locator("#field-document").input_value() == former, "it is not as before")

    def links_a_calendar(self):
        """a secret link is made, shown once, and ended"""
        page = self.page
        page.click("[data-key=links]")
        page.click("[data-key=make-link]")
        page.wait_for_selector("#field-link")
        address = page.input_value("#field-link")
        answer = page.request.get(address)
        expect(answer.status == 200 and "BEGIN:VCALENDAR" in answer.text(), address)
        self.windows.look(page, "rota-link-desktop-light")
        page.locator("[data-key^=end-]").first.click()
        page.locator("[data-link]").first.wait_for(state="detached")
        expect(page.request.get(address).status == 404, "an ended link still shows it")

    def meets_another_manager(self):
        """two at once: other parts hold both, the same part shows both and loses neither"""
        self.invite(self.other, "rota.owl", "Owl Rota")
        self.open(self.other)
        self.open(self.page)
        before = self.revision(self.page)
        for window in (self.page, self.other):
            window.select_option("#field-who", "dr.dorn")
            window.fill("#field-reason", "takes it over")
            window.click("[data-key=preview]")
            window.wait_for_selector(".preview")
        self.page.click("[data-key=save]")
        self.saved(self.page, before + 1)
        self.other.click("[data-key=save]")
        self.other.wait_for_selector(".preview .part.bad")
        expect("rota.kite" in self.other.locator(".preview").inner_text(), "not said by whom")
        expect(self.other.locator("[data-key=save]").count() == 0, "it can still be saved")
        self.windows.look(self.other, "rota-conflict-desktop-light")
        self.other.click("[data-key=give-up]")
        self.saved(self.other, before + 1)
        self.other.locator("[data-key^=remove-]").first.click()
        self.other.wait_for_selector(".preview")

    def cannot_come(self):
        """who cannot come offers what they hold, and takes it back"""
        window = self.windows.open(PHONE, "light")
        Authenticator(window)
        enter(window, self.gateway.invitation("dr.brandt"))
        window.goto(f"{self.gateway.base}/account")
        window.wait_for_selector(".duties")
        end = window.evaluate("new Date(Date.now() + 9 * 86400000).toISOString().slice(0, 16)")
        window.fill("#field-absent-until", end)
        window.click("[data-key=absent]")
        window.locator("[data-offer=medicine-registrar]").first.wait_for()
        self.windows.look(window, "duties-phone-light")
        self.open(self.page)
        offered = self.page.locator(".rota-known", has_text="absent, offered to others")
        offered.first.wait_for()
        self.windows.look(self.page, "rota-offered-desktop-light")
        before = self.revision(self.page)
        self.page.locator("[data-key^=name-]").first.click()
        self.page.select_option("#field-who", "dr.corvin")
        self.page.fill("#field-reason", "named by the manager")
        self.page.click("[data-key=preview]")
        self.page.wait_for_selector(".preview")
        self.page.click("[data-key=save]")
        self.saved(self.page, before + 1)
        self.page.locator(".rota-known", has_text="instead of Dr Jonas Brandt").first.wait_for()
        window.reload()
        window.wait_for_selector(".duties [data-offer]")
        while window.locator("[data-key^=withdraw-]").count() > 0:
            count = window.locator("[data-key^=withdraw-]").count()
            window.locator("[data-key^=withdraw-]").first.click()
            window.wait_for_function(
                f"() => document.querySelectorAll('[data-key^=withdraw-]').length < {count}")

    def works_elsewhere(self):
        """a phone in the dark and a tablet, in three languages"""
        page = self.page
        for kind, scheme, name in (
                (PHONE, "dark", "phone-dark"), (TABLET, "light", "tablet-light")):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size(kind["viewport"])
            for language, title in TITLES.items():
                page.evaluate(f"localStorage.setItem('tocsin-language', '{language}')")
                page.goto(f"{self.gateway.base}/account")
                page.goto(f"{self.gateway.base}/rotas")
                page.wait_for_selector("[data-screen=rotas]")
                page.locator("h1", has_text=title).wait_for()
                self.windows.look(page, f"rotas-{name}-{language}")
                self.open(page, "outreach-nurse")
                self.windows.look(page, f"rota-{name}-{language}")
                page.select_option("#field-who", "")
                page.fill("#field-reason", "the ward is closed")
                page.click("[data-key=preview]")
                page.wait_for_selector(".preview")
                self.windows.look(page, f"rota-preview-{name}-{language}")
                self.open(page)
                if page.locator(".weeks.by-month").count() == 0:
                    page.click("[data-key=mode-month]")
                    page.wait_for_selector(".weeks.by-month")
                page.click("[data-key=layer-form]")
                page.click("[data-key=links]")
                page.wait_for_selector("[data-key=make-link]")
                self.windows.look(page, f"rota-month-{name}-{language}")

    def ran_clean(self):
        """no script error, and nothing that the content security policy had to stop"""
        expect(not self.windows.faults, "; ".join(self.windows.faults))


STEPS = [
    Week.sees_a_gap, Week.looks_at_more_and_less, Week.covers_an_illness, Week.draws_a_stretch,
    Week.accepts_a_gap, Week.undoes_it, Week.replays_the_past, Week.changes_a_layer,
    Week.links_a_calendar, Week.meets_another_manager, Week.cannot_come, Week.works_elsewhere,
    Week.ran_clean,
]


if __name__ == "__main__":
    perform(Gateway(is_named=True), Week, STEPS, {Week.sees_a_gap})
