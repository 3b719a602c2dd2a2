#!/usr/bin/env python3
# Tocsin — BrowserTests: the message browser in real Chromium against the real program
# SPDX-License-Identifier: Apache-2.0
"""An integration engineer looks through messages, asks why, tries a mapping, replays, breaks glass.

Usage: integrations_story.py [--screens [DIR]]   (--screens writes pictures)
The program is TOCSIN_BINARY, else TOCSIN, else .build/debug/tocsin. Ends with `N passed, N failed`.
"""

import json
import os
import re
import urllib.error
import urllib.request

from browsers import PHONE, Authenticator, enter
from gateway import ROOT, Gateway
from staging import perform
from telling import expect

DESKTOP = {"viewport": {"width": 1440, "height": 900}}
ENGINEER, REASON = "eng.otter", "the laboratory asks what it has sent us"
ONE_ROW = "tbody:not(:has(tr + tr)) tr[data-message]"
CANARY, NUMBER, VALUE = "ZZCANARY", "ZZ660017", "8.8"


class Workshop:
    """The windows of the story and its checks; a later check builds on earlier ones."""

    def __init__(self, gateway, windows):
        self.gateway = gateway
        self.windows = windows
        self.desk = windows.open(DESKTOP, "light")
        Authenticator(self.desk)
        self.control = None

    def messages(self):
        lines = self.gateway.run("messages", "--data", self.gateway.data, "--json").splitlines()
        return [json.loads(line) for line in lines]

    def comes_in(self):
        """an engineer signs in and begins at the integrations"""
        self.gateway.add(ENGINEER, "Eng Otter", "integration-engineer")
        self.control = self.gateway.report(name=f"{CANARY}^INDIA", number=NUMBER, value=VALUE)
        self.gateway.report(value="4.4", test="<b>Potassium</b>")
        enter(self.desk, self.gateway.invitation(ENGINEER), "[data-screen=integrations]")
        self.desk.locator("[data-integration=laboratory]", has_text="Laboratory").wait_for()
        self.look("integrations-desktop-light")

    def says_why(self):
        """the card says why requests were refused, how often, and nothing of what they held"""
        target = "/v1/integrations/freezers/alerts"
        for body, headers in ((f"{CANARY} no JSON", {"webhook-signature": "v1,"}),
                              ("{}", {"Authorization": f"Bearer {CANARY}"})):
            asked = urllib.request.Request(
                self.gateway.base + target, body.encode(), method="POST",
                headers={"Content-Type": "application/json", **headers})
            try:
                urllib.request.urlopen(asked, timeout=20).close()
                raise AssertionError("a report without a key was taken")
            except urllib.error.HTTPError as refusal:
                expect(refusal.code == 401, f"{refusal.code}")
        self.desk.reload()
        self.desk.click("[data-key=refusals-freezers]")
        card = self.desk.locator("[data-integration=freezers]")
        text = card.inner_text()
        expect("2 × no key that is live here" in text, f"{text!r}")
        expect(CANARY not in self.desk.content(), "the card shows what was sent")
        self.look("refusals-desktop-light")

    def lists(self):
        """the list says what became of each message, and nothing of whom it concerns"""
        self.desk.click("[data-key=messages-laboratory]")
        self.desk.locator("tr[data-message]").nth(1).wait_for()
        text = self.desk.inner_text("main")
        for part in (self.control, "ORU^R01", "Accepted", "rule critical-result"):
            expect(part in text, f"{part!r} is not in the list")
        for part in (CANARY, NUMBER, VALUE):
            expect(part not in self.desk.content(), f"{part} is in the list")
        self.look("messages-desktop-light")

    def searches(self):
        """a control id and a number find a message, and the number stands in no address"""
        page = self.desk
        page.fill("[name=control]", self.control)
        page.click("[data-key=search]")
        page.wait_for_selector(ONE_ROW)
        page.click("[data-key=clear]")
        page.wait_for_selector("tr[data-message] + tr[data-message]")
        page.click("[data-key=by-number]")
        page.fill("[name=value]", NUMBER.lower())
        page.click("[data-key=search]")
        page.wait_for_selector(ONE_ROW)
        expect(NUMBER.lower() not in page.url, f"the number is in {page.url}")
        self.look("search-desktop-light")
        page.fill("[name=value]", "nobody")
        page.click("[data-key=search]")
        page.locator(".more", has_text="No message is like that").wait_for()

    def offers_fields(self):
        """the fields to search by are those of the integration, its own among them"""
        page = self.desk
        with open(os.path.join(ROOT, "Integrations/laboratory/mapping.yaml"),
                  encoding="utf-8") as file:
            text = file.read()
        path = os.path.join(self.gateway.folder.name, "Integrations/laboratory/mapping.yaml")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text + "\nindex: [PV1-3.1]\n")
        self.gateway.run("import", "--data", self.gateway.data, path)
        shown = []
        for _ in range(40):
            page.goto(f"{self.gateway.base}/integrations")
            page.click("[data-key=messages-laboratory]")
            page.wait_for_selector("[data-screen=messages] [name=field]", state="attached")
            shown = page.locator("[name=field] option").all_text_contents()
            if "PV1-3.1" in shown:
                break
        expect("PV1-3.1" in shown and "PID-3.1" in shown, f"{shown} are offered")
        page.select_option("[name=integration]", "pharmacy")
        shown = page.locator("[name=field] option").all_text_contents()
        expect("PV1-3.1" not in shown and "PID-3.1" in shown, f"{shown} are offered")

    def explains(self):
        """a message says which rule counted and why"""
        page = self.desk
        page.click("[data-key=clear]")
        page.locator("tr[data-message]", has_text=self.control).locator("th a").click()
        page.wait_for_selector("[data-screen=message]")
        rule = page.locator("[data-rule=critical-result]")
        expect("Made 1 draft" in rule.inner_text(), rule.inner_text())
        expect("OBX-8.1 is one of" in rule.inner_text(), rule.inner_text())
        self.look("message-why-desktop-light")

    def is_masked(self):
        """every part of it is masked: as it came, tree, drafts, reply, timeline"""
        page = self.desk
        shown = {"raw": "PID|1||•••^^^STELMO^MR||•••^•••", "tree": "Patient name",
                 "drafts": "critical-result", "reply": f"MSA|AA|{self.control}",
                 "timeline": "The alert"}
        for tab, part in shown.items():
            page.click(f"[data-key=tab-{tab}]")
            text = page.inner_text(".panel")
            expect(part in text, f"{part!r} is not in {text[:300]!r}")
            # A time of 8.8 seconds past a minute is no value.
            content = re.sub(r"\d{2}\.\d{3}", "", page.content())
            for hidden in (CANARY, "INDIA", NUMBER, VALUE, "19620317"):
                expect(hidden not in content, f"{hidden} is shown in {tab}")
            self.look(f"message-{tab}-desktop-light")

    def goes_by_keyboard(self):
        """the parts of a message are reached by the arrow keys"""
        page = self.desk
        page.focus("[data-key=tab-timeline]")
        page.keyboard.press("ArrowRight")
        chosen = page.locator("[role=tab][aria-selected=true]")
        expect(chosen.get_attribute("data-key") == "tab-why", "the first tab is not chosen")
        page.keyboard.press("ArrowRight")
        name = page.evaluate("document.activeElement.dataset.key")
        expect(name == "tab-raw", f"{name} has the focus")

    def reveals(self):
        """break-glass asks for a reason and a step-up, and its view has a red banner"""
        page = self.desk
        page.click("[data-key=reveal]")
        page.fill("[data-key=reason]", REASON)
        self.look("message-reveal-desktop-light", "dialog[open]")
        page.click("[data-key=dialog-go]")
        page.wait_for_selector("[data-banner=break-glass]")
        page.click("[data-key=tab-raw]")
        text = page.inner_text(".panel")
        expect(f"{CANARY}^INDIA" in text and NUMBER in text, text[:300])
        self.look("message-revealed-desktop-light")

    def shows_text_as_text(self):
        """threat 26: markup in a message is shown as text"""
        page = self.desk
        other = [row for row in self.messages() if row["controlID"] != self.control][0]["id"]
        page.goto(f"{self.gateway.base}/message#{other}")
        page.wait_for_selector(f"h1:has-text('{other}')")
        page.click("[data-key=tab-tree]")
        expect("<b>Potassium</b>" in page.inner_text(".panel"), "the text is not there")
        expect(page.locator(".panel b").count() == 0, "markup was made")

    def replays(self):
        """a replay asks first, pages nobody, and its row says whose it is"""
        page = self.desk
        alerts = self.gateway.run("alerts", "--data", self.gateway.data, "--json")
        page.goto(f"{self.gateway.base}/messages")
        page.locator("tr[data-message]", has_text=self.control).locator(".pick input").check()
        page.click("[data-key=replay]")
        self.look("replay-desktop-light", "dialog[open]")
        page.click("[data-key=dialog-go]")
        page.locator(".note.good", has_text="1 message is replayed").wait_for()
        page.locator("tr[data-message]", has_text="replay of").first.wait_for()
        expect(self.gateway.run("alerts", "--data", self.gateway.data, "--json") == alerts,
               "an alert has changed")

    def pages_when_asked(self):
        """a replay that pages needs a reason"""
        page = self.desk
        page.locator("tr[data-message]").last.locator(".pick input").check()
        page.click("[data-key=replay]")
        page.check("[data-key=replay-paging]")
        self.look("replay-paging-desktop-light", "dialog[open]")
        page.click("[data-key=dialog-go]")
        page.locator("dialog .note.bad", has_text="at least 10 characters").wait_for()
        page.fill("dialog [data-key=reason]", "the ward heard nothing of it")
        page.click("[data-key=dialog-go]")
        page.locator(".note.good", has_text="1 message is replayed").wait_for()

    def tries(self):
        """a mapping that is wrong shows its lines, and one that is right shows what differs"""
        page = self.desk
        page.click("[data-key=to-integrations]")
        page.click("[data-key=try-laboratory]")
        page.wait_for_selector("[data-screen=try]")
        held = page.input_value("[data-key=mapping]")
        page.click("[data-key=try]")
        page.locator("h2", has_text="would become what they became").wait_for()
        page.fill("[data-key=mapping]", held.replace("priority: high", "priority: urgent"))
        page.click("[data-key=try]")
        page.locator(".findings.bad [data-line]").first.click()
        line = page.evaluate("""() => {
          const area = document.querySelector("[data-key=mapping]");
          return area.value.slice(area.selectionStart, area.selectionEnd);
        }""")
        expect("urgent" in line, f"the caret is in {line!r}")
        self.look("try-findings-desktop-light")
        page.fill("[data-key=mapping]", held.replace("priority: high", "priority: medium"))
        page.click("[data-key=try]")
        page.locator("[data-tried]", has_text="Differs in: priority").first.wait_for()
        expect(CANARY not in page.content(), "a patient is shown")
        self.look("try-result-desktop-light")

    def works_on_a_phone(self):
        """the screens fit a phone, in German and French, in the dark"""
        page = self.desk
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        page.set_viewport_size(PHONE["viewport"])
        number = self.messages()[0]["id"]
        for language, title in (("de", "Schnittstellen"), ("fr", "Intégrations")):
            page.evaluate(f"localStorage.setItem('tocsin-language', '{language}')")
            page.goto(f"{self.gateway.base}/integrations")
            page.locator("h1", has_text=title).wait_for()
            self.look(f"integrations-phone-dark-{language}")
            page.click("[data-key=messages-laboratory]")
            page.locator("tr[data-message]").first.wait_for()
            self.look(f"messages-phone-dark-{language}")
            page.goto(f"{self.gateway.base}/message#{number}")
            page.wait_for_selector("[data-rule]")
            self.look(f"message-phone-dark-{language}")
            page.click("[data-key=tab-tree]")
            self.look(f"message-tree-phone-dark-{language}")
            page.goto(f"{self.gateway.base}/try#laboratory")
            page.wait_for_selector("[data-screen=try]")
            self.look(f"try-phone-dark-{language}")

    def ran_clean(self):
        """no script error, and nothing that the content security policy had to stop"""
        expect(not self.windows.faults, "; ".join(self.windows.faults))

    def look(self, name, wait="h1"):
        self.windows.look(self.desk, name, wait)


STEPS = [
    Workshop.comes_in, Workshop.says_why, Workshop.lists, Workshop.searches, Workshop.offers_fields,
    Workshop.explains, Workshop.is_masked,
    Workshop.goes_by_keyboard, Workshop.reveals, Workshop.shows_text_as_text, Workshop.replays,
    Workshop.pages_when_asked, Workshop.tries, Workshop.works_on_a_phone, Workshop.ran_clean,
]


if __name__ == "__main__":
    perform(Gateway(is_named=True), Workshop, STEPS, {Workshop.comes_in})
