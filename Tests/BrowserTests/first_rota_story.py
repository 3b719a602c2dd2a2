#!/usr/bin/env python3
# Tocsin — BrowserTests: the first rota of a site, in real Chromium
# SPDX-License-Identifier: Apache-2.0
"""A site that pages named people alone gets its first rota in the console.

Usage: first_rota_story.py [--screens [DIR]]   (--screens writes pictures)
The program is TOCSIN_BINARY, else TOCSIN, else .build/debug/tocsin. Ends with `N passed, N failed`.
"""

import os
import shutil
import tempfile

from browsers import DESKTOP, PHONE, Authenticator, enter
from gateway import ROOT, Gateway
from staging import perform
from telling import expect

ROUTES = """fallback-within: 10m

routes:
  - name: results
    when: { kind: critical-result }
    policy: everything

catch-all: everything
"""


def site_without_rotas(folder):
    """The people of the demonstration, and one policy that names them."""
    os.makedirs(folder + "/Escalations/policies")
    shipped = os.path.join(ROOT, "Escalations")
    shutil.copy(shipped + "/people.yaml", folder + "/Escalations")
    shutil.copy(shipped + "/policies/demonstration.yaml",
                folder + "/Escalations/policies/everything.yaml")
    with open(folder + "/Escalations/routes.yaml", "w", encoding="utf-8") as file:
        file.write(ROUTES)


class First:
    """The window of the story and its checks; a later check builds on earlier ones."""

    def __init__(self, gateway, windows):
        self.gateway = gateway
        self.windows = windows
        self.page = windows.open(DESKTOP, "light")
        Authenticator(self.page)

    def finds_none(self):
        """a manager of a site without a rota is told so, and can make one"""
        self.gateway.add("rota.kite", "Kite Rota", "rota-manager")
        enter(self.page, self.gateway.invitation("rota.kite"))
        self.page.click("[data-key='nav-/rotas']")
        self.page.wait_for_selector("[data-screen=rotas]")
        expect(self.page.locator("[data-rota]").count() == 0, "there is a rota already")
        self.windows.look(self.page, "first-rota-none", "[data-key=new-rota]")

    def makes_it(self):
        """people and a zone stand in its form, the preview says who gains, and it holds"""
        page = self.page
        page.click("[data-key=new-rota]")
        page.fill("#field-title", "Night cover")
        expect(page.input_value("#field-zone") == "Europe/Paris", page.input_value("#field-zone"))
        page.fill("#layer-name", "weeks")
        page.select_option("#layer-who", "dr.corvin")
        page.fill("#layer-start", "2026-01-05")
        self.windows.look(page, "first-rota-form", "[data-screen=new-rota]")
        page.click("[data-key=preview-layer]")
        page.wait_for_selector(".preview")
        expect("gains" in page.locator(".preview").inner_text(), "nobody gains")
        page.fill("#field-reason", "nights had no rota")
        page.click("[data-key=save]")
        page.wait_for_selector("[data-screen=rota] .history [data-revision='1']")

    def keeps_a_panel_open(self):
        """a panel that was opened stays open when the screen is drawn again"""
        page = self.page
        page.click("[data-key=links]")
        page.wait_for_selector("[data-key=make-link]")
        page.click("[data-key=mode-week]")
        page.wait_for_selector(".weeks.by-week")
        page.wait_for_selector(".calendar-links[open] [data-key=make-link]")
        expect(page.locator(".rota-text[open]").count() == 0, "another panel was opened")
        page.set_viewport_size(PHONE["viewport"])
        self.windows.look(page, "first-rota-phone", ".calendar-links[open]")

    def ran_clean(self):
        """no script error, and nothing that the content security policy had to stop"""
        expect(not self.windows.faults, "; ".join(self.windows.faults))


STEPS = [First.finds_none, First.makes_it, First.keeps_a_panel_open, First.ran_clean]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="tocsin-site-") as made:
        site_without_rotas(made)
        os.environ["TOCSIN_DOCUMENTS"] = made
        perform(Gateway(is_named=True), First, STEPS, set(STEPS[:2]))
