#!/usr/bin/env python3
# Tocsin — BrowserTests: a phone that is locked previews and accepts, an unlocked one reads
# SPDX-License-Identifier: Apache-2.0
"""S4, S13, S14: the PIN, the preview, what lies on the disk, wrong PINs, the gateway away.

Usage: lock_story.py [--screens [DIR]]   (writes the pictures). Ends with `N passed, N failed`.
"""

import os
import tempfile

from browsers import DESKTOP, PHONE, PIN, enrol, outcome, row, type_pin
from gateway import ROOT, Gateway
from staging import perform
from telling import expect, until

# Long enough to be found on a disk by no chance.
OWN_PIN = "314159265358"
FIRST, SECOND = "dr.amsel", "dr.brandt"

# Keeps the bytes of the keys as they are wrapped, in the window alone: to look for on the disk.
SECRETS = """
  const wrap = crypto.subtle.wrapKey.bind(crypto.subtle);
  globalThis.secrets = [];
  crypto.subtle.wrapKey = async (form, key, ...rest) => {
    const raw = new Uint8Array(await crypto.subtle.exportKey("pkcs8", key));
    globalThis.secrets.push(Array.from(raw.slice(-32)));
    return wrap(form, key, ...rest);
  };
"""
WRAPPED = """async () => {
  const { read } = await import("/web/device/database.js");
  const { lock } = await read("self", "self");
  return Array.from(lock.wrapped.detail.bytes);
}"""


class Locks:
    """The windows of the story and its checks; a later check builds on earlier ones."""

    def __init__(self, gateway, windows):
        self.gateway = gateway
        self.windows = windows
        self.profile = tempfile.TemporaryDirectory(prefix="tocsin-profile-")
        self.phone = windows.keep(self.profile.name, PHONE, "light", SECRETS)
        self.control = None

    # Enrolment

    def chooses_a_pin(self):
        """enrolment asks for a PIN, twice, and refuses one that is guessed easily"""
        self.wants_values_read_back()
        page = self.phone
        page.goto(self.gateway.link(FIRST))
        page.fill("#device-name", "My phone")
        page.click("[data-key=enrol]")
        for pin, again, said in (("12345", "12345", "6 to 12 digits"),
                                 ("123456", "123456", "too easily"),
                                 ("444444", "444444", "too easily"),
                                 ("135135", "135135", "too easily"),
                                 (OWN_PIN, "314159265359", "not the same")):
            page.fill("#pin", pin)
            page.fill("#pin-again", again)
            page.click("[data-key=set-pin]")
            page.locator(".fault", has_text=said).wait_for()
        self.windows.look(page, "pin-phone-light", ".fault")
        page.fill("#pin-again", OWN_PIN)
        page.click("[data-key=set-pin]")
        page.click("[data-key=go-on]")
        page.wait_for_selector(".link.open")
        page.wait_for_selector(".lock-sign[data-lock=open]")
        self.secrets = [bytes(one) for one in page.evaluate("globalThis.secrets")]
        expect(len(self.secrets) == 2, "two keys are wrapped")

    def wants_values_read_back(self):
        """Imports the demonstration's policy with a read-back."""
        folder = os.path.join(self.gateway.folder.name, "Escalations")
        os.makedirs(os.path.join(folder, "policies"))
        name = "policies/demonstration.yaml"
        with open(os.path.join(ROOT, "Escalations", name), encoding="utf-8") as shipped:
            text = shipped.read()
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text.replace("times:\n", "times:\n  read-back: 20m\n"))
        self.gateway.run("import", "--data", self.gateway.data, folder)

    # Open, locked, open

    def reads_while_it_is_unlocked(self):
        """a page that comes to an unlocked phone says everything"""
        self.control = self.gateway.report()
        row(self.phone, "6.9 mmol/L").click()
        text = self.phone.inner_text("article")
        for part in ("Potassium", "BRAVO", "990021", "5550142"):
            expect(part in text, f"{part!r} is not in {text!r}")
        until(lambda: "displayed" in self.states(), "it is not displayed")
        self.windows.picture(self.phone, "unlocked-phone-light")

    def locks_at_once(self):
        """one tap locks it, and what the page said of the patient leaves the screen"""
        self.phone.click("[data-key=lock]")
        self.phone.wait_for_selector(".lock-sign[data-lock=shut]")
        self.says_nothing("BRAVO", "990021", "6.9 mmol", "Potassium")
        text = self.phone.inner_text("article")
        for part in ("High priority", "DEMO", "Why you", "5550142", "Unlock to read"):
            expect(part in text, f"{part!r} is not in {text!r}")
        expect(self.phone.locator("dialog").count() == 0, "a dialog is open")
        self.windows.look(
            self.phone, "preview-phone-light", "[data-key=unlock]", unless="first headings")

    def locks_what_was_before(self):
        """earlier pages say nothing of patients either, once it is locked"""
        page = self.phone
        page.click("[data-key=unlock]")
        type_pin(page, OWN_PIN)
        page.wait_for_selector(".lock-sign[data-lock=open]")
        page.click("[data-key=back]")
        page.click("[data-key='nav-/settings']")
        page.click("[data-key='to-/history']")
        row(page, "6.9 mmol/L").focus()
        page.click("[data-key=lock]")
        page.wait_for_selector(".lock-sign[data-lock=shut]")
        self.says_nothing("BRAVO", "990021", "6.9 mmol", "Potassium")
        page.click("[data-key='nav-/']")
        page.locator("a.row").first.click()

    def previews_what_comes(self):
        """a page that comes to a locked phone goes straight to its preview and is accepted there"""
        self.phone.click("[data-key=accept]")
        outcome(self.phone, "Accepted at")
        self.phone.click("[data-key=back]")
        self.control = self.gateway.report(value="7.3", name="ZZTEST^CHARLIE", number="990030")
        self.phone.wait_for_selector("[data-key=accept]")
        self.says_nothing("CHARLIE", "990030", "7.3 mmol", "Potassium")
        moves = self.phone.locator(".moves").inner_text()
        expect(moves.startswith("Moves on to the next person in 0:"), moves)
        self.windows.picture(self.phone, "preview-ringing-phone-light")
        self.phone.click("[data-key=accept]")
        outcome(self.phone, "Accepted at")
        expect(self.gateway.alert(self.control)["phase"] == "acknowledged", "it is not accepted")
        self.phone.locator(".outcome", has_text="Unlock this device to read").wait_for()
        expect("displayed" not in self.displays(), "a preview counts as read")

    def keeps_no_patient_and_no_key_on_the_disk(self):
        """what lies on the disk of a locked phone names no patient and holds no key that opens"""
        wrapped = bytes(self.phone.evaluate(WRAPPED))
        self.phone.context.close()
        found = self.on_disk([wrapped])
        expect(found, "the wrapped key is not found: the search finds nothing")
        words = ["ZZTEST", "BRAVO", "CHARLIE", "990021", "990030", "7.3 mmol", OWN_PIN]
        marks = [word.encode(form) for word in words for form in ("utf-8", "utf-16-le")]
        expect(not self.on_disk(marks + self.secrets), f"{self.on_disk(marks + self.secrets)}")

    def begins_locked(self):
        """a start begins locked; a wrong PIN says how many tries are left, the right one opens"""
        self.phone = self.windows.keep(self.profile.name, PHONE, "light")
        self.phone.goto(self.gateway.base)
        self.phone.wait_for_selector(".link.open")
        self.phone.wait_for_selector(".lock-sign[data-lock=shut]")
        self.says_nothing("BRAVO", "CHARLIE")
        self.windows.picture(self.phone, "list-locked-phone-light")
        self.phone.click("[data-key=lock]")
        type_pin(self.phone, "271829")
        self.phone.locator(".pad-said", has_text="7 tries are left").wait_for()
        self.windows.look(self.phone, "pad-phone-light", "dialog[open]")
        type_pin(self.phone, OWN_PIN)
        self.phone.wait_for_selector(".lock-sign[data-lock=open]")
        for value in ("6.9 mmol/L", "7.3 mmol/L"):
            row(self.phone, value).wait_for()
        row(self.phone, "7.3 mmol/L").click()
        expect("CHARLIE" in self.phone.inner_text("article"), "the name is not there")
        until(lambda: "displayed" in self.displays(), "it is not opened")

    def reads_the_value_back(self):
        """S13: a wrong value shows both and asks again, twice wrong says to ring the sender"""
        page = self.phone
        page.locator(".outcome h2", has_text="Read the value back by").wait_for()
        self.windows.look(
            page, "read-back-phone-light", ".read-back", unless="first headings")
        for typed, said in (("7.8", "You typed 7.8; the page says 7.3\u00a0mmol/L"),
                            ("73", "Call the sender before you act on it")):
            page.fill("#read-back", typed)
            page.click("[data-key=read-back]")
            page.locator(".outcome.bad", has_text=said).wait_for()
        self.windows.picture(page, "read-back-wrong-phone-light")
        page.fill("#read-back", "7,3")
        page.click("[data-key=read-back]")
        outcome(page, "Read back at")
        expect("read-back" in self.displays(), "it is not on the trail")

    def reads_while_the_gateway_is_away(self):
        """an unlocked phone opens what was delivered; a locked one says that it cannot now"""
        page = self.phone
        page.click("[data-key=back]")
        self.gateway.stop()
        page.locator(".banner", has_text="You can NOT be paged here since").wait_for()
        row(page, "6.9 mmol/L").click()
        expect("BRAVO" in page.inner_text("article"), "the name is not there")
        page.click("[data-key=lock]")
        page.wait_for_selector(".lock-sign[data-lock=shut]")
        page.click("[data-key=unlock]")
        type_pin(page, OWN_PIN)
        page.locator(".pad-said", has_text="did not answer").wait_for()
        page.keyboard.press("Escape")
        self.gateway.start()
        page.wait_for_selector(".link.open", timeout=25000)

    def is_typed_on_a_keyboard(self):
        """the PIN is typed on a keyboard as well, and Escape leaves it"""
        page = self.phone
        page.click("[data-key=unlock]")
        page.wait_for_selector("dialog[open]")
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog", state="detached")
        page.click("[data-key=unlock]")
        page.wait_for_selector("dialog[open]")
        page.keyboard.type("91")
        page.keyboard.press("Backspace")
        page.keyboard.press("Backspace")
        page.keyboard.type(OWN_PIN)
        page.keyboard.press("Enter")
        page.wait_for_selector(".lock-sign[data-lock=open]")
        expect("BRAVO" in page.inner_text("article"), "the name is not there")

    def locks_by_itself(self):
        """it locks itself after the minutes that its person has chosen, and at most the site's"""
        page = self.phone
        page.click("[data-key=back]")
        page.click("[data-key='nav-/settings']")
        page.wait_for_selector("[data-key=lock-after-15][aria-pressed=true]")
        choices = page.locator("[data-key^=lock-after-]").all_inner_texts()
        expect(choices == [f"{minutes}\u00a0min" for minutes in (2, 5, 15)], f"{choices}")
        page.click("[data-key=lock-after-5]")
        page.locator("[data-key=lock-after-5][aria-pressed=true]").wait_for()
        page.locator(".lock-sign[aria-label*='5 min']").wait_for()
        self.windows.look(page, "settings-lock-phone", "[data-part=ladder]")
        page.evaluate("""() => {
          const real = Date.now.bind(Date);
          Date.now = () => real() + 6 * 60 * 1000;
        }""")
        page.wait_for_selector(".lock-sign[data-lock=shut]")
        self.says_nothing("BRAVO", "CHARLIE")
        page.reload()
        page.wait_for_selector(".link.open")

    # The end of a lock

    def ends_after_eight_wrong_pins(self):
        """eight wrong PINs end the lock: the phone says so, still previews, and accepts"""
        page = self.phone
        page.click("[data-key=lock]")
        for left in range(7, 0, -1):
            type_pin(page, "271829")
            page.locator(".pad-said", has_text=f"{left} tr").wait_for()
        type_pin(page, "271829")
        page.locator("h2", has_text="cannot be unlocked any more").wait_for()
        self.windows.look(page, "lock-ended-phone-light", "dialog[open]")
        page.click("dialog [data-key=cancel]")
        page.goto(self.gateway.base)
        page.wait_for_selector(".link.open")
        self.control = self.gateway.report(value="8.1", name="ZZTEST^DELTA", number="990035")
        page.click("[data-key=accept]")
        outcome(page, "Accepted at")
        self.says_nothing("DELTA", "8.1 mmol")

    def ends_with_the_account(self):
        """who has left unlocks nothing any more"""
        other = self.windows.open(DESKTOP, "dark")
        enrol(other, self.gateway.link(SECOND), "Desk")
        other.wait_for_selector(".lock-sign[data-lock=open]")
        self.gateway.run("person", "end", "--data", self.gateway.data, SECOND, "--reason", "left")
        other.locator(".banner[data-banner=ended]").wait_for()
        other.wait_for_selector(".lock-sign[data-lock=shut]")
        other.click("[data-key=lock]")
        type_pin(other, PIN)
        other.locator(".pad-said", has_text="has been ended").wait_for()
        other.context.close()

    # Languages

    def speaks_three_languages(self):
        """the PIN, the preview and the pad are whole in German and French"""
        for locale, size, scheme in (("de-DE", PHONE, "dark"), ("fr-FR", DESKTOP, "light")):
            name = f"{locale[:2]}-{'phone' if size is PHONE else 'desktop'}-{scheme}"
            page = self.windows.open(size, scheme, locale=locale)
            page.goto(self.gateway.link(FIRST))
            page.click("[data-key=enrol]")
            page.fill("#pin", "111111")
            page.click("[data-key=set-pin]")
            self.windows.look(page, f"pin-{name}", ".fault:not(:empty)")
            page.goto("about:blank")
            enrol(page, self.gateway.link(FIRST), "Test")
            page.click("[data-key=lock]")
            self.gateway.report(value="7.7", name="ZZTEST^ECHO", number=f"9901{len(name)}")
            page.locator("[data-key=unlock]").wait_for()
            self.windows.look(page, f"preview-{name}", "[data-key=unlock]", unless="first headings")
            page.click("[data-key=unlock]")
            type_pin(page, "271829")
            page.locator(".pad-said", has_text="7").wait_for()
            self.windows.look(
                page, f"pad-{name}", "dialog[open]", full=False, unless="first headings")
            type_pin(page, PIN)
            page.wait_for_selector(".lock-sign[data-lock=open]")
            page.context.close()

    def ran_clean(self):
        """no script failed and the content security policy stopped nothing"""
        self.phone.context.close()
        expect(not self.windows.faults, f"{self.windows.faults}")

    # Looking

    def says_nothing(self, *words):
        """None of these words is anywhere in the document, nor in what the database holds."""
        held = self.phone.evaluate("""async () => {
          const { readAll, Store } = await import("/web/device/database.js");
          const all = await Promise.all(Object.values(Store).map(readAll));
          return document.documentElement.outerHTML + document.title + JSON.stringify(all);
        }""")
        found = [word for word in words if word in held]
        expect(not found, f"{found} are there")

    def on_disk(self, marks):
        """The marks that lie in some file of the browser's folder."""
        found = set()
        for folder, _, files in os.walk(self.profile.name):
            for name in files:
                try:
                    with open(os.path.join(folder, name), "rb") as file:
                        data = file.read()
                except OSError:
                    continue
                found.update(mark for mark in marks if mark in data)
        return found

    def states(self):
        pages = self.gateway.alert(self.control)["pages"]
        return [one["state"] for one in pages if one["responder"] == FIRST]

    def displays(self):
        """What the trail of the alert says that devices did."""
        text = self.gateway.run(
            "trail", "--data", self.gateway.data, "--json",
            self.gateway.alert(self.control)["id"])
        return text.replace('"event":"', " ").replace('"', " ").split()


STEPS = [
    Locks.chooses_a_pin, Locks.reads_while_it_is_unlocked, Locks.locks_at_once,
    Locks.locks_what_was_before, Locks.previews_what_comes,
    Locks.keeps_no_patient_and_no_key_on_the_disk,
    Locks.begins_locked, Locks.reads_the_value_back, Locks.reads_while_the_gateway_is_away,
    Locks.is_typed_on_a_keyboard,
    Locks.locks_by_itself, Locks.ends_after_eight_wrong_pins, Locks.ends_with_the_account,
    Locks.speaks_three_languages, Locks.ran_clean,
]


if __name__ == "__main__":
    perform(Gateway(), Locks, STEPS, set(STEPS[:7]))
