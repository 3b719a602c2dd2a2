#!/usr/bin/env python3
# Tocsin — BrowserTests: every screen tried with axe, a ruler and the Tab key, in real Chromium
# SPDX-License-Identifier: Apache-2.0
"""All screens in English, French and German, light and dark, as a phone and a desktop have them.

axe finds nothing on any of them, none scrolls sideways at 320 px or at 200 % zoom, and the keyboard
reaches every control. Usage: accessibility_story.py [--screens [DIR]]   (--screens writes pictures)
The program is TOCSIN_BINARY, else TOCSIN, else .build/debug/tocsin. Ends with `N passed, N failed`.
"""

import json

from browsers import (
    DESKTOP, PHONE, Authenticator, choose_pin, enrol, enter, outcome, row, unlock_where_shut)
from gateway import Gateway
from screens import Tour
from staging import perform
from telling import expect

FIRST, OFFICER = "dr.amsel", "boss.falke"
# A phone's size and touch without a phone's way to zoom out: too much width is to show.
TOUCHED = {"viewport": PHONE["viewport"], "has_touch": True}
ROLES = ("administrator", "switchboard", "rota-manager", "integration-engineer")
ROTA, POLICY = "medicine-registrar", "critical-result"
OPEN_ROLL = "article[data-alert]:not([data-phase=resolved]) [data-role]"


class Screens:
    """The windows of the story and its checks; a later check builds on earlier ones."""

    def __init__(self, gateway, windows):
        self.gateway = gateway
        self.windows = windows
        self.tour = Tour(windows)
        self.phone = windows.open(TOUCHED, "light")
        self.other = windows.open(DESKTOP, "dark")
        self.desk = windows.open(TOUCHED, "light")
        Authenticator(self.desk)

    def at(self, path):
        return f"{self.gateway.base}{path}"

    # The ruler itself

    def can_find_something(self):
        """axe and the ruler find what is wrong on a screen that is made wrong"""
        page = self.windows.open(TOUCHED, "light")
        page.goto(self.at("/"))
        page.wait_for_selector("h1")
        page.evaluate("""() => {
          const add = (tag, css, text = "") => {
            const node = document.createElement(tag);
            Object.assign(node.style, css);
            node.textContent = text;
            document.getElementById("main").append(node);
          };
          add("p", { color: "#999", background: "#fff" }, "too pale to be read");
          add("button", { width: "20px", height: "20px" });
          add("p", { minWidth: "1400px" }, "too wide");
        }""")
        self.tour.look(page, "wrong", touch=True)
        text = "\n".join(self.tour.findings)
        for part in ("color-contrast", "button-name", "px small", "scrolls sideways"):
            expect(part in text, f"{part!r} is not in {text}")
        self.tour.findings.clear()
        page.context.close()

    # A responder

    def shows_enrolment(self):
        """no device, the offer, a spent and a broken link, and what comes after"""
        page, tour = self.phone, self.tour
        page.goto(self.at("/"))
        tour.visit(page, "not enrolled", "[data-key=to-sign-in]", at=self.at("/"))
        tour.visit(page, "link cut", ".sheet", at=self.at("/enrol"))
        link = self.gateway.link(FIRST)
        tour.visit(page, "enrol", "#device-name", at=link, touch=True)
        tour.walk(page, "enrol")
        page.click("[data-key=enrol]")
        page.wait_for_selector("#pin")
        tour.look(page, "pin", touch=True)
        page.reload()
        choose_pin(page)
        page.wait_for_selector("[data-key=go-on]")
        tour.look(page, "enrolled")
        page.click("[data-key=go-on]")
        page.wait_for_selector(".link.open")

        def spent():
            choose_pin(page)
            page.wait_for_selector("[data-key=to-pages]")

        tour.visit(page, "link spent", "#device-name", at=link, then=spent)
        tour.visit(page, "quiet list", ".link.open", at=self.at("/"))
        enrol(self.other, self.gateway.link(FIRST), "Other")
        tour.settle()

    def opens(self, value):
        """Has a page come and be open on the phone; its address."""
        self.gateway.report(value=value, number=f"9910{value.replace('.', '')}",
                            name="ZZTEST^LONGERTHANMOSTOFTHENAMESTHATTHEREARE^MARIA")
        self.phone.goto(self.at("/"))
        self.phone.wait_for_selector(".link.open")
        self.phone.wait_for_selector("[data-key=lock]")
        unlock_where_shut(self.phone)
        if self.phone.locator("[data-key=back]").is_visible():
            self.phone.click("[data-key=back]")
        row(self.phone, f"{value} mmol/L").click()
        self.phone.locator("[data-key=accept]").wait_for()
        return self.phone.url

    def shows_pages(self):
        """a page that rings, what is asked before it is declined, and each state after it"""
        page, tour = self.phone, self.tour
        at = self.opens("6.1")
        tour.visit(page, "ringing list", ".row", at=self.at("/"), touch=True)
        tour.walk(page, "ringing list")
        tour.visit(page, "page", "[data-key=accept]", at=at, touch=True)
        tour.walk(page, "page")
        asks = lambda: page.click("[data-key=decline]")
        tour.visit(page, "decline", "[data-key=accept]", at=at, then=asks, touch=True)
        page.keyboard.press("Escape")
        page.click("[data-key=call-me]")
        page.wait_for_selector("[data-call=taken]")
        tour.visit(page, "call me", "[data-call=taken]", at=at)
        page.click("[data-key=coming-10]")
        outcome(page, "Coming in 10 minutes")
        tour.visit(page, "coming", ".outcome.good", at=at, touch=True)
        page.click("[data-key=arrived]")
        outcome(page, "There since")
        asks = lambda: page.click("[data-key=give-back]")
        tour.visit(page, "give back", "[data-key=give-back]", at=at, then=asks)
        tour.settle()

    def shows_failures(self):
        """not confirmed, declined, withdrawn, unknown, and a page that is not here"""
        page, tour = self.phone, self.tour
        at = self.opens("6.2")
        page.context.route("**/answers", lambda route: route.abort())
        page.click("[data-key=accept]")
        outcome(page, "NOT CONFIRMED")
        tour.visit(page, "not confirmed", "[data-outcome] h2", at=at, touch=True)
        page.context.unroute("**/answers")
        outcome(page, "Accepted at")
        at = self.opens("6.3")
        page.click("[data-key=decline]")
        page.click("[data-key=cannot-come]")
        outcome(page, "Declined at")
        tour.visit(page, "declined", ".outcome", at=at)
        at = self.opens("6.4")
        row(self.other, "6.4 mmol/L").click()
        self.other.click("[data-key=accept]")
        outcome(page, "No longer needed")
        tour.visit(page, "withdrawn", ".outcome.calm", at=at)
        tour.visit(page, "no such page", ".page-none h1", at=self.at(f"/page#{'0' * 8}"))
        tour.visit(page, "earlier list", ".list-section", at=self.at("/"), touch=True)
        tour.settle()

    def shows_connections(self):
        """not connected, ended and not known say so, above what there is"""
        page, tour = self.phone, self.tour
        answers = {
            "lost": lambda route: route.abort(), "ended": lambda route: route.fulfill(status=403),
            "unknown": lambda route: route.fulfill(status=401),
        }
        for banner, answer in answers.items():
            page.context.route("**/v1/devices/**", answer)
            tour.visit(page, f"link {banner}", f"[data-banner={banner}]", at=self.at("/"))
            page.context.unroute("**/v1/devices/**")
        tab = self.windows.watch(page.context.new_page())
        page.goto(self.at("/"))
        page.wait_for_selector(".link.open")
        tab.goto(self.at("/"))
        tour.visit(tab, "moved", "[data-key=use-here]")
        tab.close()
        tour.settle()

    def shows_duties(self):
        """what a responder holds, and who is on call for a manager of rotas"""
        page, tour = self.phone, self.tour
        page.goto(self.at("/"))
        tour.visit(page, "my duty", ".mine h1", at=self.at("/duty"), touch=True)
        tour.walk(page, "my duty")
        enrol(self.other, self.gateway.link("manager.gans"), "Office")
        tour.visit(self.other, "on call", "td strong", at=self.at("/rota"))
        tour.settle()

    # The office

    def shows_the_way_in(self):
        """an invitation, a wrong one, and signing in"""
        page, tour = self.desk, self.tour
        page.goto(self.at("/sign-in"))
        tour.visit(page, "sign in", "[data-key=passkey]", at=self.at("/sign-in"), touch=True)
        tour.walk(page, "sign in")

        def refused():
            page.click("[data-key=open-invitation]")
            page.wait_for_selector(".sheet")

        tour.visit(page, "wrong invitation", "[data-key=open-invitation]",
                   at=self.at(f"/welcome#{'A' * 43}"), then=refused)
        self.gateway.add(OFFICER, "Flora Falke", *ROLES)
        link = self.gateway.invitation(OFFICER)
        tour.visit(page, "welcome", "[data-key=open-invitation]", at=link)
        enter(page, link)
        tour.settle()

    def shows_accounts(self):
        """my account, all accounts, one of them and a new one"""
        page, tour = self.desk, self.tour
        for name, path in (("account", "/account"), ("accounts", "/administration"),
                           ("one account", f"/administration#{FIRST}"),
                           ("new account", "/administration#new")):
            tour.visit(page, name, "main h1", at=self.at(path))
        tour.settle()

    def shows_alerts(self):
        """the board, an alert that is closed to this person, and the glass broken"""
        page, tour = self.desk, self.tour
        control = self.gateway.report(value="6.5", ward="NEURO", number="991065")
        alert = self.gateway.alert(control)["id"]
        tour.visit(page, "board", "[data-screen=board] .row", at=self.at("/board"))
        tour.walk(page, "board")
        tour.visit(page, "alert closed", "[data-key=break-glass]", at=self.at(f"/alert#{alert}"))
        page.fill("[data-key=reason]", "the screens are tried for everybody")
        page.click("[data-key=break-glass]")
        broken, step_up = page.locator("[data-banner=break-glass]"), "[data-key=dialog-go]"
        broken.or_(page.locator(step_up)).first.wait_for()
        if broken.count() == 0:
            page.click(step_up)
        broken.wait_for()
        tour.look(page, "glass broken")
        tour.settle()

    def shows_the_switchboard(self):
        """the switchboard quiet, with its form, and with a call that is open"""
        page, tour = self.desk, self.tour
        at, ready = self.at("/switchboard"), "[data-screen=switchboard] .call-type"
        tour.visit(page, "switchboard", ready, at=at)
        form = lambda: page.click(ready)
        tour.visit(page, "call form", ready, at=at, then=form)
        page.fill("[name=place]", "Entrance hall")
        page.locator("[name=place]").press("Enter")
        page.wait_for_selector(OPEN_ROLL)
        tour.visit(page, "roll", OPEN_ROLL, at=at)
        tour.settle()

    def shows_rotas(self):
        """rotas, one of them, a new one, policies, one of them, reports"""
        page, tour = self.desk, self.tour
        for name, path, wait in (
                ("rotas", "/rotas", "[data-screen=rotas] [data-rota]"),
                ("rota", f"/rotas#{ROTA}", "[data-screen=rota] .weeks"),
                ("new rota", "/rotas#+", "[data-screen=new-rota]"),
                ("policies", "/policies", "[data-screen=policies]"),
                ("policy", f"/policies#{POLICY}", "[data-screen=policy]"),
                ("reports", "/reports", "[data-screen=reports]")):
            tour.visit(page, name, wait, at=self.at(path))
        tour.settle()

    def shows_messages(self):
        """integrations, messages, one of them in each of its forms, a trial, the intended use"""
        page, tour = self.desk, self.tour
        said = self.gateway.run("messages", "--data", self.gateway.data, "--json").splitlines()
        number = json.loads(said[0])["id"]
        tour.visit(page, "integrations", "[data-integration]", at=self.at("/integrations"))
        tour.visit(page, "messages", "tr[data-message]", at=self.at("/messages"))
        for tab in ("why", "tree", "raw"):
            shows = lambda tab=tab: page.locator(f"[data-key=tab-{tab}]").click()
            tour.visit(page, f"message {tab}", "[data-screen=message]",
                       at=self.at(f"/message#{number}"), then=shows)
        tour.visit(page, "try", "[data-screen=try]", at=self.at("/try#laboratory"))
        tour.visit(page, "intended use", "[data-screen=use]", at=self.at("/intended-use"))
        tour.settle()

    def ran_clean(self):
        """no script error, and nothing that the content security policy had to stop"""
        expect(self.tour.seen > 100, f"only {self.tour.seen} screens were tried")
        expect(not self.windows.faults, "; ".join(self.windows.faults))


STEPS = [
    Screens.can_find_something, Screens.shows_enrolment, Screens.shows_pages,
    Screens.shows_failures, Screens.shows_connections, Screens.shows_duties,
    Screens.shows_the_way_in, Screens.shows_accounts, Screens.shows_alerts,
    Screens.shows_the_switchboard, Screens.shows_rotas, Screens.shows_messages, Screens.ran_clean,
]


if __name__ == "__main__":
    perform(Gateway(is_named=True), Screens, STEPS, {Screens.can_find_something})
