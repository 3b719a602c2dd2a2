#!/usr/bin/env python3
# Tocsin — EndToEndTests: where pages arrive late, by network and ward
# SPDX-License-Identifier: Apache-2.0
"""A real device speaks from several addresses of the loopback, which a document names as networks;
its receipts come at once from one and late from another, also across a kill."""

import csv
import http.client
import io
import os
import time
import urllib.parse

import harness  # noqa: F401  (it finds the device client)
import side_by_side
import wire
from device_side import OCTETS, Mailbox
from harness import FIRST, Gateway, Suite, until
from rotas import Manager
from sources import new_control, result

ARRIVALS = "/v1/reports/arrivals"
WEST, BASEMENT, ELSEWHERE = "127.0.1.7", "127.0.2.7", "127.0.3.7"
NETWORKS = """networks:
  - { network: west, title: West wing, ranges: [127.0.1.0/24] }
  - { network: basement, title: Basement, ranges: [127.0.2.0/24], ward: RAD }
"""
#: As many pages a place needs before it can be a dead spot; a page is late after this.
JUDGED_FROM, LATE_SECONDS = 20, 10
LOST_SECONDS = 61


def name_networks(folder):
    with open(os.path.join(folder, "Escalations/networks.yaml"), "w", encoding="utf-8") as file:
        file.write(NETWORKS)


class Arrivals(Suite):
    apart = True

    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway()
        cls.addClassCleanup(cls.gateway.close)
        cls.gateway.bring("120s", name_networks)
        cls.gateway.start()
        cls.begun = time.monotonic()
        cls.manager = Manager(cls.gateway, "arrivals.kite", "rota-manager")
        cls.device = cls.gateway.enrol(FIRST)
        cls.box = Mailbox(cls.device)
        cls.addClassCleanup(lambda: cls.box.close())

    def ask(self, address, method, target, body=b"", headers=None):
        """A signed request of the device from another address of this machine."""
        parts = urllib.parse.urlsplit(self.gateway.base)
        connection = http.client.HTTPConnection(
            parts.netloc, timeout=20, source_address=(address, 0))
        self.addCleanup(connection.close)
        signed = dict(headers or {}, Authorization=self.device.authorization(
            method, target, body))
        connection.request(method, target, body or None, signed)
        return connection.getresponse()

    def receive(self, page, address, answer=None):
        """Says from an address that the page was received; the signed answer."""
        answer = answer or self.device.sign(page, "received")
        reply = self.ask(
            address, "POST", f"/v1/devices/{self.device.id}/answers", answer, OCTETS)
        self.assertEqual(reply.status, 200)
        wire.open_receipt(reply.read(), answer, site=self.device.site, device=self.device.id,
                          signer=self.device.signer)
        return answer

    def report(self):
        """Sends a critical result of its own patient; its page on the device."""
        control = new_control()
        self.assertEqual(self.gateway.send(result(control)).code, "AA")
        return str(self.box.page_of(self.gateway.alert(control)["id"]).page)

    def finder(self):
        status, _, found = self.manager.call("GET", ARRIVALS)
        self.assertEqual(status, 200)
        self.assertTrue(found["isWhole"])
        return found

    def network(self, name):
        """The row of a network; zeros where there is none yet."""
        found = [one for one in self.finder()["networks"] if one["name"] == name]
        return found[0] if found else {"pages": 0, "delivered": 0, "lost": 0, "isDeadSpot": False}

    def test_a_receipt_counts_for_the_network_from_which_it_comes(self):
        before = {name: self.network(name)["delivered"] for name in ("west", "")}
        page = self.report()
        answer = self.receive(page, WEST)
        self.receive(page, WEST, answer)
        self.receive(page, ELSEWHERE)
        west = self.network("west")
        self.assertEqual((west["title"], west["delivered"]), ("West wing", before["west"] + 1))
        self.assertEqual(west["p50Seconds"], 5)
        self.assertEqual(self.network("")["delivered"], before[""], "it was there already")
        self.receive(self.report(), ELSEWHERE)
        self.assertEqual(self.network("")["delivered"], before[""] + 1)
        self.assertIn("DEMO", [one["name"] for one in self.finder()["wards"]])

    def test_a_network_where_pages_arrive_late_is_a_dead_spot(self):
        before = self.network("basement")["delivered"]
        whole = before + JUDGED_FROM
        pages = [self.report() for _ in range(JUDGED_FROM)]
        newest = time.monotonic()
        until("the newest has lain there for too long",
              lambda: time.monotonic() - newest > LATE_SECONDS + 1, seconds=LATE_SECONDS + 10)
        answers = [self.receive(page, BASEMENT) for page in pages]
        row = self.network("basement")
        self.assertEqual((row["delivered"], row["ward"]), (whole, "RAD"))
        self.assertGreater(row["p50Seconds"], LATE_SECONDS)
        self.assertTrue(row["isDeadSpot"])
        self.assertEqual(sum(one["delivered"] for one in row["hours"]), whole)
        self.assertEqual(self.finder()["networks"][0]["name"], "basement", "the worst first")
        self.assertFalse(self.network("west")["isDeadSpot"])
        self.gateway.kill()
        self.gateway.start()
        type(self).begun = time.monotonic()
        self.manager.base = self.gateway.base
        self.receive(pages[0], BASEMENT, answers[0])
        self.assertEqual(self.network("basement"), row, "after a kill")
        status, headers, data = self.manager.raw("GET", f"{ARRIVALS}?form=csv")
        self.assertEqual((status, headers["Content-Type"]), (200, "text/csv; charset=utf-8"))
        table = {(one["by"], one["name"]): one for one in csv.DictReader(
            io.StringIO(data.decode()))}
        self.assertEqual(table["network", "basement"]["dead_spot"], "yes")
        self.assertEqual(table["network", "basement"]["pages"], str(whole))
        self.assertNotIn("127.0", data.decode(), "an address is kept")

    def open_stream(self, address, lost):
        reply = self.ask(address, "GET", f"/v1/devices/{self.device.id}/stream?lost={lost}")
        self.assertEqual(reply.status, 200)
        self.assertEqual(reply.readline(), b": tocsin\n")

    def test_a_lost_link_counts_where_the_device_was_heard_before(self):
        self.receive(self.report(), BASEMENT)
        before = self.network("basement")["lost"]
        self.open_stream(WEST, "soon")
        self.receive(self.report(), BASEMENT)
        self.open_stream(WEST, 86399)
        self.receive(self.report(), BASEMENT)
        self.assertEqual(self.network("basement")["lost"], before, "the gateway was not there")
        until("the gateway is there for as long",
              lambda: time.monotonic() - self.begun > LOST_SECONDS + 1, seconds=LOST_SECONDS + 10)
        self.open_stream(WEST, LOST_SECONDS)
        until("it is counted", lambda: self.network("basement")["lost"] == before + 1)

    def test_is_for_those_who_look_after_rotas(self):
        caller = Manager(self.gateway, "arrivals.caller", "caller")
        self.assertEqual(caller.call("GET", ARRIVALS)[0], 403)
        for wrong in ("from=2026-13-01", "from=2020-01-01", "form=xlsx"):
            self.assertEqual(self.manager.call("GET", f"{ARRIVALS}?{wrong}")[0], 422, wrong)


if __name__ == "__main__":
    side_by_side.main()
