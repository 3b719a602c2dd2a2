#!/usr/bin/env python3
# Tocsin — BrowserTests: a person's own devices, from the check at the start of a duty to a lost one
# SPDX-License-Identifier: Apache-2.0
"""On duty, a test page, a start without the gateway, devices, calling for help, settings.

Usage: device_story.py [--screens [DIR]]   (--screens writes pictures)
The program is TOCSIN_BINARY, else TOCSIN, else .build/debug/tocsin. Ends with `N passed, N failed`.
"""

import base64

from pyzbar import pyzbar

from browsers import DESKTOP, PHONE, PIN, choose_pin, enrol, outcome, row, type_pin
from gateway import Gateway
from staging import perform
from telling import expect, until

FIRST, SECOND = "dr.amsel", "dr.brandt"
CALLER = "nurse.kranz"
# What the client asks of the icon.
BADGES = """
  globalThis.badges = [];
  Object.defineProperty(Navigator.prototype, "setAppBadge",
    { value: async (count) => { badges.push(count); } });
  Object.defineProperty(Navigator.prototype, "clearAppBadge",
    { value: async () => { badges.push(0); } });
"""
# A screen that can be kept on, which a browser without a window may not have.
WAKE_LOCK = """
  globalThis.locks = 0;
  const request = async () => {
    const lock = new EventTarget();
    locks += 1;
    lock.release = async () => {
      locks -= 1;
      lock.dispatchEvent(new Event("release"));
    };
    return lock;
  };
  Object.defineProperty(Navigator.prototype, "wakeLock", { value: { request } });
"""
KEPT = """async () => {
  const names = await caches.keys();
  for (const name of names.filter((one) => one.startsWith("tocsin-pages-"))) {
    if (await (await caches.open(name)).match("/release.json")) return true;
  }
  return false;
}"""
CACHED = """async () => {
  const names = await caches.keys();
  const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return requests.flat().map((one) => new URL(one.url).pathname);
}"""
IS_OPEN = """async () => {
  const { app } = await import("/web/app.js");
  return app.lock.exists && !app.lock.isShut;
}"""
DATABASES = "async () => (await indexedDB.databases()).map((one) => one.name)"


# The grey of a picture, a byte for each point.
GREYS = """async (picture) => {
  const bytes = Uint8Array.from(atob(picture), (one) => one.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const greys = Array.from({ length: data.length / 4 }, (_, at) => data[4 * at + 1]);
  return { width: image.width, height: image.height, greys };
}"""


def scanned(place):
    """What a reader of others finds on a picture of this element; None for nothing."""
    picture = base64.b64encode(place.screenshot()).decode()
    found = place.page.evaluate(GREYS, picture)
    codes = pyzbar.decode((bytes(found["greys"]), found["width"], found["height"]))
    return codes[0].data.decode() if len(codes) == 1 else None


class Devices:
    """The windows of the story and its checks; a later check builds on earlier ones."""

    def __init__(self, gateway, windows):
        self.gateway = gateway
        self.windows = windows
        self.phone = windows.open(PHONE, "dark", script=BADGES + WAKE_LOCK)
        self.desk = windows.open(DESKTOP, "light")
        self.other = windows.open(PHONE, "light", script=BADGES + WAKE_LOCK)
        self.third = windows.open(PHONE, "light")
        self.nurse = windows.open(PHONE, "light")
        self.person = FIRST

    # On duty

    def says_what_i_hold(self):
        """who is on call sees until when and who is next, and that this device works"""
        enrol(self.phone, self.gateway.link(FIRST), "Phone")
        enrol(self.other, self.gateway.link(SECOND), "Second phone")
        card = self.phone.locator(".on-duty")
        card.wait_for()
        until(lambda: self.phone.locator(".held li").count()
              + self.other.locator(".held li").count() > 0, "nobody holds anything")
        if self.phone.locator(".held li").count() == 0:
            self.phone, self.other = self.other, self.phone
            self.person = SECOND
        held = self.phone.locator(".held li").first.inner_text()
        expect("until" in held and "then" in held, held)
        enrol(self.desk, self.gateway.link(self.person), "Desk 3")
        self.windows.look(self.phone, "on-duty-phone", ".on-duty")
        self.windows.look(self.desk, "on-duty-desktop", ".on-duty", unless="first headings")

    def tests_its_sound(self):
        """the sound that was tested says when, after a restart of the client, too"""
        check = self.phone.locator("[data-check=sound]")
        expect("not tested" in check.inner_text(), check.inner_text())
        self.phone.click("[data-key=test-sound]")
        self.phone.locator("[data-check=sound]", has_text="tested at").wait_for()
        self.windows.look(self.phone, "on-duty-checks-phone", ".check-list")

    def keeps_the_screen_on(self):
        """the screen stays on while somebody on duty wants it, and no longer"""
        self.phone.click("[data-key=awake]")
        until(lambda: self.phone.evaluate("locks") == 1, "nothing keeps it on")
        self.phone.locator("[data-key=awake][aria-checked=true]").wait_for()
        self.phone.click("[data-key=awake]")
        until(lambda: self.phone.evaluate("locks") == 0, "it stays on")

    def pages_itself(self):
        """a test page comes to the devices of who asked for it as TEST, and to nobody else"""
        self.phone.click("[data-key=page-me]")
        for page in (self.phone, self.desk):
            found = row(page, "Test page that you asked for")
            found.wait_for()
            expect(found.locator(".chip.test").count() == 1, "it does not say TEST")
        self.phone.wait_for_selector("body[data-ringing=yes]")
        self.phone.locator(".test-outcome", has_text="came after").wait_for()
        self.windows.look(self.phone, "own-test-list-phone", ".test-outcome")
        row(self.phone, "Test page").click()
        expect(self.phone.locator("[data-key=decline]").count() == 0, "it can be passed on")
        self.windows.look(self.phone, "own-test-page-phone", "[data-key=accept]")
        self.phone.click("[data-key=accept]")
        outcome(self.phone, "Accepted at")
        row(self.desk, "No longer needed").filter(has_text="Test page").wait_for()
        self.phone.click("[data-key=back]")
        self.phone.locator(".test-outcome.good", has_text="paged and accepted").wait_for()
        expect(row(self.other, "Test page").count() == 0, "somebody else is paged")

    def counts_on_the_icon(self):
        """the icon of the client says how many pages wait, and nothing when none does"""
        self.phone.evaluate("badges.length = 0")
        self.gateway.report(value="6.8", ward="W4E", number="990501")
        row(self.phone, "6.8 mmol/L").wait_for()
        until(lambda: self.phone.evaluate("badges.at(-1)") == 1, "the icon shows no page")
        row(self.phone, "6.8 mmol/L").click()
        self.phone.click("[data-key=accept]")
        outcome(self.phone, "Accepted at")
        until(lambda: self.phone.evaluate("badges.at(-1)") == 0, "the icon shows a page")
        self.phone.click("[data-key=back]")

    # The client without the gateway

    def can_be_installed(self):
        """nothing stands against installing it but that this window keeps nothing"""
        until(lambda: self.phone.evaluate(KEPT), "the client was not kept")
        tools = self.phone.context.new_cdp_session(self.phone)
        found = tools.send("Page.getInstallabilityErrors")["installabilityErrors"]
        wrong = [one["errorId"] for one in found if one["errorId"] != "in-incognito"]
        expect(not wrong, f"{wrong}")

    def starts_without_the_gateway(self):
        """without the gateway it starts with the pages that it has, and says whom to call"""
        until(lambda: self.phone.evaluate(KEPT), "the client was not kept")
        self.gateway.stop()
        banner = self.phone.locator("[data-banner=lost]")
        banner.wait_for()
        said = banner.inner_text()
        expect("You can NOT be paged here since" in said and "Call 5" in said, said)
        self.windows.look(self.phone, "away-phone", "[data-banner=lost]")
        self.phone.reload()
        mine = self.phone.locator("a.row", has_text="Accepted").first
        mine.wait_for()
        banner.wait_for()
        expect("Call 5" in banner.inner_text(), banner.inner_text())
        mine.click()
        outcome(self.phone, "Accepted at")
        expect("6.8 mmol" not in self.phone.inner_text("article"), "it reads without its PIN")
        self.phone.click("[data-key=back]")
        self.phone.goto(f"{self.gateway.base}/duty")
        self.phone.locator("h1").first.wait_for()
        self.phone.goto(f"{self.gateway.base}/")
        self.gateway.start()
        self.phone.wait_for_selector(".link.open", timeout=25000)
        expect(banner.count() == 0, "the banner stays")

    def keeps_no_answer(self):
        """nothing of the interface is kept beside the client's own files"""
        paths = self.phone.evaluate(CACHED)
        wrong = [path for path in paths
                 if not path.startswith("/web/") and path != "/release.json"]
        expect(len(paths) > 40 and not wrong, f"{wrong}")

    # Devices

    def lists_devices(self):
        """a person sees their devices, this one first"""
        self.phone.click("[data-key='nav-/settings']")
        self.windows.look(self.phone, "settings-phone", "[data-part=ladder]")
        self.phone.click("[data-key='to-/devices']")
        rows = self.phone.locator(".self-row")
        rows.first.wait_for()
        expect(rows.count() == 2, f"{rows.count()} devices")
        expect("This device" in rows.first.inner_text(), rows.first.inner_text())
        expect("Desk 3" in rows.nth(1).inner_text(), rows.nth(1).inner_text())
        expect(self.phone.locator("[data-note=no-lock]").count() == 0, "one has no PIN")

    def enrols_another(self):
        """a link that an unlocked device makes enrols another one of the same person"""
        self.phone.locator(".self-card", has_text="Unlock this device first").wait_for()
        expect(self.phone.locator("[data-key=add-device]").count() == 0, "a locked one makes links")
        self.windows.look(self.phone, "device-link-locked-phone", "[data-key=unlock]")
        self.phone.click("[data-key=unlock]")
        type_pin(self.phone, PIN)
        self.phone.click("[data-key=add-device]")
        self.phone.wait_for_selector(".squares")
        self.windows.look(self.phone, "device-link-phone", ".squares")
        link = self.phone.input_value("[data-key=device-link]")
        shown = scanned(self.phone.locator(".squares"))
        expect(shown == link, f"a camera reads {shown!r}")
        enrol(self.third, shown, "Old phone")
        until(lambda: self.third.evaluate(DATABASES) == ["tocsin"], "it keeps no keys")
        expect(self.third.evaluate(IS_OPEN), "it is locked")

    def takes_a_pasted_link(self):
        """what is on the Home Screen of an iPhone is enrolled by a link that is pasted there"""
        page = self.windows.open(PHONE, "light", script="""
          Object.defineProperty(Navigator.prototype, "standalone", { get: () => false });
        """)
        page.goto(self.gateway.base)
        page.locator("h1", has_text="This browser is not enrolled").wait_for()
        self.windows.look(page, "not-enrolled-phone", "[data-key=enrol-link]")
        page.fill("[data-key=enrol-link]", "https://example.org/")
        page.click("[data-key=enrol-open]")
        page.locator(".note", has_text="This link is incomplete").or_(
            page.locator(".note", has_text="after # is missing")).first.wait_for()
        page.fill("[data-key=enrol-link]", self.gateway.link(self.person))
        page.click("[data-key=enrol-open]")
        page.locator("[data-note=home-screen]", has_text="Home Screen").wait_for()
        self.windows.look(page, "enrol-iphone", "#device-name", unless="high")
        page.fill("#device-name", "Pasted")
        choose_pin(page)
        page.click("[data-key=go-on]")
        page.wait_for_selector(".link.open")
        page.context.close()

    def ends_a_lost_one(self):
        """a lost device is ended at once, and its keys leave it, those that a PIN opened first"""
        self.phone.click("[data-key='nav-/']")
        self.phone.click("[data-key='nav-/settings']")
        self.phone.click("[data-key='to-/devices']")
        lost = self.phone.locator(".self-row", has_text="Old phone")
        lost.wait_for()
        lost.locator("[data-act=lost]").click()
        self.windows.look(self.phone, "device-lost-phone", "[data-key=end-go]")
        self.phone.click("[data-key=end-go]")
        self.phone.locator(".note.good", has_text="It is ended").wait_for()
        self.third.locator("[data-banner=ended]").wait_for()
        expect(not self.third.evaluate(IS_OPEN), "it still reads")
        until(lambda: "tocsin" not in self.third.evaluate(DATABASES), "its keys are there")
        until(lambda: self.third.evaluate("async () => (await caches.keys()).length") == 0,
              "its files are there")
        self.windows.picture(self.third, "ended-phone")
        self.third.reload()
        self.third.locator("h1", has_text="This browser is not enrolled").wait_for()

    # Calling for help

    def calls_for_help(self):
        """ward staff call from their own device in two taps, and see who comes"""
        self.gateway.add(CALLER, "Nina Kranz", "responder", "caller|W4E")
        enrol(self.nurse, self.gateway.link(CALLER), "Ward phone")
        self.nurse.click("[data-key='nav-/call']")
        self.nurse.wait_for_selector(".call-types")
        self.windows.look(self.nurse, "help-phone", ".call-types")
        self.nurse.locator(".call-type.level-1").first.click()
        self.nurse.fill("[name=place]", "Ward 4 East, bed 3")
        self.windows.look(self.nurse, "help-form-phone", "[data-key=send-call]", unless="headings")
        self.nurse.click("[data-key=send-call]")
        self.nurse.wait_for_selector(".roll .role-row")
        self.nurse.wait_for_selector(".role-clock:not(:empty)")
        self.windows.look(self.nurse, "help-roll-phone", ".roll")
        self.nurse.click("[data-act=standDown]")
        self.nurse.click("dialog [type=submit]")
        self.nurse.locator(".roll.over").wait_for()

    # Beside

    def shows_what_is_beside(self):
        """contacts, history and settings stand in each language, and the text grows"""
        for locale, size, scheme, words in (
                ("en-GB", PHONE, "dark", ("Who is on call", "My pages and answers")),
                ("de-DE", PHONE, "light", ("Wer hat Dienst", "Meine Rufe und Antworten")),
                ("fr-FR", DESKTOP, "dark", ("Qui est de garde", "Mes appels et réponses"))):
            page = self.windows.open(size, scheme, locale=locale)
            enrol(page, self.gateway.link(self.person), "Tablet")
            name = locale[:2]
            self.windows.look(page, f"on-duty-{name}", ".on-duty", unless="first headings")
            page.click("[data-key='nav-/settings']")
            page.click("[data-key='size-largest']")
            self.windows.look(page, f"settings-{name}", "[data-part=ladder]")
            page.click("[data-key='size-normal']")
            page.click("[data-key='to-/contacts']")
            page.locator("h1", has_text=words[0]).wait_for()
            page.locator(".self-people .dial").first.wait_for()
            self.windows.look(page, f"contacts-{name}", ".self-people")
            page.fill("[data-key=find]", "xyz")
            page.locator(".self-list .quiet").wait_for()
            page.fill("[data-key=find]", "")
            page.click("[data-key=above]")
            page.click("[data-key='to-/devices']")
            self.windows.look(page, f"devices-{name}", ".self-row")
            page.click("[data-key=above]")
            page.click("[data-key='to-/history']")
            page.locator("h1", has_text=words[1]).wait_for()
            self.windows.look(page, f"history-{name}", ".self h1")
            page.context.close()

    def remembers_what_is_set(self):
        """the size of the text and the wish for quiet outlive a restart of the client"""
        self.phone.click("[data-key='nav-/settings']")
        self.phone.click("[data-key=size-large]")
        self.phone.click("[data-key=quiet-low]")
        self.phone.locator("[data-key=quiet-low][aria-checked=true]").wait_for()
        self.phone.reload()
        self.phone.locator("[data-key=quiet-low][aria-checked=true]").wait_for()
        expect(self.phone.get_attribute("html", "data-text") == "large", "the text is small again")

    def ran_clean(self):
        """no script failed and the content security policy stopped nothing"""
        expect(not self.windows.faults, f"{self.windows.faults}")


STEPS = [
    Devices.says_what_i_hold, Devices.tests_its_sound, Devices.keeps_the_screen_on,
    Devices.pages_itself, Devices.counts_on_the_icon, Devices.can_be_installed,
    Devices.starts_without_the_gateway, Devices.keeps_no_answer, Devices.lists_devices,
    Devices.enrols_another, Devices.takes_a_pasted_link, Devices.ends_a_lost_one,
    Devices.calls_for_help,
    Devices.shows_what_is_beside, Devices.remembers_what_is_set, Devices.ran_clean,
]


if __name__ == "__main__":
    perform(Gateway(), Devices, STEPS, {Devices.says_what_i_hold})
