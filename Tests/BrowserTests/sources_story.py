#!/usr/bin/env python3
# Tocsin — BrowserTests: sources, planned work and what waits, in real Chromium
# SPDX-License-Identifier: Apache-2.0
"""A site accepts the intended use, plans work, watches the board, and makes a mapping hold.

Usage: sources_story.py [--screens [DIR]]   (--screens writes pictures)
The program is TOCSIN_BINARY, else TOCSIN, else .build/debug/tocsin. Ends with `N passed, N failed`.
"""

import os

from browsers import PHONE, Authenticator, enter
from gateway import MESSAGE, ROOT, Gateway, free_port
from staging import perform
from telling import expect

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
MONITORS = os.path.join(ROOT, "Integrations/bedside-monitors")
REASON = "decision of the board of 24 November"
WORK = "the monitors of ICU 2 are replaced"
CANARY = "ZZTEST"
TITLES = {"en": "Open alerts", "de": "Offene Alarme", "fr": "Alertes ouvertes"}

# Texts of few different lines: what stays and goes is the one, what stays and comes the other.
DIFFERENCES = """async () => {
  const { difference } = await import("/web/browse/diff.js");
  let seed = 7;
  const next = (below) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor(seed / 65536) % below;
  };
  const text = () => Array.from({ length: next(9) }, () => "abc"[next(3)]).join("\\n");
  for (let turn = 0; turn < 2000; turn += 1) {
    const [first, second] = [text(), text()];
    const lines = difference(first, second);
    const without = (mark) =>
      lines.filter(([one]) => one !== mark).map(([, line]) => line).join("\\n");
    if (without("+") !== first || without("-") !== second) return [first, second];
  }
  return null;
}"""


class Site:
    """The windows of the story and its checks; a later check builds on earlier ones."""

    def __init__(self, gateway, windows):
        self.gateway = gateway
        self.windows = windows
        self.boss = windows.open(DESKTOP, "light")
        Authenticator(self.boss)
        self.desk = windows.open(DESKTOP, "light")
        Authenticator(self.desk)
        self.engineer = windows.open(DESKTOP, "light")
        Authenticator(self.engineer)
        self.port = free_port()
        self.sent = 0

    # What the site does around the screens

    def write(self, name, text):
        path = os.path.join(self.gateway.folder.name, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        return path

    def beds(self, sample, *changes):
        """Sends a sample of the bedside monitors with another control id."""
        with open(f"{MONITORS}/samples/{sample}.hl7", encoding="utf-8", newline="") as file:
            text = file.read()
        self.sent += 1
        for old, new in changes:
            text = text.replace(old, new)
        head, rest = text.split("|ORU^R40^ORU_R40|", 1)
        text = f"{head}|ORU^R40^ORU_R40|BED{self.sent:03d}{rest[rest.index('|'):]}"
        path = self.write(f"bed{self.sent}.hl7", text)
        self.gateway.run("send", "--mllp", f"127.0.0.1:{self.port}", path)

    def invite(self, window, person, name, *roles):
        self.gateway.add(person, name, *roles)
        enter(window, self.gateway.invitation(person))

    # The intended use

    def waits_for_the_site(self):
        """S33: bedside monitors say that they page nobody, and why"""
        with open(f"{MONITORS}/mapping.yaml", encoding="utf-8") as file:
            text = file.read().replace("stale-after: 90s", "stale-after: 5s")
        path = self.write("Integrations/bedside-monitors/mapping.yaml",
                          f"{text}\nendpoint:\n  listen: 127.0.0.1:{self.port}\n")
        self.gateway.run("import", "--data", self.gateway.data, path)
        enter(self.boss, self.gateway.administrator_link())
        self.boss.click("[data-key='nav-/integrations']")
        card = self.boss.locator("[data-integration=bedside-monitors]")
        card.locator(".off", has_text="page nobody").wait_for()
        expect(self.boss.locator("[data-integration=laboratory] .off").count() == 0,
               "the laboratory waits, too")
        expect(card.locator("[data-key=try-bedside-monitors]").count() == 0,
               "an administrator is led to messages")
        self.windows.look(self.boss, "integrations-off-desktop-light")
        self.boss.click("[data-key=intended-use]")
        self.boss.locator("[data-use=bedside-monitors]", has_text="page nobody").wait_for()
        self.boss.locator(".statement", has_text="secondary means").wait_for()
        self.windows.look(self.boss, "intended-use-open-desktop-light")

    def accepts(self):
        """S33: an administrator accepts the intended use with a reason, and the page says who"""
        page = self.boss
        page.fill("[name=reason]", REASON)
        page.click("[data-key=accept-use]")
        page.wait_for_selector("[data-accepted=true]")
        text = page.inner_text("main")
        expect("Accepted by" in text and "Its alarms page" in text, text[:400])
        expect(page.locator("[data-key=accept-use]").count() == 0, "it can be accepted again")
        said = self.gateway.run("intended-use", "show", "--data", self.gateway.data)
        expect("accepted by administrator" in said, said[-200:])
        self.windows.look(page, "intended-use-accepted-desktop-light")

    # Planned work and the board

    def plans_work(self):
        """S27: work on a source is planned with an end and a reason"""
        self.beds("medium")
        self.beds("end", ("EVT-5001", "EVT-5002"), ("|PH|", "|PM|"))
        self.invite(self.engineer, "eng.otter", "Eng Otter", "integration-engineer")
        page = self.engineer
        page.click("[data-key=plan-bedside-monitors]")
        page.select_option("[name=minutes]", "240")
        page.fill("dialog [name=reason]", WORK)
        self.windows.look(page, "plan-work-desktop-light", "dialog[open]")
        page.click("[data-key=dialog-go]")
        page.locator("[data-work=bedside-monitors]", has_text=WORK).wait_for()
        page.locator("[data-health=maintenance]").wait_for()
        self.windows.look(page, "integrations-work-desktop-light")

    def shows_work_on_the_board(self):
        """S27, S20: the board says what is worked on, by whom, until when, and what waits"""
        self.beds("medium", ("EVT-5002", "EVT-5003"))
        self.beds("start")
        self.gateway.report(name="ZZTEST^INDIA", value="7.4")
        text = MESSAGE.replace("|P|2.5.1", "|T|2.5.1").format(
            now="20261124083011+0100", control="TEST001", number="990021", name="ZZTEST^BRAVO",
            test="Potassium", ward="DEMO", drawn="20261124083011+0100", value="7.7")
        self.gateway.run("send", "--mllp", self.gateway.mllp, self.write("test.hl7", text))
        self.invite(self.desk, "desk.marten", "Desk Marten", "switchboard", "responder")
        page = self.desk
        page.click("[data-key='nav-/board']")
        page.wait_for_selector("[data-screen=board]")
        work = page.locator("[data-work='source:bedside-monitors']")
        for part in (WORK, "Answered for by Eng Otter", "1 alert waits for its end"):
            work.locator(f"text={part}").first.wait_for()
        held = page.locator("[data-held='2']").inner_text()
        expect("1 of them ended without paging anybody" in held and "1 waits now" in held, held)
        row = page.locator("[data-alert]", has_text="waits for the end of planned work")
        expect(row.count() == 1, f"{row.count()} alerts wait")
        expect(CANARY not in page.content(), "a patient is on the board")
        self.windows.look(page, "board-work-desktop-light")

    def keeps_tests_apart(self):
        """S22: alerts for test stand in a list of their own, and say TEST"""
        page = self.desk
        expect(page.locator("[data-alert] .chip.test").count() == 0, "a test is among real alerts")
        page.click("[data-key=world-test]")
        page.wait_for_selector("[data-world=test]")
        page.wait_for_selector("[data-strip=test]")
        rows = page.locator("[data-alert]")
        expect(rows.count() == 1 and "TEST" in rows.first.inner_text(), "not one test")
        self.windows.look(page, "board-test-desktop-light")
        page.click("[data-key=world-real]")
        page.wait_for_selector("[data-world=production]")

    def says_what_is_stale(self):
        """S19: an alarm whose source is silent is said to be, and stays open"""
        page = self.desk
        page.locator("[data-alert]", has_text="No sign of life").first.wait_for(timeout=30000)
        self.windows.look(page, "board-stale-desktop-light")

    # A mapping

    def tells_texts_apart(self):
        """a difference holds all of both texts"""
        wrong = self.engineer.evaluate(DIFFERENCES)
        expect(wrong is None, f"{wrong} are not told apart")

    def activates(self):
        """an engineer sees what differs, gives a reason, and the mapping holds"""
        page = self.engineer
        page.goto(f"{self.gateway.base}/try#laboratory")
        page.wait_for_selector("[data-revision='1']")
        held = page.input_value("[data-key=mapping]")
        self.first = held
        page.fill("[data-key=mapping]", held.replace("priority: high", "priority: medium"))
        page.click("[data-key=try]")
        page.wait_for_selector(".activation")
        expect(page.locator(".difference .gone").count() >= 1, "nothing is said to go")
        expect("medium" in page.locator(".difference .new").first.inner_text(), "what is new?")
        page.fill(".activation [name=reason]", "the laboratory asked for it")
        self.windows.look(page, "activate-desktop-light")
        page.click("[data-key=activate]")
        page.locator(".note.good", has_text="Revision 2 holds").wait_for()
        page.locator("[data-revision='2']", has_text="the laboratory asked for it").wait_for()
        expect("eng.otter" in page.locator("[data-revision='2']").inner_text(), "by whom?")
        self.windows.look(page, "activated-desktop-light")

    def is_not_overwritten(self):
        """who read an older document is told so, and keeps the text"""
        page = self.engineer
        mine = self.first.replace("title: Laboratory", "title: Laboratory North")
        page.fill("[data-key=mapping]", mine)
        page.click("[data-key=try]")
        page.wait_for_selector(".activation")
        path = self.write("other.yaml", self.first + "\n# by another hand\n")
        self.gateway.run("mapping", "activate", "laboratory", "--data", self.gateway.data,
                         "--mapping", path, "--onto", "2", "--reason", "another hand")
        page.fill(".activation [name=reason]", "a new title")
        page.click("[data-key=activate]")
        page.locator(".note.bad", has_text="Somebody else").wait_for()
        expect(page.input_value("[data-key=mapping]") == mine, "the text is lost")
        page.wait_for_selector("[data-revision='3']")

    def takes_it_back(self):
        """a former revision is taken into the editor and made to hold again"""
        page = self.engineer
        page.click("[data-key=take-1]")
        page.locator(".note", has_text="revision 1 is in the editor").wait_for()
        expect(page.input_value("[data-key=mapping]") == self.first, "it is another text")
        page.click("[data-key=try]")
        page.fill(".activation [name=reason]", "back to the first one")
        page.click("[data-key=activate]")
        page.locator(".note.good", has_text="Revision 4 holds").wait_for()
        shown = self.gateway.run("mapping", "show", "laboratory", "--data", self.gateway.data)
        expect(shown.strip() == self.first.strip(), "another text holds")

    def ends_work(self):
        """S27: work that is ended pages what has waited for it"""
        page = self.engineer
        page.goto(f"{self.gateway.base}/integrations")
        page.click("[data-key=end-bedside-monitors]")
        page.wait_for_selector("[data-key=plan-bedside-monitors]")
        self.desk.reload()
        self.desk.wait_for_selector("[data-screen=board]")
        expect(self.desk.locator("[data-work]").count() == 0, "the work is still on the board")

    # Other sizes and languages

    def works_on_a_phone(self):
        """the screens fit a phone, in the dark, and speak three languages"""
        self.gateway.run("maintenance", "add", "source:bedside-monitors", "--data",
                         self.gateway.data, "--for", "2h", "--owner", "eng.otter",
                         "--reason", WORK)
        self.beds("medium", ("EVT-5002", "EVT-5004"))
        for page, path, ready, name in (
                (self.desk, "/board", "[data-screen=board]", "board"),
                (self.desk, "/board#test", "[data-world=test]", "board-test"),
                (self.engineer, "/integrations", "[data-integration]", "integrations-work"),
                (self.boss, "/intended-use", "[data-accepted]", "intended-use"),
                (self.engineer, "/try#laboratory", "[data-revision]", "try-revisions")):
            page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            page.set_viewport_size(PHONE["viewport"])
            for language in TITLES:
                page.evaluate(f"localStorage.setItem('tocsin-language', '{language}')")
                page.goto(f"{self.gateway.base}/account")
                page.goto(f"{self.gateway.base}{path}")
                page.wait_for_selector(ready)
                self.windows.look(page, f"{name}-phone-dark-{language}")
        self.desk.goto(f"{self.gateway.base}/board")
        self.desk.locator("h1", has_text=TITLES["fr"]).wait_for()

    def ran_clean(self):
        """no script error, and nothing that the content security policy had to stop"""
        expect(not self.windows.faults, "; ".join(self.windows.faults))


STEPS = [
    Site.waits_for_the_site, Site.accepts, Site.plans_work, Site.shows_work_on_the_board,
    Site.keeps_tests_apart, Site.says_what_is_stale, Site.tells_texts_apart, Site.activates,
    Site.is_not_overwritten, Site.takes_it_back, Site.ends_work, Site.works_on_a_phone,
    Site.ran_clean,
]


if __name__ == "__main__":
    perform(Gateway(is_named=True), Site, STEPS, {Site.waits_for_the_site, Site.accepts})
