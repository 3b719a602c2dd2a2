#!/usr/bin/env python3
# Tocsin — Benchmarks: what whoever is paged waits for in a browser
# SPDX-License-Identifier: Apache-2.0
"""In real Chromium: from an envelope on the stream to its page on the screen, from an address to a
client that is connected, and what it loads for that.

Usage: client.py [--quick]   (--quick measures a tenth as often)
The program is TOCSIN, else .build/release/tocsin. Times are by the browser's clock, in
milliseconds; the first row of times is the least frame that the browser draws.
"""

import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
os.environ.setdefault("TOCSIN", os.path.join(ROOT, ".build/release/tocsin"))
for folder in ("EndToEndTests", "BrowserTests"):
    sys.path.insert(0, os.path.join(ROOT, "Tests", folder))

import streams  # noqa: E402  (beside this file)
from browsers import PHONE, Windows, enrol, file_bytes, unlock_where_shut  # noqa: E402

PAGES, STARTS = 100, 60
PAUSE_SECONDS = 0.1

# Notes when the text of an envelope came out of the stream, and when the client was connected.
MARKS = """
  const read = ReadableStreamDefaultReader.prototype.read;
  ReadableStreamDefaultReader.prototype.read = async function (...given) {
    const told = await read.apply(this, given);
    const isEnvelope = typeof told.value === "string" && told.value.includes("event: envelope");
    if (isEnvelope && globalThis.cameAt === null) globalThis.cameAt = performance.now();
    return told;
  };
  globalThis.painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(null);
  }));
  globalThis.until = (holds) => new Promise((done) => {
    const watch = new MutationObserver(() => {
      if (!holds()) return;
      watch.disconnect();
      painted().then(done);
    });
    watch.observe(document, { childList: true, subtree: true, attributes: true });
  });
  globalThis.ready = until(() => document.querySelector(".link.open"));
"""
ARM = """() => {
  const rows = () => document.querySelectorAll("a.row").length;
  const before = rows();
  globalThis.cameAt = null;
  globalThis.took = until(() => rows() > before).then((at) => at - globalThis.cameAt);
}"""
TOOK = """Promise.race([took, new Promise((_, fail) => {
  setTimeout(() => fail(new Error("no page came")), 20000);
})])"""
FRAME = "painted().then((first) => painted().then((second) => second - first))"


def pages(page, gateway, key, count):
    """From the stream to the screen; what is there already grows with each."""
    took = []
    unlock_where_shut(page)
    for number in range(count):
        page.evaluate(ARM)
        streams.post(gateway, key, f"page-{number}", "B00", "high")
        took.append(page.evaluate(TOOK))
        row = page.locator("a.row").first
        row.click()
        page.click("[data-key=accept]")
        page.locator(".outcome.good").wait_for()
        page.click("[data-key=back]")
        page.locator(".list-title").wait_for()
        time.sleep(PAUSE_SECONDS)
    return took


def starts(page, base, count):
    """From the address to a client that is connected, its files in the browser's cache."""
    took = []
    for _ in range(count):
        page.goto("about:blank")
        page.goto(base)
        took.append(page.evaluate("ready"))
    return took


def weight(page, base):
    """Files and bytes, uncompressed, until the list of pages is on the screen."""
    loaded = set()
    note = lambda answer: loaded.add(answer.url)  # noqa: E731
    page.goto("about:blank")
    page.on("response", note)
    page.goto(base)
    page.evaluate("ready")
    page.remove_listener("response", note)
    return list(file_bytes(page, [url for url in loaded if "/v1/" not in url]).values())


def main():
    haste = 10 if "--quick" in sys.argv[1:] else 1
    gateway, names = streams.begin()
    windows = Windows()
    try:
        key = gateway.key("freezers", "client")
        page = windows.open(PHONE, "light", script=MARKS)
        enrol(page, gateway.link(names[0]), "Bench")
        time.sleep(1.5)
        streams.row("the client in Chromium", "p50 ms", "p90 ms", "p99 ms", "max ms")
        print("-" * 102)
        streams.spread("a frame", [page.evaluate(FRAME) for _ in range(60)])
        streams.spread("cold start to connected, files in the cache",
                       starts(page, gateway.base, STARTS // haste), "goal 1000 at most")
        streams.spread("envelope on the stream to its page on the screen",
                       pages(page, gateway, key, PAGES // haste), "goal p99 100")
        files = weight(page, gateway.base)
        streams.row("files that are loaded to be paged", len(files))
        streams.row("their bytes, uncompressed", sum(files), note="goal 200,000 at most")
    finally:
        windows.close()
        gateway.close()


if __name__ == "__main__":
    main()
