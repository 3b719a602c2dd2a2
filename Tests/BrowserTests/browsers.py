# Tocsin — BrowserTests: browser windows of phone and desktop size, light and dark
# SPDX-License-Identifier: Apache-2.0
"""Chromium windows that keep what went wrong in them, and take pictures when asked."""

import os

from playwright.sync_api import sync_playwright

import axe
from telling import expect

HERE = os.path.dirname(os.path.abspath(__file__))
CHROMIUM = os.environ.get("TOCSIN_CHROMIUM", "/usr/bin/chromium")
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2,
         "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
WAIT_MS = 10000
PIN = "271828"

# A device whose clock is 20 minutes slow, in every way that a script can ask for it.
SLOW_CLOCK = """
  const real = Date.now.bind(Date);
  Date.now = () => real() - 20 * 60 * 1000;
"""


class Windows:
    """One Chromium; each window is a browser of its own, with its own keys."""

    def __init__(self, screens=None, viewer=False):
        """`viewer`: the whole browser without a window, since the small one has no PDF viewer."""
        self.screens = screens
        self.faults = []
        self.playwright = sync_playwright().start()
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        if viewer:
            arguments.append("--headless=new")
        self.browser = self.playwright.chromium.launch(
            executable_path=CHROMIUM, args=arguments, headless=not viewer)

    def open(self, kind, scheme, script=None, locale="en-GB"):
        context = self.browser.new_context(
            **kind, color_scheme=scheme, locale=locale, timezone_id="Europe/Paris",
            reduced_motion="reduce")
        context.set_default_timeout(WAIT_MS)
        if script:
            context.add_init_script(script)
        return self.watch(context.new_page())

    def keep(self, folder, kind, scheme, script=None):
        """A window whose browser keeps what it knows in `folder`; its context is to be closed."""
        context = self.playwright.chromium.launch_persistent_context(
            folder, executable_path=CHROMIUM,
            args=["--no-sandbox"] if os.geteuid() == 0 else [], **kind, color_scheme=scheme,
            locale="en-GB", timezone_id="Europe/Paris", reduced_motion="reduce")
        context.set_default_timeout(WAIT_MS)
        if script:
            context.add_init_script(script)
        return self.watch(context.pages[0])

    def watch(self, page):
        """Notes script errors and everything that the content security policy stops."""
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("console", lambda message: self.note(message.text))
        return page

    def note(self, text):
        if "Content Security Policy" in text or "TrustedHTML" in text:
            self.faults.append(text)

    def picture(self, page, name, full=False):
        """Writes NAME.png, when pictures are wanted; `full` shows what is below the fold, too."""
        if not self.screens:
            return
        page.evaluate("document.activeElement?.blur()")
        page.mouse.move(0, 0)
        page.wait_for_timeout(200)
        page.screenshot(path=os.path.join(self.screens, f"{name}.png"), full_page=full)

    def look(self, page, name, wait="h1", *, state="visible", full=True, unless=None):
        """Checks what every screen owes to everybody, and takes its picture.

        Findings that hold the text `unless` do not count.
        """
        page.wait_for_selector(wait, state=state)
        with open(os.path.join(HERE, "office_checks.js"), encoding="utf-8") as file:
            found = page.evaluate(file.read())
        findings = [one for one in found if unless is None or unless not in one]
        findings += axe.in_both_schemes(page)
        self.picture(page, name, full=full)
        expect(not findings, f"{name}: {'; '.join(findings)}")

    def close(self):
        self.browser.close()
        self.playwright.stop()


class Authenticator:
    """Chromium's virtual authenticator in one window: it verifies its person and never asks."""

    OPTIONS = {
        "protocol": "ctap2", "ctap2Version": "ctap2_1",
        "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }

    def __init__(self, page, beside=None):
        """`beside` is the window's own authenticator; this one is then a security key."""
        self.session = beside.session if beside else page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options = dict(self.OPTIONS, transport="usb" if beside else "internal")
        made = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.id = made["authenticatorId"]

    def unplug(self):
        self.session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.id})

    def credentials(self):
        found = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return found["credentials"]

    def add(self, credential):
        """The same passkey here as well, as a keychain that is kept in step has it."""
        self.session.send(
            "WebAuthn.addCredential", {"authenticatorId": self.id, "credential": credential})

    def count_on(self, by):
        """Sets its counters ahead, as if it had been used so often elsewhere."""
        for one in self.credentials():
            self.session.send("WebAuthn.removeCredential", {
                "authenticatorId": self.id, "credentialId": one["credentialId"]})
            self.add(dict(one, signCount=one["signCount"] + by))

    def verifies(self, does):
        self.session.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": does})


def enrol(page, link, name):
    """Opens an enrolment link and follows it to the end."""
    page.goto(link)
    page.fill("#device-name", name)
    choose_pin(page)
    page.click("[data-key=go-on]")
    page.wait_for_selector(".link.open")


def choose_pin(page):
    """Goes on from the name of a device, and chooses its PIN."""
    page.click("[data-key=enrol]")
    page.fill("#pin", PIN)
    page.fill("#pin-again", PIN)
    page.click("[data-key=set-pin]")


def unlock(page, pin=PIN):
    """Types the PIN on a locked device, until it is open."""
    page.click("[data-key=lock]")
    type_pin(page, pin)
    page.wait_for_selector(".lock-sign[data-lock=open]")


def unlock_where_shut(page):
    """Unlocks a window of a locked device; leaves every other one as it is."""
    if page.locator(".lock-sign[data-lock=shut]").count():
        unlock(page)


def type_pin(page, pin):
    """Types a PIN on the keys of the pad, and waits for what comes of it."""
    for digit in pin:
        page.click(f"[data-key=pin-{digit}]")
    page.click("[data-key=pin-go]")


def enter(page, link, screen="#bar nav"):
    """Takes up an invitation with a passkey, until `screen` is there."""
    page.goto(link.replace("127.0.0.1", "localhost"))
    page.click("[data-key=open-invitation]")
    page.click("[data-key=make-passkey]")
    page.wait_for_selector(screen)


def show_duty(page):
    """Goes to My duty, from the list or from a page that covers it."""
    back = page.locator("[data-key=back]")
    if back.count():
        back.click()
    page.locator("[data-key='nav-/duty']").click()
    page.locator(".mine h1").wait_for()


def row(page, what):
    """The row of the list that holds this text."""
    return page.locator(".row", has_text=what)


def outcome(page, title):
    """Waits until the chosen page says this of itself."""
    page.locator(".outcome h2", has_text=title).wait_for()


def file_bytes(page, urls):
    """The length of each file, read from where it came from: what a worker served has no body."""
    return {url: len(page.request.get(url).body()) for url in urls}
