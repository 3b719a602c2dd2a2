#!/usr/bin/env python3
# Tocsin — BrowserTests: a phone whose client is closed, in real Chromium
# SPDX-License-Identifier: Apache-2.0
"""A push service that others' libraries check, and the service worker behind it.

Chromium has no push service of its own here, so that the browser's part of a subscription is the
strict service of EndToEndTests/push_service.py; what it decrypts goes to the worker through the
browser's developer tools. Everything else is real: the gateway, its seal, the worker, the keys.

Usage: push_story.py [--screens [DIR]]   (--screens writes pictures)
The program is TOCSIN_BINARY, else TOCSIN, else .build/debug/tocsin. Ends with `N passed, N failed`.
"""

import json
import os
import sys
import threading

from browsers import DESKTOP, PHONE, enrol, outcome, row, unlock
from gateway import ROOT, Gateway
from staging import perform
from telling import expect, until

sys.path.insert(0, os.path.join(ROOT, "Tests/EndToEndTests"))
import push_service  # noqa: E402  pylint: disable=wrong-import-position

FIRST = "dr.amsel"
CHANNELS = """
language: en
channels:
  - { channel: push, kind: web-push, contact: "mailto:pager@st-elmo.example", hosts: [localhost] }
contact:
  high:
    - channels: [push]
"""
LOCK_SCREEN = """
lock-screen:
  kinds: [{ kind: critical-result, name: Critical result }]
  wards: [{ ward: DEMO, name: Demonstration ward }]
"""
# What `pushManager.subscribe` gives where there is a push service.
SUBSCRIBED = """
  const given = SUBSCRIPTION;
  let current = null;
  const made = (options) => ({
    endpoint: given.endpoint, options,
    toJSON: () => ({ endpoint: given.endpoint, keys: given.keys }),
    unsubscribe: async () => { current = null; return true; },
  });
  if (globalThis.PushManager) {
    PushManager.prototype.getSubscription = async () => current;
    PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
      current = made({ applicationServerKey: applicationServerKey.buffer });
      return current;
    };
  }
"""
# A click on a notification, which no tool of the browser gives: the worker's own event, but for
# `waitUntil`, which takes only what the browser has made.
CLICK = """async ([action, tag]) => {
  const [notification] = await registration.getNotifications({ tag });
  const event = new NotificationEvent("notificationclick", { action, notification });
  let work = null;
  Object.defineProperty(event, "waitUntil", { value: (promise) => { work = promise; } });
  dispatchEvent(event);
  await work;
}"""
SHOWN = """async () => (await registration.getNotifications()).map(
  ({ title, body, tag, silent, requireInteraction, actions, data }) => (
    { title, body, tag, silent, requireInteraction, data,
      actions: actions.map((one) => one.action) }))"""


class Service(push_service.PushService):
    """Keeps what it was told, decrypted."""

    host = "localhost"
    browser = push_service.Browser()
    came = []

    def tell(self, seen):
        self.came.append(seen)


class PushedGateway(Gateway):
    """A gateway that trusts the push service of this story."""

    def __init__(self):
        super().__init__()
        self.service, authority = push_service.listen(Service)
        self.environment["TOCSIN_PEERS_CA"] = authority
        threading.Thread(target=self.service.serve_forever, daemon=True).start()

    @property
    def subscription(self):
        """What a browser would have of the service."""
        port = self.service.server_address[1]
        return {"endpoint": f"https://localhost:{port}/push/201",
                "keys": push_service.subscription(Service.browser)}

    def close(self):
        super().close()
        self.service.shutdown()


class Push:
    """The windows of the story and its checks; a later check builds on earlier ones."""

    def __init__(self, gateway, windows):
        self.gateway = gateway
        self.windows = windows
        script = SUBSCRIBED.replace("SUBSCRIPTION", json.dumps(gateway.subscription))
        self.phone = windows.open(PHONE, "light", script=script)
        self.desk = windows.open(DESKTOP, "dark", locale="de-DE", script=script)
        self.french = windows.open(PHONE, "dark", locale="fr-FR", script=script)
        self.tools = self.phone.context.new_cdp_session(self.phone)
        self.registration = None
        self.control = None
        self.tag = None

    @property
    def worker(self):
        """The worker of the phone's client."""
        found = [one for one in self.phone.context.service_workers
                 if one.url.endswith("/web/device/worker.js")]
        expect(found, "no worker runs")
        return found[0]

    def note(self, event):
        for one in event["registrations"]:
            if one["scopeURL"] == f"{self.gateway.base}/":
                self.registration = one["registrationId"]

    def hand(self, data):
        """Hands one push to the browser's worker."""
        self.tools.send("ServiceWorker.deliverPushMessage", {
            "origin": self.gateway.base, "registrationId": self.registration, "data": data})

    def take(self):
        """The next push that the service took."""
        until(lambda: Service.came, "the gateway pushed nothing")
        seen = Service.came.pop(0)
        expect("plain" in seen, f"the service refused it: {seen}")
        return seen["plain"]

    def deliver(self):
        """Hands the next push to the browser's worker."""
        plain = self.take()
        self.hand(plain)
        return plain

    def shown(self, holds):
        """Waits for the one notification for which this holds."""
        found = []

        def look():
            found[:] = [one for one in self.worker.evaluate(SHOWN) if holds(one)]
            return found

        until(look, "no such notification")
        return found[0]

    def report(self, value):
        """A critical result of a patient of its own."""
        return self.gateway.report(value=value, number=f"9900{value.replace('.', '')}")

    def states(self):
        return [page["state"] for page in self.gateway.alert(self.control)["pages"]
                if page["responder"] == FIRST]

    def is_told(self):
        """a device that is paged only while it is open says so, and offers more"""
        folder = os.path.join(self.gateway.folder.name, "Escalations")
        os.mkdir(folder)
        with open(os.path.join(folder, "channels.yaml"), "w", encoding="utf-8") as file:
            file.write(CHANNELS)
        with open(os.path.join(ROOT, "Escalations/routes.yaml"), encoding="utf-8") as shipped:
            text = shipped.read()
        with open(os.path.join(folder, "routes.yaml"), "w", encoding="utf-8") as routes:
            routes.write(text + LOCK_SCREEN)
        self.gateway.run("import", "--data", self.gateway.data, folder)
        enrol(self.phone, self.gateway.link(FIRST), "Phone")
        card = self.phone.locator(".reach")
        card.wait_for()
        expect("only while Tocsin is open" in card.inner_text(), card.inner_text())
        self.windows.look(self.phone, "reach-off-phone-light", "[data-key=turn-on]")

    def turns_on(self):
        """one tap, and the push service of the browser has pages for this device"""
        self.tools.on("ServiceWorker.workerRegistrationUpdated", self.note)
        self.tools.send("ServiceWorker.enable")
        self.phone.context.grant_permissions(["notifications"], origin=self.gateway.base)
        self.phone.click("[data-key=turn-on]")
        self.phone.wait_for_selector(".reach[data-reach=on]", state="attached")
        self.phone.click("[data-key=device-checks]")
        self.windows.look(self.phone, "reach-on-phone-light", ".reach.well")

    def says_little(self):
        """a page comes to the closed phone: what the site allows is shown, and nothing else"""
        self.phone.goto("about:blank")
        self.control = self.report("6.9")
        said = self.deliver()
        expect("BRAVO" not in said and "6.9" not in said, said)
        shown = self.shown(lambda one: one["data"]["page"])
        expect(shown["title"] == "URGENT PAGE · Critical result, Demonstration ward", f"{shown}")
        expect(shown["actions"] == ["accept", "open"], f"{shown}")
        expect(shown["requireInteraction"] and not shown["silent"], f"{shown}")
        until(lambda: "delivered" in self.states(), "no receipt came from the worker", seconds=10)
        self.tag = shown["tag"]

    def accepts(self):
        """an acceptance from the notification is confirmed by the gateway before it says so"""
        self.worker.evaluate(CLICK, ["accept", self.tag])
        self.shown(lambda one: one["title"] == "Accepted")
        expect(self.gateway.alert(self.control)["phase"] == "acknowledged", "it is not accepted")

    def is_one_page(self):
        """the client knows the page that the worker took, and shows no second one"""
        self.phone.goto(self.gateway.base)
        self.phone.wait_for_selector(".link.open")
        unlock(self.phone)
        row(self.phone, "6.9 mmol/L").wait_for()
        expect(row(self.phone, "6.9 mmol/L").count() == 1, "it stands there twice, or not at all")
        row(self.phone, "6.9 mmol/L").click()
        outcome(self.phone, "Accepted at")
        expect(self.phone.locator(".outcome").count() == 1, "more than one outcome")
        self.phone.click("[data-key=back]")

    def rings_only_in_the_open_window(self):
        """a window that is looked at rings by itself, and shows no notification beside"""
        self.control = self.report("7.1")
        row(self.phone, "7.1 mmol/L").wait_for()
        before = len(self.worker.evaluate(SHOWN))
        self.deliver()
        self.phone.wait_for_selector("body[data-ringing=yes]")
        self.worker.evaluate("new Promise((done) => { setTimeout(done, 300); })")
        expect(len(self.worker.evaluate(SHOWN)) == before, "a notification beside the window")
        expect(row(self.phone, "7.1 mmol/L").count() == 1, "it stands there twice")

    def falls_quiet(self):
        """what is answered elsewhere takes the place of its page without a sound"""
        enrol(self.desk, self.gateway.link(FIRST), "Desk")
        self.phone.goto("about:blank")
        self.control = self.report("7.3")
        self.deliver()
        self.tag = self.shown(lambda one: one["requireInteraction"])["tag"]
        row(self.desk, "7.3 mmol/L").click()
        self.desk.click("[data-key=accept]")
        until(self.is_quiet, "the page still asks")

    def is_quiet(self):
        """Hands over what has come; whether the page of before asks nothing any more."""
        while Service.came:
            self.deliver()
        now = [one for one in self.worker.evaluate(SHOWN) if one["tag"] == self.tag]
        return len(now) == 1 and now[0]["silent"] and now[0]["title"] == "No longer needed"

    def fetches(self):
        """a push that carries nothing has the worker fetch what waits"""
        self.control = self.report("7.5")
        self.take()
        self.hand("")
        self.tag = self.shown(lambda one: one["actions"])["tag"]
        until(lambda: "delivered" in self.states(), "no receipt came from the worker")

    def believes_no_forgery(self):
        """an envelope that was changed on its way is not shown as a page, and not silent either"""
        self.report("7.7")
        said = json.loads(self.take())
        envelope = said["envelope"]
        said["envelope"] = envelope[:-8] + ("AAAAAAAA" if envelope[-8] != "A" else "BBBBBBBB")
        self.hand(json.dumps(said))
        shown = self.shown(lambda one: one["title"] == "A page may be waiting")
        expect(shown["data"]["page"] is None and not shown["actions"], f"{shown}")

    def says_when_it_is_not_confirmed(self):
        """an acceptance that the gateway does not confirm says so, and is sent when it is back"""
        self.gateway.stop()
        self.worker.evaluate(CLICK, ["accept", self.tag])
        shown = self.shown(lambda one: one["title"] == "NOT CONFIRMED")
        expect(not shown["silent"] and shown["requireInteraction"], f"{shown}")
        self.gateway.start()
        self.phone.goto(self.gateway.base)
        self.phone.wait_for_selector(".link.open")
        unlock(self.phone)
        if self.phone.locator("[data-key=back]").is_visible():
            self.phone.click("[data-key=back]")
        row(self.phone, "7.5 mmol/L").click()
        outcome(self.phone, "Accepted at")
        expect(self.gateway.alert(self.control)["phase"] == "acknowledged", "it is not accepted")

    def subscribes_again(self):
        """a subscription that the push service has ended is made again at the next start"""
        script = SUBSCRIBED.replace("SUBSCRIPTION", json.dumps({
            **self.gateway.subscription,
            "endpoint": self.gateway.subscription["endpoint"].replace("/push/", "/other/"),
        }))
        self.phone.add_init_script(script)
        self.phone.goto(self.gateway.base)
        self.phone.wait_for_selector(".reach[data-reach=on]", state="attached")
        Service.came.clear()
        self.report("7.9")
        until(lambda: any("/other/" in one.get("path", "") for one in Service.came),
              "the gateway pushes to where nobody takes it")

    def is_told_in_other_languages(self):
        """the card is whole in German and French, in the dark"""
        enrol(self.french, self.gateway.link(FIRST), "Téléphone")
        self.windows.look(self.french, "reach-off-phone-dark-fr", "[data-key=turn-on]")
        self.windows.look(
            self.desk, "reach-off-desk-dark-de", "[data-key=turn-on]", unless="first headings")

    def ran_clean(self):
        """no script error, and nothing that the content policy stopped"""
        expect(not self.windows.faults, "; ".join(self.windows.faults))


STEPS = [
    Push.is_told, Push.turns_on, Push.says_little, Push.accepts, Push.is_one_page,
    Push.rings_only_in_the_open_window, Push.falls_quiet, Push.fetches, Push.believes_no_forgery,
    Push.says_when_it_is_not_confirmed, Push.subscribes_again, Push.is_told_in_other_languages,
    Push.ran_clean,
]


if __name__ == "__main__":
    perform(PushedGateway(), Push, STEPS, {Push.is_told, Push.turns_on, Push.says_little})
