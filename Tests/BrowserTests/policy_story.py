#!/usr/bin/env python3
# Tocsin — BrowserTests: who would be paged, in real Chromium
# SPDX-License-Identifier: Apache-2.0
"""A manager reads policies as timelines, and asks who would be paged on Sunday at three.

Usage: policy_story.py [--screens [DIR]]   (--screens writes pictures)
The program is TOCSIN_BINARY, else TOCSIN, else .build/debug/tocsin. Ends with `N passed, N failed`.
"""

import os

from browsers import PHONE, Authenticator, enrol, enter
from gateway import ROOT, Gateway
from staging import perform
from telling import expect

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
TABLET = {"viewport": {"width": 834, "height": 1112}}
REGISTRARS = ("dr.amsel", "dr.brandt")
WHY = {"en": "on call for", "de": "Dienst bis", "fr": "de garde jusqu"}
TITLES = {"en": "Policies", "de": "Regelungen", "fr": "Procédures"}


class Reading:
    """The windows of the story and its checks; a later check builds on earlier ones."""

    def __init__(self, gateway, windows):
        self.gateway = gateway
        self.windows = windows
        self.page = windows.open(DESKTOP, "light")
        Authenticator(self.page)

    def open(self, name=""):
        self.page.goto(f"{self.gateway.base}/account")
        self.page.goto(f"{self.gateway.base}/policies{'#' + name if name else ''}")
        self.page.wait_for_selector(f"[data-screen={'policy' if name else 'policies'}]")

    def ask(self, **facts):
        for name, value in facts.items():
            field = f"[data-key=field-{name}]"
            if name in ("kind", "priority", "integration"):
                self.page.select_option(field, value)
            else:
                self.page.fill(field, value)
        self.page.locator(".answer").evaluate("place => place.replaceChildren()")
        self.page.click("[data-key=rehearse]")
        self.page.wait_for_selector(".answer .policy-line")

    # Steps

    def reads_the_list(self):
        """a manager sees every policy, for what it is, and whom it asks first"""
        self.gateway.add("rota.kite", "Kite Rota", "rota-manager")
        enter(self.page, self.gateway.invitation("rota.kite"))
        self.page.click("[data-key='nav-/policies']")
        self.page.wait_for_selector("[data-screen=policies]")
        job = self.page.locator("[data-policy=ward-job]").inner_text()
        expect("Medium, Low" in job and "First: Dr" in job, job)
        rest = self.page.locator("[data-policy=catch-all]").inner_text()
        expect("everything else" in rest, rest)

    def asks_about_a_sunday(self):
        """kind, ward, day and hour give the route with its reason, and who is paged when"""
        self.ask(kind="critical-result", ward="W4E", at="2026-12-06T03:00")
        answer = self.page.locator(".answer").inner_text()
        for part in ("critical results", "because the kind is critical-result",
                     "routes passed over", "Without a device", "until a person answers"):
            expect(part in answer, answer)
        last = self.page.locator(".answer .last")
        expect(last.get_attribute("data-paged") == "switchboard", "the fallback is not the last")
        self.page.click(".answer summary")
        over = self.page.locator(".passed-over").inner_text()
        expect("the ward is W4E, not DEMO" in over, over)
        self.windows.look(self.page, "policies-desktop-light")

    def asks_about_a_result(self):
        """"Sunday 03:00, ward 4, potassium 7.1": the mapping reads it, and who is paged and why"""
        for person in REGISTRARS:
            window = self.windows.open(DESKTOP, "light")
            enrol(window, self.gateway.link(person), "Phone")
            window.close()
        self.ask(integration="laboratory", ward="W4E", at="2026-12-06T03:00", test="Potassium",
                 value="7.1", unit="mmol/L", flag="HH")
        answer = self.page.locator(".answer").inner_text()
        for part in ("High: Potassium", "7.1 mmol/L", "because the kind is critical-result",
                     "on call for Medicine registrar until", "last resort of the policy"):
            expect(part.lower() in answer.lower(), answer)
        self.windows.look(self.page, "policies-result-desktop-light")
        self.page.fill("[data-key=field-flag]", "")
        self.page.click("[data-key=rehearse]")
        self.page.locator(".note.bad", has_text="nobody would be paged").wait_for()
        for name in ("test", "value", "unit"):
            self.page.fill(f"[data-key=field-{name}]", "")

    def asks_about_a_change(self):
        """another kind takes another route, of another priority"""
        self.ask(kind="theatre-schedule", priority="low", at="2026-12-07T11:00", integration="")
        answer = self.page.locator(".answer").inner_text()
        expect("Change of the theatre schedule" in answer, answer)

    def reads_a_policy(self):
        """a policy is a timeline with hours, waits, names, and the fallback at its end"""
        self.open("consult")
        text = self.page.locator("[data-screen=policy]").inner_text()
        for part in ("Who acknowledged the last alert like it", "Mon-Fri but holidays 07:00-20:00",
                     "Fallback", "Switchboard", "no device"):
            expect(part in text, text)
        self.windows.look(self.page, "policy-desktop-light")
        self.open("crash-call")
        self.windows.look(self.page, "policy-team-desktop-light")
        self.open("ward-job")
        text = self.page.locator(".policy-line").inner_text()
        expect("Low after" in text, text)

    def replays_the_past(self):
        """another text of a policy is played over the past; what is no policy is refused"""
        self.open("critical-result")
        self.page.click("[data-key=edited-policy]")
        self.page.fill("#field-policy-text", "title: Nothing")
        self.page.click("[data-key=hindsight]")
        self.page.wait_for_selector(".hindsight .note.bad span")
        with open(os.path.join(ROOT, "Escalations/policies/critical-result.yaml"),
                  encoding="utf-8") as file:
            self.page.fill("#field-policy-text", file.read())
        self.page.click("[data-key=hindsight]")
        self.page.wait_for_selector(".hindsight-answer")
        text = self.page.locator(".hindsight-answer").inner_text()
        expect("of the last 90 days" in text and "Assumed" in text, text)
        self.windows.look(self.page, "policy-hindsight-desktop-light")

    def works_elsewhere(self):
        """a phone in the dark and a tablet, in three languages"""
        page = self.page
        for kind, scheme, name in (
                (PHONE, "dark", "phone-dark"), (TABLET, "light", "tablet-light")):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size(kind["viewport"])
            for language, title in TITLES.items():
                page.evaluate(f"localStorage.setItem('tocsin-language', '{language}')")
                self.open()
                page.locator("h1", has_text=title).wait_for()
                self.ask(integration="laboratory", ward="W4E", at="2026-12-06T03:00",
                         test="Potassium", value="7.1", flag="HH")
                why = page.locator(".answer .why").first.text_content()
                expect(WHY[language] in why, why)
                self.windows.look(page, f"policies-{name}-{language}")
                self.open("consult")
                self.windows.look(page, f"policy-{name}-{language}")

    def ran_clean(self):
        """no script error, and nothing that the content security policy had to stop"""
        expect(not self.windows.faults, "; ".join(self.windows.faults))


STEPS = [
    Reading.reads_the_list, Reading.asks_about_a_sunday, Reading.asks_about_a_result,
    Reading.asks_about_a_change, Reading.reads_a_policy, Reading.replays_the_past,
    Reading.works_elsewhere, Reading.ran_clean,
]


if __name__ == "__main__":
    perform(Gateway(is_named=True), Reading, STEPS, {Reading.reads_the_list})
