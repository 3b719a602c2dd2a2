#!/usr/bin/env python3
# Tocsin — BrowserTests: a browser that is closed and opened again, and one that is offline
# SPDX-License-Identifier: Apache-2.0
"""A profile on the disk, as a phone has one: keys, pages and answers outlive the browser.

Usage: profile_story.py [--screens [DIR]]   (--screens writes pictures)
The program is TOCSIN_BINARY, else TOCSIN, else .build/debug/tocsin. Ends with `N passed, N failed`.
"""

import json
import os

from browsers import CHROMIUM, PHONE, WAIT_MS, enrol, outcome, row, unlock
from gateway import Gateway
from staging import perform
from telling import expect

FIRST = "dr.amsel"
KEYS = """async () => {
  const { loadIdentity } = await import("/web/device/identity.js");
  const { device, notifyKeyID, acceptKeyID } = await loadIdentity();
  return JSON.stringify([device, [...notifyKeyID], [...acceptKeyID]]);
}"""


class Profile:
    """One browser with a folder of its own, and its checks; a later one builds on earlier ones."""

    def __init__(self, gateway, windows):
        self.gateway = gateway
        self.windows = windows
        self.context = self.page = self.keys = None
        self.open()

    def open(self):
        """Starts the browser on the folder that it had before."""
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        self.context = self.windows.playwright.chromium.launch_persistent_context(
            os.path.join(self.gateway.folder.name, "profile"), executable_path=CHROMIUM,
            args=arguments, locale="en-GB", timezone_id="Europe/Paris", reduced_motion="reduce",
            **PHONE)
        self.context.set_default_timeout(WAIT_MS)
        self.page = self.windows.watch(self.context.pages[0])

    def enrols(self):
        """a browser is enrolled and accepts a page"""
        enrol(self.page, self.gateway.link(FIRST), "Phone")
        self.keys = self.page.evaluate(KEYS)
        self.accepts("6.1")

    def can_be_installed(self):
        """the browser finds nothing that keeps the client from the Home Screen"""
        tools = self.context.new_cdp_session(self.page)
        manifest = tools.send("Page.getAppManifest")
        expect(manifest["url"].endswith(".webmanifest"), "there is no manifest")
        expect(not manifest["errors"], f"{manifest['errors']}")
        told = json.loads(manifest["data"])
        expect((told["display"], told["scope"]) == ("standalone", "/"), f"{told}")
        found = tools.send("Page.getInstallabilityErrors")["installabilityErrors"]
        expect(not found, f"{found}")

    def comes_back(self):
        """opened again it has the same keys and pages, and receives and answers with them"""
        self.context.close()
        control = self.gateway.report(value="6.2", number="990062")
        self.open()
        self.begins_locked()
        expect(self.page.evaluate(KEYS) == self.keys, "it has other keys")
        row(self.page, "6.1 mmol/L").locator(".row-state", has_text="Accepted").wait_for()
        self.take("6.2", control)
        self.accepts("6.3")

    def answers_offline(self):
        """an answer without a network is not confirmed, outlives the browser, and is sent then"""
        control = self.gateway.report(value="6.4", number="990064")
        row(self.page, "6.4 mmol/L").click()
        self.context.set_offline(True)
        self.page.click("[data-key=accept]")
        outcome(self.page, "NOT CONFIRMED")
        expect(self.phase(control) != "acknowledged", "it is accepted all the same")
        self.context.close()
        self.open()
        self.begins_locked()
        row(self.page, "6.4 mmol/L").click()
        outcome(self.page, "Accepted at")
        expect(self.phase(control) == "acknowledged", "it is not accepted")
        self.page.click("[data-key=back]")

    def hears_what_it_missed(self):
        """what came while it was offline is there when it is back, and nothing twice"""
        self.context.set_offline(True)
        control = self.gateway.report(value="6.5", number="990065")
        self.context.set_offline(False)
        self.take("6.5", control)
        expect(row(self.page, "6.5 mmol/L").count() == 1, "it stands there twice")

    def ran_clean(self):
        """no script error, and nothing that the content security policy had to stop"""
        self.context.close()
        expect(not self.windows.faults, "; ".join(self.windows.faults))

    # What the steps share

    def begins_locked(self):
        """Starts the client, which is locked, unlocks it and goes to the list."""
        self.page.goto(self.gateway.base)
        self.page.wait_for_selector(".link.open")
        unlock(self.page)
        if self.page.locator("[data-key=back]").is_visible():
            self.page.click("[data-key=back]")

    def accepts(self, value):
        self.take(value, self.gateway.report(value=value, number=f"9900{value.replace('.', '')}"))

    def take(self, value, control):
        """Accepts a page, and goes back to the list."""
        row(self.page, f"{value} mmol/L").click()
        self.page.click("[data-key=accept]")
        outcome(self.page, "Accepted at")
        expect(self.phase(control) == "acknowledged", "the gateway does not know of it")
        self.page.click("[data-key=back]")

    def phase(self, control):
        return self.gateway.alert(control)["phase"]


STEPS = [
    Profile.enrols, Profile.can_be_installed, Profile.comes_back, Profile.answers_offline,
    Profile.hears_what_it_missed, Profile.ran_clean,
]


if __name__ == "__main__":
    perform(Gateway(), Profile, STEPS, {Profile.enrols, Profile.comes_back})
