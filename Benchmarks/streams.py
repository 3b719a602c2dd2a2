#!/usr/bin/env python3
# Tocsin — Benchmarks: many devices with an open stream
# SPDX-License-Identifier: Apache-2.0
"""What an idle stream costs in memory, plain and over TLS; how long it takes from the answer to a
report until a page is on its device's stream, with a thousand of them open; and until the last of
thirty people has a crash call.

Usage: streams.py [--quick]   (--quick opens a tenth of the streams and reports a tenth as often)
The program is TOCSIN, else .build/release/tocsin; this is the client, a process of its own. Times
are by the wall, in milliseconds; the first row of times is a signed request of the same minute.
"""

import concurrent.futures
import http.client
import itertools
import json
import os
import resource
import selectors
import socket
import ssl
import sys
import tempfile
import threading
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
os.environ.setdefault("TOCSIN", os.path.join(ROOT, ".build/release/tocsin"))
sys.path.insert(0, os.path.join(ROOT, "Tests/EndToEndTests"))

import harness  # noqa: E402  (the path above)
import tocsin_device  # noqa: E402
from device_side import http_call, signed_call  # noqa: E402

STREAMS, STREAMS_OF_DEVICE = 10_000, 4
OPEN, PEOPLE = 1_000, 30
#: Who is not paged, and has the other streams: one each.
OTHERS = [f"other.{number:03d}" for number in range(OPEN - PEOPLE)]
PAGES, CRASHES = 600, 20
PAUSE_SECONDS = 0.02
POINTS = (0.5, 0.9, 0.99, 1)
KIB = 1024


def row(name, *cells, note=""):
    print(f"{name:<58}" + "".join(f"{cell:>11}" for cell in cells) + f"  {note}", flush=True)


def spread(name, times, note=""):
    ordered = sorted(times)
    row(name, *(f"{ordered[min(len(ordered) - 1, int(at * len(ordered)))]:.2f}" for at in POINTS),
        note=note)


def documents(folder):
    """Thirty people, one for each ward, and a crash call for all of them."""
    harness.quick_documents(folder, wait="20s")
    base = os.path.join(folder, "Escalations")
    names = [f"bench.{number:02d}" for number in range(PEOPLE)]
    with open(f"{base}/people.yaml", "a", encoding="utf-8") as file:
        file.write("".join(f"  - id: {name}\n    name: {name}\n" for name in names + OTHERS))
    with open(f"{base}/routes.yaml", encoding="utf-8") as file:
        routes = file.read()
    mine = "  - { name: bench crash, when: { priority: crash, ward: B }, policy: bench-all }\n"
    mine += "".join(
        f"  - {{ name: {name}, when: {{ ward: B{name[-2:]} }}, policy: bench-{name[-2:]} }}\n"
        for name in names)
    with open(f"{base}/routes.yaml", "w", encoding="utf-8") as file:
        file.write(routes.replace("routes:\n", "routes:\n" + mine, 1))
    end = "fallback:\n  page: { responder: switchboard }\n  every: 5m\n"
    for name in names:
        with open(f"{base}/policies/bench-{name[-2:]}.yaml", "w", encoding="utf-8") as file:
            file.write(f"title: {name}\ncycles: 1\nsteps:\n  - page: {{ responder: {name} }}\n"
                       f"    wait: 5m\n{end}")
    roles = "".join(
        f"  - role: {role}\n    steps:\n      - page:\n"
        + "".join(f"          - {{ responder: {name} }}\n" for name in part) + "        wait: 5m\n"
        for role, part in (("first", names[:15]), ("second", names[15:])))
    with open(f"{base}/policies/bench-all.yaml", "w", encoding="utf-8") as file:
        file.write(f"title: Everybody\npriorities: [crash]\ncycles: 1\nroles:\n{roles}{end}")
    return names


def begin():
    """A gateway with those documents; the names of the thirty."""
    gateway = harness.Gateway()
    with tempfile.TemporaryDirectory() as folder:
        names = documents(folder)
        harness.told("import", "--data", gateway.data, folder + "/Escalations",
                     folder + "/Integrations")
    gateway.start()
    return gateway, names


def from_many_addresses():
    """Lets each enrolment come from an address of its own, as those of people do: one address may
    not ask so often."""
    numbers = itertools.count()

    def connect(base, timeout=10):
        number = next(numbers) % 60_000
        return http.client.HTTPConnection(
            urllib.parse.urlsplit(base).netloc, timeout=timeout,
            source_address=(f"127.1.{number // 250}.{number % 250 + 1}", 0))

    tocsin_device.connect = connect


def enrol(gateway, people, count):
    """Devices, one after the other of these people."""
    with concurrent.futures.ThreadPoolExecutor(4) as hands:
        return list(hands.map(
            lambda number: gateway.enrol(people[number % len(people)]), range(count)))


def opened(device, address, context=None):
    """The socket of an open stream."""
    wire = socket.create_connection(address)
    if context:
        wire = context.wrap_socket(wire, server_hostname="localhost")
    target = f"/v1/devices/{device.id}/stream"
    head = (f"GET {target} HTTP/1.1\r\nHost: {address[0]}:{address[1]}\r\n"
            f"Authorization: {device.authorization('GET', target, b'')}\r\n"
            "Accept: text/event-stream\r\n\r\n")
    wire.sendall(head.encode())
    got = b""
    while b"\n\n" not in got.partition(b"\r\n\r\n")[2]:
        more = wire.recv(4096)
        if not more or not got[:15].startswith(b"HTTP/1.1 200"[:len(got[:15])]):
            raise RuntimeError(f"the stream does not open: {got[:200]!r}")
        got += more
    return wire


def idle(count, tls=None):
    """Own memory of the gateway for each of `count` streams that nothing comes on."""
    gateway, names = begin()
    context = None
    try:
        devices = enrol(gateway, names, -(-count // STREAMS_OF_DEVICE))
        if tls:
            context = ssl.create_default_context(cafile=f"{tls}/ca.pem")
            gateway.stop()
            gateway.start("--certificate", f"{tls}/server.pem", "--key",
                          f"{tls}/server.key")
        wires = [opened(devices[0], gateway.http, context)]
        time.sleep(2)
        before = harness.memory(gateway.process.pid, "RssAnon")
        for number in range(1, count):
            wires.append(opened(devices[number % len(devices)], gateway.http, context))
        time.sleep(5)
        grown = harness.memory(gateway.process.pid, "RssAnon") - before
        for wire in wires:
            wire.close()
    finally:
        gateway.close()
    return grown / (count - 1) / KIB


class Listener:
    """Reads every stream and notes when each page came to whom."""

    def __init__(self, wires):
        self.came = {}
        self.changed = threading.Condition()
        self.selector = selectors.DefaultSelector()
        for person, wire in wires:
            wire.setblocking(False)
            self.selector.register(wire, selectors.EVENT_READ, person)
        threading.Thread(target=self.follow, daemon=True).start()

    def follow(self):
        while True:
            for key, _ in self.selector.select():
                data = key.fileobj.recv(65536)
                now = time.monotonic()
                if b"event: envelope" not in data:
                    continue
                with self.changed:
                    self.came.setdefault(key.data, []).append(now)
                    self.changed.notify_all()

    def wait(self, person, count):
        """When the envelope number `count` of a person came."""
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.came.get(person, [])) >= count, 20):
                raise RuntimeError(f"{person} was not paged")
            return self.came[person][count - 1]


def post(gateway, key, name, ward, priority):
    """Reports; when the answer was there."""
    body = json.dumps({"key": name, "priority": priority, "kind": "freezer", "what": "too warm",
                       "ward": ward}).encode()
    status, _, said = http_call(gateway.base, "POST", "/v1/alerts", body, {
        "Authorization": f"Bearer {key}", "Content-Type": "application/json"})
    if status != 202:
        raise RuntimeError(f"the report was refused: {said!r}")
    return time.monotonic()


def times(haste):
    """Rows of times, with a thousand streams open."""
    gateway, names = begin()
    try:
        key = gateway.key("freezers", "streams")
        devices = enrol(gateway, names + OTHERS, OPEN // haste)
        wires = [(names[at % PEOPLE] if at < PEOPLE else None, opened(one, gateway.http))
                 for at, one in enumerate(devices)]
        time.sleep(1.5)
        least = []
        for _ in range(100):
            begun = time.monotonic()
            signed_call(devices[0], "GET", "/v1/me")
            least.append((time.monotonic() - begun) * 1000)
        spread("a signed request", least)
        listener = Listener(wires)
        counts = dict.fromkeys(names, 0)
        took = []
        for number in range(PAGES // haste):
            name = names[number % PEOPLE]
            at = post(gateway, key, f"page-{number}", f"B{name[-2:]}", "high")
            counts[name] += 1
            took.append(max(0, listener.wait(name, counts[name]) - at) * 1000)
            time.sleep(PAUSE_SECONDS)
        spread(f"accepted to the stream, {len(wires)} streams open", took)
        last = []
        for number in range(max(2, CRASHES // haste)):
            counts = {name: len(listener.came.get(name, [])) for name in names}
            at = post(gateway, key, f"crash-{number}", "B", "crash")
            last.append(max(listener.wait(name, counts[name] + 1) - at for name in names) * 1000)
            time.sleep(1)
        spread(f"a crash call, the last of {PEOPLE} people", last, "goal 50 at most")
    finally:
        gateway.close()


def main():
    haste = 10 if "--quick" in sys.argv[1:] else 1
    count = STREAMS // haste
    files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(files[1], 3 * STREAMS), files[1]))
    from_many_addresses()
    row("streams of devices", "p50 ms", "p90 ms", "p99 ms", "max ms")
    print("-" * 102)
    times(haste)
    row(f"an idle stream, one of {count}", f"{idle(count):.1f} KiB", note="goal 40 at most")
    with tempfile.TemporaryDirectory() as tls:
        harness.told("certificate", "--out", tls, "--host", "localhost", "--host", "127.0.0.1")
        row(f"the same over TLS, one of {count}", f"{idle(count, tls):.1f} KiB",
            note="goal 100 at most")


if __name__ == "__main__":
    main()
