#!/usr/bin/env python3
# Tocsin — BrowserTests: the switchboard in real Chromium against the real program
# SPDX-License-Identifier: Apache-2.0
"""An operator calls a crash team by keyboard and by touch, watches the roll, and steers it.

Usage: switchboard_story.py [--screens [DIR]]   (--screens writes pictures)
The program is TOCSIN_BINARY, else TOCSIN, else .build/debug/tocsin. Ends with `N passed, N failed`.
"""

import json
import time

from browsers import DESKTOP, PHONE, Authenticator, enrol, enter
from gateway import Gateway
from staging import perform
from telling import expect, until

WIDE = {"viewport": {"width": 1440, "height": 900}}
OPERATOR, CALLER, WARD = "sam.specht", "carla.star", "W7"
TEAM = ["dr.amsel", "dr.brandt", "dr.elster", "nurse.ibis", "nurse.jaeger"]
PLACE = "Ward 7, room 12, bed 3"
SAID_AWAY = {"en": "The gateway is not reached", "de": "Tocsin ist nicht erreichbar",
             "fr": "Tocsin est injoignable"}
OPEN_ROLL = "article[data-alert]:not([data-phase=resolved])"


class Desk:
    """The windows of the story and its checks; a later check builds on earlier ones."""

    def __init__(self, gateway, windows):
        self.gateway = gateway
        self.windows = windows
        self.desk = windows.open(WIDE, "light")
        Authenticator(self.desk)
        self.ward = windows.open(PHONE, "light")
        Authenticator(self.ward)
        self.phones = {}

    # The people

    def comes_in(self):
        """an operator signs in and begins at the switchboard, the keyboard ready"""
        self.invite(OPERATOR, "Sam Specht", "switchboard", self.desk)
        focus = self.desk.evaluate("document.activeElement.name")
        expect(focus == "find", f"{focus!r} has the focus")
        self.desk.locator("h2", has_text="No call is open").wait_for()
        self.look(self.desk, "switchboard-desktop-light")

    def says_that_sound_is_off(self):
        """the screen says that sound needs one click or key, until there was one"""
        self.desk.reload()
        self.desk.wait_for_selector("[data-banner=sound]")
        self.desk.click("[data-key=sound-on]")
        self.desk.wait_for_selector("[data-banner=sound]", state="detached")

    def enrols_the_team(self):
        """the crash team has devices"""
        for person in TEAM:
            self.phones[person] = self.windows.open(DESKTOP, "light")
            enrol(self.phones[person], self.gateway.link(person), person)

    # A crash call

    def calls_by_keyboard(self):
        """a crash call is typed: what, Enter, where, Enter"""
        page = self.desk
        page.focus("[data-key=find-call]")
        page.keyboard.type("cra")
        page.keyboard.press("Enter")
        page.wait_for_selector(".call-form")
        expect(page.locator(".call-form .field").count() == 1, "it asks more than the place")
        page.keyboard.type(PLACE)
        self.look(page, "switchboard-form-desktop-light")
        page.focus("[name=place]")
        page.keyboard.press("Enter")
        page.wait_for_selector(OPEN_ROLL)
        text = page.inner_text(OPEN_ROLL)
        for part in ("Crash call", PLACE, "Leader", "Airway", "Nurse", "Waiting for Dr Ewa Elster",
                     "3 answers missing", "then Switchboard", "4321"):
            expect(part in text, f"{part!r} is not in {text!r}")
        self.delivered("airway")
        self.look(page, "switchboard-roll-desktop-light")

    def counts_down(self):
        """each role counts down to the next person"""
        clock = self.desk.locator("[data-role=airway] [data-until]")
        first = clock.inner_text()
        self.desk.wait_for_timeout(1200)
        expect(first != clock.inner_text(), f"{first} stands still")
        expect(first.startswith("0:"), first)

    def rings_for_what_nears_the_last_resort(self):
        """a role whose next is the last resort is in the loud queue, in words and with sound"""
        self.desk.locator(".queue h2", has_text="Needs you (1)").wait_for()
        self.desk.wait_for_selector(".queue [data-role=airway]")

    def sees_an_answer(self):
        """an answer on a device is on the roll within a second or so"""
        phone = self.phones["dr.elster"]
        phone.locator(".row").first.click()
        phone.click("[data-key=accept]")
        role = self.desk.locator("[data-role=airway]")
        role.locator(".role-words", has_text="Dr Ewa Elster is coming").wait_for()
        self.desk.locator(".roll-sum", has_text="2 answers missing").wait_for()

    def rings_who_asks_to_be_called(self):
        """who answers "call me" is in the loud queue until somebody says that it was done"""
        phone = self.phones["dr.elster"]
        phone.click("[data-key=call-me]")
        phone.wait_for_selector("[data-call=taken]")
        phone.wait_for_selector("[data-key=give-back]")
        asking = self.desk.locator(".queue [data-call-me='dr.elster']")
        asking.locator(".role-words", has_text="Dr Ewa Elster asks to be called").wait_for()
        self.look(self.desk, "switchboard-call-me-desktop-light")
        self.looks_like_a_phone(phone, "page-call-me-phone-light")
        asking.locator("[data-act=rung]").click()
        asking.wait_for(state="detached")

    def sees_who_has_arrived(self):
        """who says "I am there" is there on the roll as well"""
        phone = self.phones["dr.elster"]
        phone.click("[data-key=arrived]")
        phone.wait_for_selector("[data-outcome=There]")
        role = self.desk.locator("[data-role=airway]")
        role.locator(".role-words", has_text="Dr Ewa Elster is there").wait_for()

    def calls_the_next_now(self):
        """call next now passes the step at once"""
        self.press("callNext", "leader")
        self.desk.locator("[data-role=leader] [data-person='dr.dorn'],"
                          "[data-role=leader][data-phase=exhausted]").first.wait_for()

    def takes_an_answer_by_telephone(self):
        """an answer by telephone is marked as one"""
        person = self.desk.locator("[data-role=leader] [data-person]").first
        name = person.locator(".paged-name").inner_text()
        self.press("byTelephone", "leader")
        self.look(self.desk, "switchboard-telephone-desktop-light", "dialog[open]")
        self.desk.select_option("[name=responder]", label=name)
        self.desk.check("[data-key=act-heard]")
        self.desk.click("[data-key=dialog-go]")
        role = self.desk.locator("[data-role=leader]")
        role.locator(".role-words", has_text=f"{name} is coming").wait_for()
        role.locator(".role-mark", has_text=f"by telephone, heard by {OPERATOR}").wait_for()

    def reassigns(self):
        """a role is given to who is on call on a rota"""
        self.press("reassign", "nurse")
        self.desk.wait_for_selector("dialog [name=to]")
        self.look(self.desk, "switchboard-reassign-desktop-light", "dialog[open]")
        self.desk.select_option("[name=to]", "rota medicine-registrar")
        self.desk.click("[data-key=dialog-go]")
        role = self.desk.locator("[data-role=nurse]")
        role.locator("[data-person='dr.amsel'], [data-person='dr.brandt']").first.wait_for()

    def corrects_the_place(self):
        """a corrected place pages everyone again"""
        self.desk.click("[data-act=correct]")
        self.desk.fill("dialog [name=place]", "Ward 7, room 14, bed 1")
        self.look(self.desk, "switchboard-correct-desktop-light", "dialog[open]")
        self.desk.click("[data-key=dialog-go]")
        self.desk.locator(".roll-place", has_text="room 14").wait_for()
        self.phones["dr.elster"].locator("article, .row", has_text="room 14").first.wait_for()

    def stands_down(self):
        """a stand-down reaches everyone, and the roll says so"""
        self.desk.click("[data-act=standDown]")
        self.look(self.desk, "switchboard-stand-down-desktop-light", "dialog[open]")
        self.desk.click("[data-key=dialog-go]")
        self.desk.locator(".roll-sum", has_text="Stood down").wait_for()
        self.desk.locator("h2", has_text="Nothing needs you").wait_for()
        for phone in self.phones.values():
            phone.wait_for_selector("body[data-ringing=no]")
        phone = self.phones["dr.elster"]
        phone.locator(".row", has_text="room 14").first.click()
        phone.locator(".outcome", has_text="Stood down: nobody has to come any more").wait_for()
        expect("Sam Specht said so." in phone.inner_text(".outcome"), phone.inner_text(".outcome"))
        self.looks_like_a_phone(phone, "page-stood-down-phone-light")
        self.look(self.desk, "switchboard-over-desktop-light")

    def sees_when_somebody_comes(self):
        """"coming in 10 minutes" takes a page in one tap, and the board says until when"""
        self.gateway.report(ward="W4E")
        phones = [self.phones[one] for one in ("dr.amsel", "dr.brandt")]
        until(lambda: any(one.locator(".row", has_text="Potassium").count() for one in phones))
        phone = next(one for one in phones if one.locator(".row", has_text="Potassium").count())
        phone.locator(".row", has_text="Potassium").first.click()
        self.looks_like_a_phone(phone, "page-coming-phone-light")
        phone.click("[data-key=coming-10]")
        phone.locator(".outcome.good", has_text="Coming in 10 minutes").wait_for()
        self.looks_like_a_phone(phone, "page-comes-phone-light")
        self.desk.click("[data-key='nav-/board']")
        row = self.desk.locator("[data-alert]", has_text="Ward W4E")
        row.locator(".row-due", has_text="Asked again at").wait_for()
        said = row.locator(".row-due").inner_text()
        expect(any(f"in {left}\u00a0min" in said for left in ("10", "9")), said)
        expect("Taken by" in row.inner_text(), row.inner_text())
        self.look(self.desk, "board-coming-desktop-light")
        self.desk.click("[data-key='nav-/switchboard']")
        self.desk.locator("h2", has_text="Nothing needs you").wait_for()

    # On a ward, by touch

    def calls_from_a_ward(self):
        """ward staff call with two taps and one field, and watch the same roll"""
        self.invite(CALLER, "Carla Star", f"caller|{WARD}", self.ward)
        self.look(self.ward, "switchboard-phone-light")
        self.ward.tap("[data-key=call-crash]")
        self.ward.fill("[name=place]", "Bed 3")
        self.look(self.ward, "switchboard-form-phone-light")
        self.ward.tap("[data-key=send-call]")
        self.ward.wait_for_selector(OPEN_ROLL)
        expect(self.ward.locator("[data-act=callNext]").count() == 0, "ward staff steer the call")
        self.look(self.ward, "switchboard-roll-phone-light")

    def calls_as_a_test(self):
        """a test says TEST and is in no queue"""
        self.ward.tap("[data-key=call-consult]")
        self.ward.fill("[name=place]", "Bed 9")
        self.ward.check("[data-key=call-test]")
        self.ward.tap("[data-key=send-call]")
        self.ward.locator(".test-strip", has_text="TEST").first.wait_for()

    def is_told_when_nothing_arrived(self):
        """a call that did not arrive says so, and is made once when it is sent again"""
        self.ward.tap("[data-key=call-urgent-review]")
        self.ward.fill("[name=place]", "Bed 5")
        self.ward.route("**/v1/calls", lambda route: (route.fetch(), route.abort())[1])
        self.ward.tap("[data-key=send-call]")
        self.ward.locator(".note.bad", has_text="NOT SENT").wait_for()
        self.look(self.ward, "switchboard-offline-phone-light")
        self.ward.unroute("**/v1/calls")
        self.ward.tap("[data-key=send-call]")
        self.ward.locator(".roll h3", has_text="Urgent review").wait_for()
        rows = [row for row in self.alerts() if row["kind"] == "urgent-review"]
        expect(len(rows) == 1, f"{len(rows)} alerts")

    # Languages and the dark

    def keeps_the_sheet(self):
        """the on-call sheet stays when the gateway is not reached, and its age is said loudly"""
        page = self.desk
        page.wait_for_selector(".on-call-sheet [data-key=sheet]")
        expect(page.locator("[data-banner=sheet]").count() == 0, "a fresh sheet is called old")
        page.context.set_offline(True)
        page.wait_for_selector("[data-banner=sheet]")
        text = page.locator(".on-call-sheet").inner_text()
        expect("The gateway is not reached" in text and "Medicine registrar" in text, text)
        expect(page.locator(".on-call-sheet details").get_attribute("open") is not None,
               "the sheet is closed")
        self.look(page, "switchboard-sheet-light")
        page.context.set_offline(False)
        page.locator("[data-banner=sheet]").wait_for(state="detached")

    def keeps_the_sheet_over_a_reload(self):
        """loaded anew while the gateway is gone, it has the sheet, and says its age loudly"""
        page = self.desk
        until(lambda: len(self.kept_paths()) > 50, "the screen is not kept")
        strange = [path for path in self.kept_paths()
                   if path != "/switchboard" and not path.startswith("/web/")]
        expect(not strange, f"also kept: {strange}")
        self.gateway.stop()
        for language, said in SAID_AWAY.items():
            page.evaluate(f"localStorage.setItem('tocsin-language', '{language}')")
            page.reload()
            page.wait_for_selector("[data-screen=kept-sheet] [data-banner=sheet]")
            text = page.locator(".on-call-sheet").inner_text()
            expect(said in text and "Medicine registrar" in text, text)
            self.look(page, f"switchboard-kept-light-{language}")
        page.set_viewport_size(PHONE["viewport"])
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        self.look(page, "switchboard-kept-phone-dark-fr")
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.set_viewport_size(WIDE["viewport"])
        page.evaluate("localStorage.setItem('tocsin-language', 'en')")
        self.gateway.start()
        page.wait_for_selector("[data-screen=switchboard] .call-type")
        page.reload()
        page.wait_for_selector("[data-screen=switchboard] .call-type")

    def keeps_the_sheet_when_a_session_runs_out(self):
        """a session that has run out leaves the sheet for an outage; signing out takes it away"""
        page = self.desk
        page.evaluate("indexedDB.deleteDatabase('tocsin-session')")
        page.reload()
        page.wait_for_selector("[data-key=passkey]")
        self.gateway.stop()
        page.reload()
        page.wait_for_selector("[data-screen=kept-sheet] [data-banner=sheet]")
        self.gateway.start()
        page.click("[data-key=passkey]")
        page.wait_for_selector("[data-screen=switchboard] .call-type")
        until(lambda: self.sheet() is not None, "the sheet is not kept")
        page.click("[data-key=sign-out]")
        page.wait_for_selector("[data-key=passkey]")
        expect(self.sheet() is None, "the numbers are still in this browser")

    def sheet(self):
        return self.desk.evaluate("localStorage.getItem('tocsin-on-call-sheet')")

    def kept_paths(self):
        """What the worker keeps, by path; nothing else may be in any of the browser's caches."""
        return self.desk.evaluate("""async () => {
          const kept = await Promise.all((await caches.keys()).map(
            async (name) => (await caches.open(name)).keys()));
          return kept.flat().map((one) => new URL(one.url).pathname);
        }""")

    def speaks_three_languages(self):
        """the screen speaks German and French, in the dark, at both sizes"""
        for page, name in ((self.desk, "desktop"), (self.ward, "phone")):
            page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            for language, title in (("de", "Zentrale"), ("fr", "Standard")):
                page.evaluate(f"localStorage.setItem('tocsin-language', '{language}')")
                page.goto(f"{self.gateway.base}/switchboard")
                page.wait_for_selector(OPEN_ROLL)
                expect(page.inner_text("h1") == title, page.inner_text("h1"))
                self.look(page, f"switchboard-{name}-dark-{language}")
            page.evaluate("localStorage.setItem('tocsin-language', 'en')")
        self.desk.click("[data-key=call-obstetric]")
        self.look(self.desk, "switchboard-form-desktop-dark")

    def ran_clean(self):
        """no script error, and nothing that the content security policy had to stop"""
        expect(not self.windows.faults, "; ".join(self.windows.faults))

    # What the steps share

    def invite(self, person, name, grant, page):
        self.gateway.add(person, name, grant)
        link = self.gateway.invitation(person)
        enter(page, link, "[data-screen=switchboard] .call-type")

    def press(self, act, role):
        self.desk.click(f"{OPEN_ROLL} [data-role={role}] [data-act={act}]")

    def alerts(self):
        lines = self.gateway.run("alerts", "--data", self.gateway.data, "--json").splitlines()
        return [json.loads(line) for line in lines]

    def delivered(self, role):
        """Waits until a device has the page of the role."""
        end = time.monotonic() + 10
        place = self.desk.locator(f"[data-role={role}] .paged-state").first
        while "has" not in place.inner_text():
            expect(time.monotonic() < end, f"{role}: {place.inner_text()}")
            self.desk.wait_for_timeout(100)

    def looks_like_a_phone(self, page, name):
        """A picture in the size of a phone of a page that is open in a wide window."""
        page.set_viewport_size(PHONE["viewport"])
        self.look(page, name)
        page.set_viewport_size(DESKTOP["viewport"])

    def look(self, page, name, wait="h1"):
        self.windows.look(page, name, wait, state="attached")


STEPS = [
    Desk.comes_in, Desk.says_that_sound_is_off, Desk.enrols_the_team, Desk.calls_by_keyboard,
    Desk.counts_down, Desk.rings_for_what_nears_the_last_resort, Desk.sees_an_answer,
    Desk.rings_who_asks_to_be_called, Desk.sees_who_has_arrived,
    Desk.calls_the_next_now, Desk.takes_an_answer_by_telephone, Desk.reassigns,
    Desk.corrects_the_place, Desk.stands_down, Desk.sees_when_somebody_comes,
    Desk.calls_from_a_ward, Desk.calls_as_a_test,
    Desk.is_told_when_nothing_arrived, Desk.keeps_the_sheet, Desk.keeps_the_sheet_over_a_reload,
    Desk.speaks_three_languages, Desk.keeps_the_sheet_when_a_session_runs_out, Desk.ran_clean,
]


if __name__ == "__main__":
    perform(Gateway(is_named=True), Desk, STEPS, {Desk.comes_in, Desk.enrols_the_team})
