#!/usr/bin/env python3
# Tocsin — Benchmarks: what a manager of rotas waits for
# SPDX-License-Identifier: Apache-2.0
"""Previews and rehearsals over HTTP, the past under an edit beside paging, and from an edit to its
picture in Chromium.

Usage: console.py [--quick] [--past]
(--quick measures a tenth as often; --past measures the past alone, which takes some minutes)
The program is TOCSIN, else .build/release/tocsin. It serves a hospital of 200 rotas on a folder of
its own. Times are by the wall, in milliseconds: a small signed request of the same minute stands
first, as the least that any of the others can take.
"""

import concurrent.futures
import http.client
import json
import os
import re
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
os.environ.setdefault("TOCSIN", os.path.join(ROOT, ".build/release/tocsin"))
for folder in ("EndToEndTests", "BrowserTests"):
    sys.path.insert(0, os.path.join(ROOT, "Tests", folder))

import harness  # noqa: E402  (the paths above)
import rotas  # noqa: E402
from device_side import Mailbox  # noqa: E402
from browsers import Authenticator, Windows  # noqa: E402
from gateway import free_port  # noqa: E402

ROTAS = 200
PAST = 5000
HANDS = 8
ROTA = "medicine-registrar"
COPIED = re.compile(r"\b[a-z]+\.[a-z]+-\d+")
PERSON = re.compile(r"\b(?:dr|nurse|it|lead|trainee)\.[a-z]+")
HEADS = ("the console, a hospital of 200 rotas", "p50 ms", "p90 ms", "p99 ms", "max ms", "ratio")
WIDTHS = (52, 10, 10, 10, 10, 8)

# Clicks, and gives the milliseconds until the frame with what `wanted` selects is on the screen.
UNTIL_SHOWN = """([key, wanted]) => new Promise((done) => {
  const begin = performance.now();
  new MutationObserver((_, self) => {
    if (!document.querySelector(wanted)) return;
    self.disconnect();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.now() - begin);
      port2.postMessage(null);
    });
  }).observe(document.body, { childList: true, subtree: true });
  document.querySelector(`[data-key=${key}]`).click();
})"""


def say(*cells):
    line = "".join(f"{cell:<{width}}" if at == 0 else f"{cell:>{width}}"
                   for at, (cell, width) in enumerate(zip(cells, WIDTHS)))
    print("  ".join([line, *cells[len(WIDTHS):]]), flush=True)


class Table:
    """Rows with whole distributions; the first is what the others are compared with."""

    def __init__(self):
        self.least = None
        print()
        say(*HEADS)
        print("-" * sum(WIDTHS), flush=True)

    def add(self, name, times, goal=""):
        ordered = sorted(times)
        points = [ordered[min(len(ordered) - 1, int(part * len(ordered)))]
                  for part in (0.5, 0.9, 0.99, 1)]
        self.least = self.least or points[0]
        ratio = f"{points[0] / self.least:.1f}"
        say(name, *(f"{point:.1f}" for point in points), ratio, f"{len(ordered)} times; {goal}")


class Served(harness.Gateway):
    """A gateway under a name, for which alone there are passkeys."""

    def __init__(self):
        super().__init__()
        self.port = free_port()

    @property
    def base(self):
        return f"http://localhost:{self.port}"

    def begin(self):
        self.start("--http", f"127.0.0.1:{self.port}", environment={"TOCSIN_ORIGIN": self.base})


def timed(count, act):
    """Milliseconds of each of `count` calls, after one that warms up."""
    times = []
    for number in range(count + 1):
        begun = time.monotonic()
        act(number)
        times.append((time.monotonic() - begun) * 1000)
    return times[1:]


def bring_hospital(gateway):
    """The shipped rotas under other names and of other people, until there are 200: nobody stands
    on more rotas than in the hospital that is shipped."""
    folder = os.path.join(ROOT, "Escalations/rotas")
    shipped = sorted(os.listdir(folder))
    with tempfile.TemporaryDirectory() as made:
        os.makedirs(made + "/Escalations/rotas")
        people = set()
        for number in range(ROTAS - len(shipped)):
            name = shipped[number % len(shipped)].removesuffix(".yaml")
            with open(f"{folder}/{name}.yaml", encoding="utf-8") as file:
                text = PERSON.sub(rf"\g<0>-{number}", file.read())
            people |= {one[0] for one in COPIED.finditer(text)}
            with open(f"{made}/Escalations/rotas/{name}-{number}.yaml", "w",
                      encoding="utf-8") as file:
                file.write(text)
        with open(os.path.join(ROOT, "Escalations/people.yaml"), encoding="utf-8") as file:
            known = file.read()
        with open(f"{made}/Escalations/people.yaml", "w", encoding="utf-8") as file:
            file.write(known + "".join(
                f"  - id: {one}\n    name: {one}\n" for one in sorted(people)))
        harness.told("import", "--data", gateway.data, made + "/Escalations")


def over_http(table, gateway, count):
    manager = rotas.Manager(gateway, "bench.manager", "rota-manager")

    def asked(method, target, body=None):
        status, _, answer = manager.call(method, target, body)
        assert status == 200, (status, answer)
        return answer

    base = manager.view()["revision"]
    layer = {"do": "put-layer", "name": "weeks", "text": (
        "name: weeks\nmembers: [dr.brandt, dr.amsel, dr.corvin]\nstart: 2026-01-05\n"
        "handoff: \"08:00\"\nturn: 1 week\n")}
    table.add("a small signed request", timed(count, lambda _: asked("GET", "/v1/me")))
    table.add("preview over 13 weeks: an override", timed(
        count, lambda at: manager.preview(base, rotas.cover(at % 80, at % 80 + 1, "dr.corvin"))),
        "goal p50 100")
    table.add("preview over 13 weeks: another member of a layer", timed(
        count, lambda _: manager.preview(base, layer)), "goal p50 100")
    table.add("a rota with its shifts of 13 weeks", timed(
        count, lambda _: asked("GET", f"/v1/rotas/{ROTA}?from={day(0)}&until={day(91)}")))
    table.add("fairness and quality of a rota over 13 weeks", timed(
        max(count // 10, 3), lambda _: asked("GET", f"/v1/rotas/{ROTA}/review")))
    table.add("the list of all rotas", timed(count, lambda _: asked("GET", "/v1/rotas")))
    table.add("hindsight of an empty past", timed(count, lambda _: asked(
        "POST", f"/v1/rotas/{ROTA}/hindsight", {"base": base, "edits": [layer]})))
    table.add("a rehearsal", timed(count, lambda _: asked("POST", "/v1/rehearsals", {
        "kind": "critical-result", "integration": "laboratory", "ward": "4W"})))


class Reporter:
    """A source that reports over HTTP on a connection of each thread, which stays open."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.key = gateway.key("freezers")
        self.own = threading.local()

    def call(self, target, body):
        if not hasattr(self.own, "connection"):
            self.own.connection = http.client.HTTPConnection(
                "127.0.0.1", self.gateway.port, timeout=60)
        self.own.connection.request("POST", target, json.dumps(body), {
            "Authorization": f"Bearer {self.key}", "Content-Type": "application/json"})
        answer = self.own.connection.getresponse()
        told = json.loads(answer.read())
        assert answer.status in (200, 202), (answer.status, told)
        return told

    def report(self, name):
        return self.call("/v1/alerts", {
            "key": name, "priority": "high", "kind": "temperature", "ward": "DEMO",
            "what": "Freezer at -61.0 °C, limit -70 °C"})["alert"]

    def over(self, name):
        """An alert that nobody took and that its source ended."""
        self.call(f"/v1/alerts/{self.report(name)}/resolve", {})


def paged(source, box, count, name):
    """Milliseconds from asking for an alert to its envelope, opened, at the device."""
    times = []
    for number in range(count):
        begun = time.monotonic()
        alert = source.report(f"{name}-{number}")
        box.page_of(alert)
        times.append((time.monotonic() - begun) * 1000)
        source.call(f"/v1/alerts/{alert}/resolve", {})
        time.sleep(0.05)
    return times


def past(table, gateway, count):
    """The past under an edit, once and again while pages are sent; nobody took any of it."""
    source = Reporter(gateway)
    time.sleep(2)
    with concurrent.futures.ThreadPoolExecutor(HANDS) as hands:
        for made in [hands.submit(source.over, f"past-{number}") for number in range(PAST)]:
            made.result()
    box = Mailbox(gateway.enrol(harness.FIRST))
    manager = rotas.Manager(gateway, "bench.past", "rota-manager")
    base = manager.view()["revision"]
    body = {"base": base, "edits": [rotas.cover(1, 8, "dr.corvin")]}

    def replayed():
        begun = time.monotonic()
        status, _, told = manager.call("POST", f"/v1/rotas/{ROTA}/hindsight", body)
        assert status == 200, (status, told)
        played.append((told["count"], told["isSample"]))
        return (time.monotonic() - begun) * 1000

    played = []
    try:
        table.add("POST to envelope at the device, nothing beside it",
                  paged(source, box, count, "alone"))
        table.add(f"hindsight over {PAST} past alerts", [replayed() for _ in range(3)],
                  f"{played[0][0]} played")
        with concurrent.futures.ThreadPoolExecutor(1) as other:
            ended = threading.Event()

            def again():
                times = []
                while not ended.is_set():
                    times.append(replayed())
                return times

            beside = other.submit(again)
            table.add("POST to envelope while hindsight runs without a pause",
                      paged(source, box, count, "beside"))
            ended.set()
            table.add("the hindsight beside it", beside.result(), f"{played[-1][0]} played")
    finally:
        box.close()


def day(later):
    """A time that many days from now, as a query has it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + later * 86400))


def in_browser(table, gateway, count):
    windows = Windows()
    try:
        page = windows.open({"viewport": {"width": 1280, "height": 900}}, "light")
        Authenticator(page)
        harness.told("person", "add", "--data", gateway.data, "--id", "bench.screen", "--name",
                     "Bench Screen", "--role", "rota-manager")
        made = harness.rows("person", "invite", "bench.screen", "--data", gateway.data,
                            "--http", gateway.base)
        page.goto(made[0]["link"])
        page.click("[data-key=open-invitation]")
        page.click("[data-key=make-passkey]")
        page.click("[data-key='nav-/rotas']")
        page.click(f"[data-key=rota-{ROTA}]")
        page.wait_for_selector(".weeks")
        for mode in ("month", "quarter"):
            page.click(f"[data-key=mode-{mode}]")
            page.wait_for_selector(f".weeks.by-{mode}")
            seen, saved = [], []
            for number in range(count + 1):
                page.wait_for_selector("#field-who")
                page.select_option("#field-who", ("dr.corvin", "dr.dorn")[number % 2])
                page.fill("#field-reason", "to be measured")
                seen.append(page.evaluate(UNTIL_SHOWN, ["preview", ".preview"]))
                saved.append(page.evaluate(UNTIL_SHOWN, ["save", ".note.good"]))
            table.add(f"in Chromium, {mode}: from an edit to its picture", seen[1:], "goal p50 200")
            table.add(f"in Chromium, {mode}: from saving to the rota", saved[1:], "goal p50 200")
    finally:
        windows.close()


def main():
    count = 10 if "--quick" in sys.argv[1:] else 100
    gateway = Served()
    try:
        gateway.begin()
        bring_hospital(gateway)
        time.sleep(3)
        table = Table()
        if "--past" not in sys.argv[1:]:
            over_http(table, gateway, count)
            in_browser(table, gateway, max(count // 3, 5))
        past(table, gateway, max(count, 50))
    finally:
        gateway.close()


if __name__ == "__main__":
    main()
