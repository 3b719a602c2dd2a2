# Tocsin — BrowserTests: trying one screen in every language, colour and size
# SPDX-License-Identifier: Apache-2.0
"""Brings a screen up in English, French and German, and tries it with axe and a ruler."""

import os

import axe
from browsers import DESKTOP, PHONE, unlock_where_shut
from telling import expect

# English last: the story goes on in it.
LANGUAGES = ("fr", "de", "en")
# Narrow is the least that WCAG 1.4.10 asks for; half is a desktop's window at 200 % zoom.
NARROW = {"width": 320, "height": 640}
HALF = {"width": 640, "height": 400}
HERE = os.path.dirname(os.path.abspath(__file__))
FOCUSABLE = """() => {
  const names = new Set();
  return [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, iframe, [tabindex='0']")].filter((node) => {
    if (node.disabled || !node.checkVisibility({ visibilityProperty: true })) return false;
    if (node.closest("[inert]")) return false;
    const group = node.type === "radio" ? node.name : null;
    if (group && (names.has(group) || !node.checked)) return false;
    names.add(group);
    return true;
  });
}"""
WALK = f"""() => {{
  const all = ({FOCUSABLE})();
  const node = document.activeElement;
  const style = getComputedStyle(node);
  const isSeen = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
    || style.boxShadow !== "none";
  return [all.indexOf(node), isSeen, node.outerHTML.slice(0, 90)];
}}"""


class Tour:
    """Goes through screens and keeps what is wrong with them, by screen, language and size."""

    def __init__(self, windows):
        self.windows = windows
        self.findings = []
        self.seen = 0
        with open(os.path.join(HERE, "measures.js"), encoding="utf-8") as file:
            self.ruler = file.read()

    def note(self, where, found):
        self.findings += [f"{where}: {one}" for one in found]

    def look(self, page, name, touch=False):
        """Tries what is on the screen now, at every size."""
        for size, view in (("phone", PHONE["viewport"]), ("desktop", DESKTOP["viewport"])):
            page.set_viewport_size(view)
            self.note(f"{name}, {size}", axe.in_both_schemes(page))
            self.note(f"{name}, {size}", page.evaluate(
                self.ruler, {"dialogs": True, "touch": touch}))
        for size, view in (("320 px", NARROW), ("200 %", HALF)):
            page.set_viewport_size(view)
            self.note(f"{name}, {size}", page.evaluate(
                self.ruler, {"dialogs": False, "touch": touch}))
        page.set_viewport_size(PHONE["viewport"])
        self.windows.picture(page, name.replace(" ", "-"), full=True)
        self.seen += 1

    def visit(self, page, name, wait, *, at=None, then=None, touch=False):
        """Brings a screen up anew in each language; `then` acts on it before it is tried."""
        for language in LANGUAGES:
            page.set_viewport_size(PHONE["viewport"])
            page.evaluate(f"localStorage.setItem('tocsin-language', '{language}')")
            if at:
                page.goto("about:blank")
                page.goto(at)
            else:
                page.reload()
            page.wait_for_selector(wait)
            if "/page#" in page.url:
                unlock_where_shut(page)
            if then:
                then()
            said = page.evaluate("document.documentElement.lang")
            if said != language:
                self.note(name, [f"the language is {said}, not {language}"])
            self.look(page, f"{name} {language}", touch)
        page.evaluate("localStorage.removeItem('tocsin-language')")

    def walk(self, page, name):
        """Tab goes through every control in the order in which they stand, and can be seen."""
        # The first key turns the sound on, and its banner goes.
        page.keyboard.press("Tab")
        page.locator("[data-banner=sound]").wait_for(state="detached")
        page.evaluate("document.activeElement?.blur()")
        count = page.evaluate(f"({FOCUSABLE})().length")
        at = []
        for _ in range(count + 1):
            page.keyboard.press("Tab")
            index, is_seen, node = page.evaluate(WALK)
            # Behind the last control the focus leaves the page once.
            if index < 0 and node.startswith("<body"):
                continue
            at.append(index)
            if not is_seen:
                self.note(name, [f"the focus cannot be seen on {node}"])
        # The browser begins where the reader was; the order holds from there, once around.
        first = at.index(0) if 0 in at else 0
        turned = (at[first:] + at[:first])[:count]
        if turned != list(range(count)):
            self.note(name, [f"Tab goes {at} of {count}"])

    def settle(self):
        """Fails when something was found since the last time."""
        found, self.findings = self.findings, []
        expect(not found, f"{len(found)} findings:\n  " + "\n  ".join(found[:40]))
