#!/usr/bin/env python3
# Tocsin — BrowserTests: one story in real Chromium against the real program
# SPDX-License-Identifier: Apache-2.0
"""Enrolment, a page on two devices, acceptance, declining, doubt, restarts, in the ward DEMO.

Usage: story.py [--screens]   (--screens writes the pictures of Documentation/screens/)
The program is TOCSIN_BINARY, else TOCSIN, else .build/debug/tocsin. Ends with `N passed, N failed`.
"""

import json
import os

from browsers import (
    DESKTOP, PHONE, SLOW_CLOCK, choose_pin, enrol, file_bytes, outcome, row)
from gateway import Gateway, ROOT
from staging import perform
from telling import expect, until

FIRST, FIRST_NAME = "dr.amsel", "Dr Hanna Amsel"
SECOND = "dr.brandt"
ROTA_MANAGER = "manager.gans"
# What the client may weigh, uncompressed, until a page is on the screen.
LOADED_MAX = 200_000
HERE = os.path.dirname(os.path.abspath(__file__))


class Story:
    """The windows of the story and its checks; a later check builds on earlier ones."""

    def __init__(self, gateway, windows):
        self.gateway = gateway
        self.windows = windows
        self.phone = windows.open(PHONE, "light")
        self.desk = windows.open(DESKTOP, "dark")
        self.second = windows.open(PHONE, "dark")
        self.office = windows.open(DESKTOP, "light")
        self.control = None

    # Enrolment

    def enrols_a_phone(self):
        """a link enrols a phone, and its token leaves the address"""
        self.spent = self.gateway.link(FIRST)
        self.phone.goto(self.spent)
        self.phone.wait_for_selector("#device-name")
        self.windows.picture(self.phone, "enrol-phone-light")
        self.phone.fill("#device-name", "My phone")
        choose_pin(self.phone)
        self.phone.wait_for_selector("[data-key=go-on]")
        expect("#" not in self.phone.url, f"the token is still in {self.phone.url}")
        expect(FIRST_NAME in self.phone.inner_text("main"), "it does not say whose device it is")
        self.windows.picture(self.phone, "enrolled-phone-light")
        self.phone.click("[data-key=go-on]")
        self.phone.wait_for_selector(".link.open")

    def keeps_keys_to_itself(self):
        """the device's secret keys cannot be read out"""
        outcomes = self.phone.evaluate("""async () => {
          const { read } = await import("/web/device/database.js");
          const { keys } = await read("self", "self");
          return Promise.all(Object.values(keys).map(async ({ secret }) => {
            if (!secret) return "elsewhere";
            for (const form of ["pkcs8", "jwk", "raw"]) {
              try { await crypto.subtle.exportKey(form, secret); return "read"; } catch { }
            }
            return secret.extractable ? "extractable" : "kept";
          }));
        }""")
        expect(sorted(outcomes) == ["elsewhere"] * 2 + ["kept"] * 2, f"{outcomes}")

    def refuses_a_spent_link(self):
        """a link used twice says so, and what to do next"""
        self.office.goto(self.spent)
        choose_pin(self.office)
        self.office.locator("h1", has_text="This link has been used").wait_for()
        self.windows.picture(self.office, "spent-desktop-light")

    def refuses_an_expired_link(self):
        """an expired or unknown link says so, and what to do next"""
        self.office.goto(f"{self.gateway.base}/enrol#{'A' * 43}")
        self.office.reload()
        choose_pin(self.office)
        self.office.locator("h1", has_text="This link has expired").wait_for()

    def enrols_the_others(self):
        """a second device, a second responder and a rota manager enrol"""
        enrol(self.desk, self.gateway.link(FIRST), "Desk 3")
        enrol(self.second, self.gateway.link(SECOND), "Second phone")
        enrol(self.office, self.gateway.link(ROTA_MANAGER), "Office")
        self.desk.locator("h1", has_text="Nothing waits for you").wait_for()
        self.windows.picture(self.desk, "quiet-desktop-dark")

    def has_a_strict_policy(self):
        """threat 10: every page comes with the strict content security policy"""
        headers = self.phone.request.get(f"{self.gateway.base}/").headers
        policy = headers.get("content-security-policy", "")
        for part in ("default-src 'none'", "script-src 'self'", "base-uri 'none'",
                     "require-trusted-types-for 'script'"):
            expect(part in policy, f"{part} is not in {policy!r}")
        kind = self.phone.evaluate("""async () => {
          try { document.body.innerHTML = "<p>"; return "allowed"; } catch { return "refused"; }
        }""")
        expect(kind == "refused", "markup from text is not refused")
        self.windows.faults.clear()

    # A page on two devices

    def pages_both_devices(self):
        """a critical result rings on both devices of the responder"""
        self.control = self.gateway.report()
        for page in (self.phone, self.desk):
            row(page, "6.9 mmol/L").wait_for()
            expect(page.locator(".row .row-level").inner_text() == "High", "no word of priority")
            page.wait_for_selector("body[data-ringing=yes]")
        self.windows.picture(self.phone, "list-phone-light")
        self.windows.picture(self.desk, "list-desktop-dark")

    def shows_the_page(self):
        """the page says who, where, what, how urgent, why, and when it moves on"""
        row(self.phone, "6.9 mmol/L").click()
        expect(self.phone.locator("[data-key=not-useful]").count() == 0, "asked before an answer")
        text = self.phone.inner_text("article")
        for part in ("High priority", "Potassium", "6.9 mmol/L", "DEMO", "BRAVO", "990021",
                     "Why you", "5550142"):
            expect(part in text, f"{part!r} is not in {text!r}")
        moves = self.phone.locator(".moves").inner_text()
        expect(moves.startswith("Moves on to the next person in 0:"), moves)
        row(self.desk, "6.9 mmol/L").click()
        self.windows.picture(self.phone, "page-phone-light")
        self.windows.picture(self.desk, "page-desktop-dark")

    def tells_the_gateway(self):
        """the gateway knows that the page was displayed"""
        until(
            lambda: "displayed" in self.states(FIRST), "no device displayed it", seconds=10)

    def accepts(self):
        """an acceptance shows only with the gateway's receipt, and withdraws the other device"""
        self.phone.click("[data-key=accept]")
        outcome(self.phone, "Accepted at")
        outcome(self.desk, "No longer needed")
        expect("6.9 mmol/L" in self.desk.inner_text("#what"), "the withdrawal took the words away")
        for page in (self.phone, self.desk):
            page.wait_for_selector("body[data-ringing=no]")
        alert = self.gateway.alert(self.control)
        expect(alert["phase"] == "acknowledged", alert["phase"])
        expect(alert["duties"][0]["by"] == FIRST, alert["duties"])
        self.windows.picture(self.phone, "accepted-phone-light")
        self.windows.picture(self.desk, "withdrawn-desktop-dark")

    def says_that_it_was_not_useful(self):
        """one tap below an accepted page says that it was not useful, and nothing else changes"""
        for page in (self.phone, self.desk):
            page.locator("[data-mark=none]").wait_for()
        self.windows.picture(self.phone, "not-useful-phone-light", full=True)
        self.phone.click("[data-key=not-useful]")
        self.phone.locator("[data-mark=taken]", has_text="Noted, thank you.").wait_for()
        expect(self.phone.locator("[data-key=not-useful]").count() == 0, "it can be said again")
        outcome(self.phone, "Accepted at")
        alert = self.gateway.alert(self.control)
        expect(alert["phase"] == "acknowledged" and alert["duties"][0]["by"] == FIRST, alert)
        self.desk.click("[data-key=not-useful]")
        self.desk.locator("[data-mark=taken]").wait_for()
        self.windows.picture(self.desk, "not-useful-desktop-dark")
        said = [line for line in self.gateway.run(
            "trail", "--data", self.gateway.data, alert["id"]).splitlines()
            if "not useful" in line]
        expect(len(said) == 1, f"it is not on the trail once: {said}")

    # Declining, doubt, escalation

    def asks_before_declining(self):
        """D asks before it declines, and Escape keeps the page"""
        self.control = self.gateway.report(value="7.3", name="ZZTEST^CHARLIE", number="990030")
        row(self.desk, "7.3 mmol/L").click()
        self.desk.keyboard.press("d")
        self.desk.wait_for_selector("dialog[open]")
        self.windows.picture(self.desk, "decline-desktop-dark")
        self.desk.keyboard.press("Escape")
        self.desk.wait_for_selector("dialog", state="detached")
        expect(self.desk.locator("[data-key=accept]").is_visible(), "the page cannot be accepted")

    def declines(self):
        """a decline pages the next person at once"""
        self.desk.keyboard.press("d")
        self.desk.click("[data-key=cannot-come]")
        outcome(self.desk, "Declined at")
        row(self.second, "7.3 mmol/L").click(timeout=5000)
        self.windows.picture(self.second, "page-phone-dark")

    def says_not_confirmed(self):
        """without a receipt it says NOT CONFIRMED, and keeps trying by itself"""
        self.second.context.route("**/answers", lambda route: route.abort())
        self.second.click("[data-key=accept]")
        outcome(self.second, "NOT CONFIRMED")
        expect(self.second.locator(".outcome.good").count() == 0, "it claims acceptance")
        self.windows.picture(self.second, "not-confirmed-phone-dark")
        self.second.context.unroute("**/answers")
        outcome(self.second, "Accepted at")
        expect(self.gateway.alert(self.control)["duties"][0]["by"] == SECOND, "not theirs")

    def rejects_a_forged_receipt(self):
        """a receipt with one bit changed confirms nothing"""
        self.control = self.gateway.report(value="7.6", name="ZZTEST^DELTA", number="990031")

        def bend(route):
            reply = route.fetch()
            body = bytearray(reply.body())
            body[-1] ^= 1
            route.fulfill(response=reply, body=bytes(body))

        self.phone.click("[data-key=back]")
        row(self.phone, "7.6 mmol/L").click()
        self.phone.context.route("**/answers", bend)
        self.phone.click("[data-key=accept]")
        outcome(self.phone, "NOT CONFIRMED")
        self.phone.context.unroute("**/answers")
        outcome(self.phone, "Accepted at")

    def gives_back(self):
        """an accepted page can be given back, and the next person is paged"""
        self.phone.click("[data-key=give-back]")
        self.phone.click("[data-key=give-back-go]")
        outcome(self.phone, "Given back at")
        self.second.click("[data-key=back]")
        row(self.second, "7.6 mmol/L").click()
        self.second.click("[data-key=accept]")
        outcome(self.second, "Accepted at")

    def sounds_again_and_moves_on(self):
        """an unanswered page sounds again as the same page, then moves to the next person"""
        self.control = self.gateway.report(value="8.1", name="ZZTEST^ECHO", number="990032")
        self.phone.click("[data-key=back]")
        row(self.phone, "8.1 mmol/L").click()
        self.phone.locator(".band-note", has_text="Sounded 2 times").wait_for(timeout=20000)
        self.second.click("[data-key=back]")
        row(self.second, "8.1 mmol/L").wait_for(timeout=40000)
        expect(self.phone.locator("[data-key=accept]").is_visible(), "it can no longer be taken")
        self.phone.click("[data-key=back]")
        expect(row(self.phone, "8.1 mmol/L").count() == 1, "the page is there twice")
        row(self.second, "8.1 mmol/L").click()
        self.second.click("[data-key=accept]")
        outcome(self.second, "Accepted at")
        row(self.phone, "No longer needed").filter(has_text="8.1").wait_for()
        self.windows.picture(self.phone, "earlier-phone-light")

    # Disorder

    def shows_text_as_text(self):
        """threat 26: markup in a message is shown as text and does nothing"""
        self.control = self.gateway.report(
            test="<img src=x onerror=alert(1)>", value="9.2", name="ZZTEST^<b>FOX</b>")
        row(self.desk, "9.2 mmol/L").click()
        text = self.desk.inner_text("article")
        expect("<img src=x onerror=alert(1)>" in text and "<b>FOX</b>" in text, text)
        expect(self.desk.locator("article img, article b").count() == 0, "markup was made")
        self.desk.keyboard.press("a")
        outcome(self.desk, "Accepted at")

    def corrects_its_clock(self):
        """a device whose clock is 20 minutes slow is paged and answers all the same"""
        slow = self.windows.open(PHONE, "light", SLOW_CLOCK)
        enrol(slow, self.gateway.link(FIRST), "Slow phone")
        slow.locator(".banner", has_text="clock is wrong by 20 minutes").wait_for()
        self.control = self.gateway.report(value="6.6", name="ZZTEST^GOLF", number="990033")
        row(slow, "6.6 mmol/L").click()
        moves = slow.locator(".moves").inner_text()
        expect(moves.startswith("Moves on to the next person in 0:"), moves)
        slow.click("[data-key=accept]")
        outcome(slow, "Accepted at")
        slow.context.close()

    def survives_a_restart(self):
        """a gateway that stops is said loudly, and what came meanwhile arrives afterwards"""
        self.second.click("[data-key=back]")
        code, seconds = self.gateway.stop()
        self.phone.locator(".banner", has_text="You can NOT be paged here since").wait_for()
        self.windows.picture(self.phone, "not-connected-phone-light")
        self.gateway.start()
        self.control = self.gateway.report(value="7.9", name="ZZTEST^HOTEL", number="990034")
        self.phone.wait_for_selector(".link.open", timeout=25000)
        row(self.phone, "7.9 mmol/L").click()
        expect(self.phone.locator(".banner[data-banner=lost]").count() == 0, "the banner stays")
        self.phone.click("[data-key=accept]")
        outcome(self.phone, "Accepted at")
        expect(code == 0, f"serve ended with {code} after {seconds:.1f} s, streams open")

    def loads_little(self):
        """all that a device loads to show a page is the gateway's own, and less than 200 KB"""
        page, at, loaded = self.phone, self.phone.url, set()
        note = lambda answer: loaded.add(answer.url)  # noqa: E731
        page.on("response", note)
        for language in ("fr", "de", "en"):
            page.evaluate(f"localStorage.setItem('tocsin-language', '{language}')")
            page.goto("about:blank")
            loaded.clear()
            page.goto(at)
            page.wait_for_selector(".link.open")
            page.wait_for_selector(".outcome.good")
            urls = [url for url in loaded if "/v1/" not in url]
            foreign = [url for url in urls if not url.startswith(self.gateway.base)]
            expect(not foreign, f"from elsewhere: {foreign}")
            files = file_bytes(page, urls)
            expect(len(files) > 20, f"only {len(files)} files were seen")
            most = sorted(files.items(), key=lambda one: -one[1])[:5]
            expect(sum(files.values()) < LOADED_MAX, f"{sum(files.values())} bytes: {most}")
        page.evaluate("localStorage.removeItem('tocsin-language')")
        page.remove_listener("response", note)

    def keeps_pages_over_a_reload(self):
        """a reload keeps pages, answers and the place"""
        self.phone.reload()
        outcome(self.phone, "Accepted at")
        self.phone.wait_for_selector(".link.open")

    def pages_one_tab(self):
        """a second tab does not ring as well, and can take over"""
        other = self.windows.watch(self.phone.context.new_page())
        other.goto(f"{self.gateway.base}/")
        other.locator("h1", has_text="open in another tab").wait_for()
        other.click("[data-key=use-here]")
        other.wait_for_selector(".link.open")
        self.phone.locator("h1", has_text="open in another tab").wait_for()

    def shows_the_rotas(self):
        """a rota manager sees who is on call"""
        self.office.goto(f"{self.gateway.base}/rota")
        self.office.locator("th", has_text="Medicine registrar").wait_for()
        names = self.office.locator("td strong").all_inner_texts()
        expect(all(names), f"{names}")
        self.windows.picture(self.office, "rota-desktop-light")
        self.office.set_viewport_size(PHONE["viewport"])
        self.windows.picture(self.office, "rota-phone-light")

    def ran_clean(self):
        """no script error, and nothing that the content security policy had to stop"""
        expect(not self.windows.faults, "; ".join(self.windows.faults))

    # Asking the gateway

    def states(self, person):
        pages = self.gateway.alert(self.control)["pages"]
        return [one["state"] for one in pages if one["responder"] == person]


def module_checks(story):
    """The checks of checks.js, run in a page that the program serves."""
    with open(os.path.join(HERE, "checks.js"), encoding="utf-8") as file:
        script = file.read()
    with open(os.path.join(ROOT, "Tests/WebTests/hpke.json"), encoding="utf-8") as file:
        return story.phone.evaluate(script, json.load(file))


STEPS = [
    Story.enrols_a_phone, Story.keeps_keys_to_itself, Story.refuses_a_spent_link,
    Story.refuses_an_expired_link, Story.enrols_the_others, Story.has_a_strict_policy,
    Story.pages_both_devices, Story.shows_the_page, Story.tells_the_gateway, Story.accepts,
    Story.says_that_it_was_not_useful,
    Story.asks_before_declining, Story.declines, Story.says_not_confirmed,
    Story.rejects_a_forged_receipt, Story.gives_back, Story.sounds_again_and_moves_on,
    Story.shows_text_as_text, Story.corrects_its_clock, Story.survives_a_restart,
    Story.loads_little, Story.keeps_pages_over_a_reload, Story.shows_the_rotas, Story.ran_clean,
    Story.pages_one_tab,
]


if __name__ == "__main__":
    perform(
        Gateway(), Story, STEPS, {Story.enrols_a_phone, Story.enrols_the_others},
        lambda story, step: module_checks(story) if step is Story.enrols_a_phone else [])
