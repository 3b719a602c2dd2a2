#!/usr/bin/env python3
# Tocsin — BrowserTests: markup, scripts and tricks of writing in every field that is shown
# SPDX-License-Identifier: Apache-2.0
"""What a source, a document or a person writes is shown as text, acts on nothing and fits.

Each line of the corpus stands in every field of a message, in rotas and in a call. No script runs,
no element is made, nothing is fetched, no screen grows wider than its window, and no mark turns the
order of the digits. Usage: hostile_story.py [--screens [DIR]]   (--screens writes pictures)
The program is TOCSIN_BINARY, else TOCSIN, else .build/debug/tocsin. Ends with `N passed, N failed`.
"""

import datetime
import json
import os
from zoneinfo import ZoneInfo

from browsers import DESKTOP, PHONE, Authenticator, enrol, enter, unlock_where_shut
from gateway import ROOT, Gateway
from screens import Tour
from staging import perform
from telling import expect

FIRST, OFFICER = "dr.amsel", "boss.falke"
ROLES = ("administrator", "switchboard", "rota-manager", "integration-engineer")
OVERRIDE = "\u202e"
CORPUS = [
    "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "<svg/onload=alert(1)>",
    "javascript:alert(1)", "{{constructor.constructor('alert(1)')()}}", "${alert(1)}`'\"",
    "\"><iframe srcdoc='<script>alert(1)</script>'></iframe>", "<a href=javascript:alert(1)>x</a>",
    "<style>*{display:none}</style>", "<base href=//evil.example/><link rel=stylesheet href=//e/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>", f"ab{OVERRIDE}cd\u2066ef",
    "K\u200b\u200d\u2060\ufeffK", "W" * 240, "&lt;b&gt;&#60;i&#62;", "../../v1/me?x=1#y",
]
TEXT = "ZZSEEN"
# What no text may become, wherever it stands.
MADE = """() => {
  const tags = "script, iframe, img, style, base, meta, link, object, embed, form[action], b, i";
  const found = [...document.body.querySelectorAll(tags)].map((node) => node.outerHTML);
  for (const node of document.body.querySelectorAll("*")) {
    for (const { name, value } of node.attributes) {
      const acts = name.startsWith("on") || name === "style" && value.includes("display:none")
        || /^(href|src|action|formaction)$/.test(name)
        && !/^(\\/|#|tel:|blob:|http:\\/\\/localhost)/.test(value);
      if (acts) found.push(`${name}=${value}`);
    }
  }
  if (globalThis.ranForeign) found.push("a script ran");
  return found.map((one) => one.slice(0, 120));
}"""
WATCHED = "globalThis.alert = () => { globalThis.ranForeign = true; };"


def escaped(text):
    """Text as a field of HL7 v2 holds it (v2.5.1 section 2.7)."""
    for sign, code in (("\\", "E"), ("|", "F"), ("^", "S"), ("~", "R"), ("&", "T")):
        text = text.replace(sign, f"\0{code}\0")
    return text.replace("\0", "\\")


def message(control, number, text, ward="DEMO"):
    """A critical result that has the text in every field which a screen may show."""
    now = datetime.datetime.now(ZoneInfo("Europe/Paris")).strftime("%Y%m%d%H%M%S%z")
    said = escaped(text)
    return "\r".join([
        f"MSH|^~\\&|ELMOLAB|STELMO|TOCSIN|STELMO|{now}||ORU^R01^ORU_R01|{control}|P|2.5.1"
        "|||AL|NE||UNICODE UTF-8",
        f"PID|1||{number}{said}^^^STELMO^MR||{said}^{said}^^^^^L||19620317|{said}|||{said}",
        f"PV1|1|I|{ward}^{said}^{said}^{said}|||{said}|7701^{said}",
        f"ORC|RE|{control}P^OE|{control}F^ELMOLAB",
        f"OBR|1|{control}P^OE|{control}F^ELMOLAB|24323-8^{said}^LN|||{now}"
        f"|||||||||7701^{said}^{said}|^WPN^PH^^^^{said}|||||{now}||LAB|F",
        f"OBX|1|ST|2823-3^{said}^LN|{said}|{TEXT} 7.1 {said}|{said}|{said}|HH|||F|||{now}|{said}",
        f"NTE|1||{said}", "",
    ])


class Hostile:
    """The windows of the story and its checks; a later check builds on earlier ones."""

    def __init__(self, gateway, windows):
        self.gateway = gateway
        self.windows = windows
        self.tour = Tour(windows)
        self.phone = windows.open(PHONE, "light", script=WATCHED)
        self.desk = windows.open(DESKTOP, "dark", script=WATCHED)
        Authenticator(self.desk)
        for page in (self.phone, self.desk):
            page.on("dialog", lambda dialog: windows.faults.append(f"asked: {dialog.message}"))
            page.on("request", lambda request: self.asked(request.url))
        self.controls = []

    def asked(self, url):
        if not url.startswith((self.gateway.base, "blob:", "about:", "data:")):
            self.windows.faults.append(f"fetched: {url}")

    def harmless(self, page, name):
        """What stands on the screen is text, and fits a narrow window and a wide one."""
        made = page.evaluate(MADE)
        expect(not made, f"{name}: {made[:4]}")
        for size in ({"width": 320, "height": 640}, PHONE["viewport"], DESKTOP["viewport"]):
            page.set_viewport_size(size)
            found = page.evaluate(self.tour.ruler, {"dialogs": False, "touch": False})
            expect(not found, f"{name}, {size['width']} px: {'; '.join(found)}")
        text = page.inner_text("body")
        expect(OVERRIDE not in text and "\u2066" not in text, f"{name}: a mark turns the order")
        self.windows.picture(page, name, full=True)

    def at(self, path):
        return f"{self.gateway.base}{path}"

    def can_find_something(self):
        """what became an element, and what acts, is found on a screen that has it"""
        page = self.windows.open(PHONE, "light")
        page.goto(self.at("/"))
        page.wait_for_selector("h1")
        page.evaluate("""() => {
          const add = (tag, name, value) => {
            const node = document.createElement(tag);
            node.setAttribute(name, value);
            document.getElementById("main").append(node);
          };
          add("b", "title", "made");
          add("a", "href", "javascript:act()");
        }""")
        made = "\n".join(page.evaluate(MADE))
        for part in ('<b title="made">', "href=javascript:act()"):
            expect(part in made, f"{part!r} is not in {made}")
        page.context.close()
        self.windows.faults.clear()

    def enrols(self):
        """a responder has a phone, and an officer with all roles is signed in"""
        enrol(self.phone, self.gateway.link(FIRST), "Phone")
        self.gateway.add(OFFICER, "Flora Falke", *ROLES)
        enter(self.desk, self.gateway.invitation(OFFICER))

    def sends(self):
        """threat 26: every line of the corpus comes in every field, and pages all the same"""
        for number, text in enumerate(CORPUS):
            self.send(f"HOSTILE{number:02d}", message(f"HOSTILE{number:02d}", number, text))
        self.send("HOSTILEW", message("HOSTILEW", 99, CORPUS[0], ward=escaped(CORPUS[2])))
        self.phone.locator(".row").nth(len(CORPUS) - 1).wait_for()
        self.harmless(self.phone, "hostile-list")

    def send(self, control, text):
        path = os.path.join(self.gateway.folder.name, f"{control}.hl7")
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        self.gateway.run("send", "--mllp", self.gateway.mllp, path)
        self.controls.append(control)

    def shows_pages(self):
        """each page shows its line as it was written, and the value as it was measured"""
        for at in self.phone.locator("a.row").evaluate_all("all => all.map((one) => one.href)"):
            self.phone.goto(at)
            self.phone.locator("#what").wait_for()
            unlock_where_shut(self.phone)
            self.phone.locator("article", has_text="7.1").wait_for()
            expect(f"{TEXT} 7.1" in self.phone.inner_text("article"), "the value is not there")
            self.harmless(self.phone, "hostile-page")
        whole = "\n".join(self.phone.evaluate("""async () => {
          const { app } = await import("/web/app.js");
          return app.mailbox.pages.map((one) => JSON.stringify(one.content.what));
        }"""))
        for text in CORPUS[:6]:
            expect(json.dumps(text)[1:-1] in whole, f"{text!r} did not come")

    def shows_the_board(self):
        """the board, and each alert with its content opened by break-glass"""
        page = self.desk
        page.goto(self.at("/board"))
        page.locator("[data-screen=board] .row").first.wait_for()
        page.locator(".row", has_text=CORPUS[2]).first.wait_for()
        self.harmless(page, "hostile-board")
        for control in (self.controls[0], self.controls[6], self.controls[13]):
            alert = self.gateway.alert(control)["id"]
            page.goto(self.at(f"/alert#{alert}"))
            page.fill("[data-key=reason]", "what the source has written is looked at")
            page.click("[data-key=break-glass]")
            broken, step_up = page.locator("[data-banner=break-glass]"), "[data-key=dialog-go]"
            broken.or_(page.locator(step_up)).first.wait_for()
            if broken.count() == 0:
                page.click(step_up)
            broken.wait_for()
            expect(TEXT in page.inner_text("article"), "the content is not there")
            self.harmless(page, "hostile-alert")

    def shows_messages(self):
        """the list of messages, and each message as why, as text and as a tree"""
        page = self.desk
        page.goto(self.at("/messages"))
        page.locator("tr[data-message]").first.wait_for()
        self.harmless(page, "hostile-messages")
        told = self.gateway.run("messages", "--data", self.gateway.data, "--json").splitlines()
        for number in [json.loads(line)["id"] for line in told][:8]:
            page.goto(self.at(f"/message#{number}"))
            page.reload()
            page.locator("[data-screen=message]").wait_for()
            for tab in ("why", "raw", "tree", "drafts"):
                page.click(f"[data-key=tab-{tab}]")
                self.harmless(page, f"hostile-message-{tab}")

    def shows_a_call(self):
        """a crash call to a place that is none"""
        page = self.desk
        for text in (CORPUS[0], CORPUS[11], CORPUS[13][:100]):
            page.goto(self.at("/switchboard"))
            page.locator("[data-screen=switchboard] .call-type").first.click()
            page.fill("[name=place]", text)
            page.locator("[name=place]").press("Enter")
            page.locator("article[data-alert] [data-role]").first.wait_for()
            self.harmless(page, "hostile-roll")

    def shows_rotas(self):
        """a rota and its people under such names, where it is looked at and where it is chosen"""
        folder = os.path.join(self.gateway.folder.name, "Escalations")
        os.makedirs(os.path.join(folder, "rotas"))
        people = "".join(
            f"  - id: zz.{at}\n    name: {json.dumps(text[:80])}\n"
            for at, text in enumerate(CORPUS[:11]))
        with open(os.path.join(ROOT, "Escalations/people.yaml"), encoding="utf-8") as file:
            shipped = file.read()
        members = ", ".join(f"zz.{at}" for at in range(11))
        with open(os.path.join(folder, "people.yaml"), "w", encoding="utf-8") as file:
            file.write(shipped + people)
        with open(os.path.join(folder, "rotas/zz.yaml"), "w", encoding="utf-8") as file:
            file.write(f"title: {json.dumps(CORPUS[0])}\nzone: Europe/Paris\nneeds: 1\nlayers:\n"
                       f"  - name: weeks\n    members: [{members}]\n    start: 2026-01-05\n"
                       "    handoff: \"08:00\"\n    turn: 1 day\n")
        self.gateway.run("import", "--data", self.gateway.data, folder)
        page = self.desk
        for name, path in (("rotas", "/rotas"), ("rota", "/rotas#zz"), ("policies", "/policies"),
                           ("accounts", "/administration")):
            page.goto("about:blank")
            page.goto(self.at(path))
            page.locator("main h1").wait_for()
            if name in ("rotas", "rota"):
                page.locator("main", has_text=CORPUS[0]).wait_for()
            self.harmless(page, f"hostile-{name}")

    def ran_clean(self):
        """no script ran, nothing was fetched, and the content policy had nothing to stop"""
        expect(not self.windows.faults, "; ".join(self.windows.faults))


STEPS = [
    Hostile.can_find_something, Hostile.enrols, Hostile.sends, Hostile.shows_pages,
    Hostile.shows_the_board, Hostile.shows_messages, Hostile.shows_a_call, Hostile.shows_rotas,
    Hostile.ran_clean,
]


if __name__ == "__main__":
    perform(Gateway(is_named=True), Hostile, STEPS, {Hostile.enrols, Hostile.sends})
