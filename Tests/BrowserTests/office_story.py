#!/usr/bin/env python3
# Tocsin — BrowserTests: sign-in, accounts and the board in real Chromium against the real program
# SPDX-License-Identifier: Apache-2.0
"""The first administrator, a locum from the first day to the end, break-glass, three languages.

Usage: office_story.py [--screens [DIR]]   (--screens writes pictures, else Documentation/screens/)
The program is TOCSIN_BINARY, else TOCSIN, else .build/debug/tocsin. Ends with `N passed, N failed`.
"""

import datetime

from browsers import DESKTOP, PHONE, Authenticator
from gateway import Gateway
from own_access import shows_what_was_done
from staging import perform
from telling import expect

LOCUM, LOCUM_NAME = "dr.zeisig", "Dr Mira Zeisig"
PASSWORD, REASON = "seven herons over the river", "the patient is crashing in front of me"
CORPUS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "\"><b>bold</b>", "javascript:alert(1)", "{{constructor.constructor('alert(1)')()}}",
    "<iframe srcdoc='<script>alert(1)</script>'>", "<a href=javascript:alert(1)>x</a>",
]

# A signed request as the client makes it, with a key of this window's own.
FOREIGN_KEY = """async () => {
  const { signedFetch } = await import("/web/device/request.js");
  const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
  const signed = await signedFetch({ sessionKey: pair.privateKey }, "GET", "/v1/me");
  const bare = await fetch("/v1/me");
  const form = await fetch("/v1/sessions", { method: "DELETE", headers: { "X-Tocsin": "1" } });
  return [signed.status, bare.status, form.status];
}"""


class Office:
    """The windows of the story and its checks; a later check builds on earlier ones."""

    def __init__(self, gateway, windows):
        self.gateway = gateway
        self.windows = windows
        self.base = gateway.base
        self.desk = windows.open(DESKTOP, "light")
        self.desk_keys = Authenticator(self.desk)
        self.phone = windows.open(PHONE, "dark", locale="de-DE")
        self.phone_keys = Authenticator(self.phone)

    # Words

    def speaks_three_languages(self):
        """sign-in speaks the browser's language, and another when asked to, for good"""
        page = self.windows.open(PHONE, "light", locale="fr-FR")
        page.goto(f"{self.base}/sign-in")
        page.locator("h1", has_text="Se connecter").wait_for()
        expect(page.evaluate("document.documentElement.lang") == "fr", "the language is not said")
        self.windows.look(page, "sign-in-phone-light-fr")
        page.select_option("[data-key=language]", "de")
        page.locator("h1", has_text="Anmelden").wait_for()
        page.reload()
        page.locator("h1", has_text="Anmelden").wait_for()
        page.context.close()

    # The first administrator

    def refuses_a_wrong_link(self):
        """a link that is cut or made up opens nothing, and says what to do"""
        self.desk.goto(f"{self.base}/welcome#{'A' * 43}")
        self.desk.click("[data-key=open-invitation]")
        self.desk.locator("h1", has_text="This invitation is over").wait_for()

    def takes_the_first_link(self):
        """the link of the first start makes the first administrator, with a passkey"""
        self.link = self.gateway.administrator_link().replace("127.0.0.1", "localhost")
        self.desk.goto(self.link)
        self.desk.reload()
        self.desk.wait_for_selector("[data-key=open-invitation]")
        self.windows.look(self.desk, "welcome-desktop-light")
        self.desk.click("[data-key=open-invitation]")
        self.desk.wait_for_selector("[data-key=make-passkey]")
        expect("#" not in self.desk.url, f"the token is still in {self.desk.url}")
        self.windows.look(self.desk, "passkey-desktop-light")
        self.desk.click("[data-key=set-password]")
        self.desk.fill("[name=password]", PASSWORD)
        self.desk.click("[data-key=password-set]")
        self.desk.locator(".note.good", has_text="sealed envelope").wait_for()
        self.desk.click("[data-key=make-passkey]")
        self.desk.locator("h1", has_text="Accounts").wait_for()
        expect(len(self.desk_keys.credentials()) == 1, "no passkey was made")

    def takes_it_once(self):
        """the link works once, and says so"""
        page = self.windows.open(PHONE, "light", locale="fr-FR")
        page.goto(self.link)
        page.click("[data-key=open-invitation]")
        page.locator("h1", has_text="Cette invitation a déjà servi").wait_for()
        self.windows.look(page, "invitation-spent-phone-light-fr")
        page.context.close()

    def keeps_its_key(self):
        """the session's key cannot be read out, and the cookie not by a script"""
        kept = self.desk.evaluate("""async () => {
          const { loadSession } = await import("/web/session/session.js");
          const { sessionKey } = await loadSession();
          try { await crypto.subtle.exportKey("pkcs8", sessionKey); return "read"; } catch { }
          return sessionKey.extractable || document.cookie ? "open" : "kept";
        }""")
        expect(kept == "kept", kept)

    def refuses_a_stolen_cookie(self):
        """threat 5: a stolen cookie is refused in a second browser"""
        thief = self.windows.open(DESKTOP, "light")
        thief.context.add_cookies(self.desk.context.cookies())
        thief.goto(f"{self.base}/sign-in")
        names = [one["name"] for one in thief.context.cookies()]
        expect("__Host-tocsin" in names, f"the cookie is not there to be stolen: {names}")
        expect(thief.evaluate(FOREIGN_KEY) == [401, 401, 401], "it was of use")
        thief.context.close()
        self.desk.reload()
        self.desk.locator("h1", has_text="Accounts").wait_for()

    # A locum

    def adds_a_locum(self):
        """an administrator adds a locum, with an end and a role at a ward, after a step-up"""
        page = self.desk
        page.click("[data-key=add]")
        page.fill("[name=id]", LOCUM)
        page.fill("[name=name]", LOCUM_NAME)
        page.check("[data-key=kind-locum]")
        page.check("[data-key=role-responder]")
        page.fill("[data-key=wards-responder]", "NEURO, STROKE")
        self.windows.look(page, "person-new-desktop-light")
        page.click("[data-key=save]")
        page.locator(".note.bad", has_text="A locum needs an end").wait_for()
        end = datetime.date.today() + datetime.timedelta(days=20)
        page.fill("[name=until]", end.isoformat())
        page.click("[data-key=save]")
        page.locator(".note.good", has_text=f"{LOCUM_NAME} is added").wait_for()
        expect(page.input_value("[name=until]") == end.isoformat(), "another end was kept")
        self.windows.look(page, "person-desktop-light")

    def finds_people(self):
        """the list is searched by parts of names, whatever accents and case"""
        page = self.desk
        page.click("[data-key=to-list]")
        page.locator(f"tr[data-account='{LOCUM}']", has_text="until").wait_for()
        self.windows.look(page, "accounts-desktop-light")
        page.fill("[data-key=search]", "ZEISIG mira")
        expect(page.locator("tbody tr").count() == 1, "the search finds others")
        page.fill("[data-key=search]", "nobody at all")
        page.locator(".none", has_text="Nobody here").wait_for()
        page.fill("[data-key=search]", "zeisig")
        page.click(f"[data-key='person-{LOCUM}']")

    def links_a_device(self):
        """a link that enrols a device of the person has a code to scan beside it"""
        self.desk.click("[data-key=link-device]")
        self.desk.wait_for_selector(".made-link .squares")
        link = self.desk.locator("[name=link]").input_value()
        expect("/enrol#" in link, link)
        self.windows.look(self.desk, "device-link-desktop-light", ".squares")

    def invites_the_locum(self):
        """the locum takes up an invitation on a phone, in German"""
        self.desk.click("[data-key=invite]")
        link = self.desk.locator("[name=link]").input_value(timeout=5000)
        self.phone.goto(link.replace("127.0.0.1", "localhost"))
        self.phone.click("[data-key=open-invitation]")
        self.windows.look(self.phone, "passkey-phone-dark-de", "[data-key=make-passkey]")
        self.phone.click("[data-key=make-passkey]")
        self.phone.wait_for_selector("[data-screen=board]")
        self.phone.click("[data-key='nav-/account']")
        self.phone.locator("h1", has_text="Mein Konto").wait_for()
        text = self.phone.inner_text("main")
        for part in (LOCUM_NAME, "NEURO, STROKE", "Dieser Browser", "Mein Passkey"):
            expect(part in text, f"{part!r} is not in {text!r}")
        self.windows.look(self.phone, "account-phone-dark-de")

    def adds_a_second_passkey(self):
        """a person adds a passkey and removes it, each after showing who they are"""
        page = self.phone
        second = Authenticator(page, beside=self.phone_keys)
        page.click("[data-key=add-passkey]")
        page.fill("dialog [name=name]", "Schlüsselbund")
        page.click("[data-key=dialog-go]")
        page.locator(".line-title", has_text="Schlüsselbund").wait_for()
        page.locator(".line", has_text="Schlüsselbund").locator("button").click()
        self.windows.look(page, "remove-passkey-phone-dark-de", "dialog[open]")
        page.click("[data-key=dialog-go]")
        page.locator(".line-title", has_text="Schlüsselbund").wait_for(state="detached")
        second.unplug()

    # Sessions

    def ends_other_sessions(self):
        """a person sees where they are signed in, and ends the others"""
        other = self.windows.open(DESKTOP, "dark", locale="fr-FR")
        keys = Authenticator(other)
        keys.add(self.phone_keys.credentials()[0])
        other.goto(f"{self.base}/sign-in")
        keys.verifies(False)
        other.click("[data-key=passkey]")
        other.locator(".note.bad").wait_for()
        keys.verifies(True)
        other.click("[data-key=passkey]")
        other.wait_for_selector("[data-screen=board]")
        other.click("[data-key='nav-/account']")
        other.wait_for_selector("[data-key=end-others]")
        self.windows.look(other, "account-desktop-dark-fr")
        self.phone.reload()
        self.phone.click("[data-key=end-others]")
        self.phone.locator(".card", has_text="nirgends sonst").wait_for()
        other.reload()
        other.locator("h1", has_text="Votre session est terminée").wait_for()
        other.context.close()

    def refuses_a_copied_passkey(self):
        """a passkey whose counter went back is refused, and one that counts on is not"""
        page = self.windows.open(DESKTOP, "light")
        keys = Authenticator(page)
        keys.add(self.phone_keys.credentials()[0])
        page.goto(f"{self.base}/sign-in")
        page.click("[data-key=passkey]")
        page.locator(".note.bad", has_text="not accepted").wait_for()
        keys.count_on(100)
        page.click("[data-key=passkey]")
        page.wait_for_selector("[data-screen=board]")
        page.click("[data-key=sign-out]")
        page.locator("h1", has_text="You are signed out").wait_for()
        page.context.close()
        self.phone_keys.count_on(200)

    def ends_all_sessions(self):
        """an administrator ends all sessions of a person"""
        self.desk.click("[data-key=end-sessions]")
        self.desk.locator(".note.good", has_text="1 session ended").wait_for()
        self.phone.reload()
        self.phone.locator("h1", has_text="Ihre Sitzung ist beendet").wait_for()
        self.windows.look(self.phone, "session-over-phone-dark-de")
        self.phone.click("[data-key=passkey]")
        self.phone.locator("h1", has_text="Mein Konto").wait_for()

    # The board

    def shows_the_board(self):
        """the board shows what is open in the person's wards, and nothing of whom it concerns"""
        self.control = self.gateway.report(
            test=" ".join(CORPUS[:3]), value="8.8", name="ZZTEST^<b>INDIA</b>", ward="NEURO")
        self.alert = self.gateway.alert(self.control)["id"]
        self.gateway.report(value="7.7", name="ZZTEST^JULIET", ward="DEMO")
        self.phone.click("[data-key='nav-/board']")
        self.phone.locator(f"[data-alert='{self.alert}']").wait_for()
        text = self.phone.inner_text("main")
        expect("Station NEURO" in text and "Hoch" in text, text)
        for part in ("INDIA", "JULIET", "DEMO", "8.8", "990021"):
            expect(part not in text, f"{part} is on the board")
        self.windows.look(self.phone, "board-phone-dark-de")

    def keeps_content_closed(self):
        """content that is not for somebody stays closed, and the glass is explained"""
        self.phone.click(f"[data-alert='{self.alert}']")
        self.phone.locator("h1", has_text="Der Inhalt ist nicht für Sie").wait_for()
        self.windows.look(self.phone, "glass-phone-dark-de")
        expect("INDIA" not in self.phone.content(), "the content is there all the same")

    def breaks_the_glass(self):
        """break-glass asks for a reason and a step-up, and its view has a red banner"""
        self.phone.fill("[data-key=reason]", REASON)
        self.phone.click("[data-key=break-glass]")
        self.windows.look(self.phone, "step-up-phone-dark-de", "dialog[open]")
        self.phone.click("[data-key=dialog-go]")
        banner = self.phone.locator("[data-banner=break-glass]")
        banner.wait_for()
        expect("MIT NOTFALLZUGRIFF GEÖFFNET" in banner.inner_text(), "the banner does not say so")
        color = banner.evaluate("node => getComputedStyle(node).backgroundColor")
        expect(color == "rgb(200, 48, 61)", f"the banner is {color}")
        self.windows.look(self.phone, "break-glass-phone-dark-de")
        way = self.phone.locator("[data-part=way] [data-page]")
        expect(way.count() >= 1, "the way of its pages is not there")
        expect("Entschieden" in self.phone.inner_text("[data-part=way]"), "it is not said when")

    def shows_text_as_text(self):
        """threat 26: markup in a message is shown as text in the content"""
        text = self.phone.inner_text("article")
        for part in CORPUS[:3] + ["<b>INDIA</b>", "8.8"]:
            expect(part in text, f"{part!r} is not in {text!r}")
        made = self.phone.locator("article :is(img, b, script, iframe)").count()
        expect(made == 0, "markup was made")
        for part in CORPUS[3:]:
            made = self.phone.evaluate("""async (text) => {
              const { element } = await import("/web/view/element.js");
              const node = element("p", { title: text }, text);
              return [node.children.length, node.textContent === text, node.title === text];
            }""", part)
            expect(made == [0, True, True], f"{part!r} gave {made}")

    # The end

    def ends_the_locum(self):
        """an administrator is told what happens, ends the account, and it is over at once"""
        page = self.desk
        page.click("[data-key=end-account]")
        page.locator("dialog", has_text="cannot be undone").wait_for()
        self.windows.look(page, "end-desktop-light")
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog", state="detached")
        page.click("[data-key=end-account]")
        page.click("[data-key=dialog-go]")
        page.locator(".note.good", has_text=f"account of {LOCUM_NAME} is ended").wait_for()
        expect(page.locator("form").count() == 0, "it can still be changed")
        self.phone.reload()
        self.phone.locator("h1", has_text="Ihre Sitzung ist beendet").wait_for()
        self.phone.click("[data-key=passkey]")
        self.phone.locator(".note.bad", has_text="nicht angenommen").wait_for()

    def works_on_a_phone(self):
        """the administrator's screens fit a phone, in French and in the dark"""
        page = self.desk
        page.evaluate("localStorage.setItem('tocsin-language', 'fr')")
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        page.set_viewport_size(PHONE["viewport"])
        page.goto(f"{self.base}/administration")
        page.locator("h1", has_text="Comptes").wait_for()
        self.windows.look(page, "accounts-phone-dark-fr")
        page.click("[data-key=add]")
        page.check("[data-key=role-rota-manager]")
        self.windows.look(page, "person-new-phone-dark-fr")
        page.click("[data-key='nav-/account']")
        page.locator("h1", has_text="Mon compte").wait_for()
        self.windows.look(page, "account-phone-dark-fr")

    def signs_out(self):
        """signing out forgets the key, and the cookie is of no more use"""
        self.desk.click("[data-key=sign-out]")
        self.desk.locator("h1", has_text="Vous êtes déconnecté").wait_for()
        gone = self.desk.evaluate("""async () => {
          const { loadSession } = await import("/web/session/session.js");
          return await loadSession();
        }""")
        expect(gone is None, "the key is still there")
        self.desk.goto(f"{self.base}/administration")
        self.desk.locator("h1", has_text="Se connecter").wait_for()

    def takes_the_emergency_password(self):
        """the emergency password signs an administrator in, and a wrong one does not"""
        page = self.desk
        page.click("[data-key=emergency]")
        page.fill("[name=account]", "administrator")
        for password in ("eight herons over the river", PASSWORD):
            page.fill("[name=password]", password)
            page.click("[data-key=password-go]")
            page.locator("th a" if password == PASSWORD else ".note.bad").first.wait_for()

    def ran_clean(self):
        """no script error, and nothing that the content security policy had to stop"""
        expect(not self.windows.faults, "; ".join(self.windows.faults))


STEPS = [
    Office.speaks_three_languages, Office.refuses_a_wrong_link, Office.takes_the_first_link,
    Office.takes_it_once, Office.keeps_its_key, Office.refuses_a_stolen_cookie,
    Office.adds_a_locum, Office.finds_people, Office.links_a_device,
    Office.invites_the_locum, shows_what_was_done,
    Office.adds_a_second_passkey, Office.ends_other_sessions, Office.refuses_a_copied_passkey,
    Office.ends_all_sessions, Office.shows_the_board, Office.keeps_content_closed,
    Office.breaks_the_glass, Office.shows_text_as_text, Office.ends_the_locum,
    Office.works_on_a_phone, Office.signs_out, Office.takes_the_emergency_password,
    Office.ran_clean,
]


if __name__ == "__main__":
    perform(Gateway(is_named=True), Office, STEPS, {Office.takes_the_first_link})
