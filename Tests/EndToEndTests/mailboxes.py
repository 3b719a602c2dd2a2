#!/usr/bin/env python3
# Tocsin — EndToEndTests: mailboxes: stream, fetch, resume, end
# SPDX-License-Identifier: Apache-2.0
"""Streams and fetches of what was sealed for a device."""

import http.client
import json
import time

import harness
import side_by_side
import tocsin_device
import wire
from device_side import OCTETS, Mailbox, close_connection, signed_call, stream_events
from harness import FIRST, told, until
from sources import new_control, result
from two_devices import TwoDevices


class Mailboxes(TwoDevices):
    def envelopes(self, device, query=""):
        status, headers, body = signed_call(
            device, "GET", f"/v1/devices/{device.id}/envelopes{query}")
        self.assertEqual(status, 200, body)
        self.assertTrue(headers["Content-Type"].startswith("application/json"))
        return json.loads(body)

    def test_a_fetch_pages_through_the_mailbox_and_says_whether_there_is_more(self):
        for _ in range(3):
            self.page(self.report())
        whole = self.envelopes(self.first, "?after=0&limit=256")
        self.assertFalse(whole["more"])
        seqs = [one["seq"] for one in whole["envelopes"]]
        self.assertEqual(seqs, sorted(set(seqs)))
        got, after = [], 0
        while True:
            part = self.envelopes(self.first, f"?after={after}&limit=2")
            self.assertLessEqual(len(part["envelopes"]), 2)
            got += part["envelopes"]
            if not part["more"]:
                break
            after = part["envelopes"][-1]["seq"]
        self.assertEqual(got[:len(seqs)], whole["envelopes"])
        self.assertEqual(self.envelopes(self.first, f"?after={10 ** 12}")["envelopes"], [])

    def test_stream_and_fetch_give_the_same_bytes_and_the_seq_of_the_header(self):
        self.page(self.report())
        fetched = {one["seq"]: wire.unb64(one["envelope"])
                   for one in self.envelopes(self.first, "?after=0&limit=256")["envelopes"]}
        for seq, raw in list(self.first_box.raw):
            self.assertEqual(fetched[seq], raw)
            self.assertEqual(int.from_bytes(raw[88:96], "big"), seq)

    def open_stream(self, device, after=None):
        target = f"/v1/devices/{device.id}/stream"
        headers = {"Authorization": device.authorization("GET", target, b"")}
        if after is not None:
            headers["Last-Event-ID"] = str(after)
        connection = tocsin_device.connect(device.state["base"], 25)
        self.addCleanup(connection.close)
        connection.request("GET", target, headers=headers)
        answer = connection.getresponse()
        self.assertEqual(answer.status, 200)
        self.assertTrue(answer.headers["Content-Type"].startswith("text/event-stream"))
        return connection, answer

    def test_a_stream_resumes_after_the_last_event_id(self):
        self.page(self.report())
        seqs = [seq for seq, _ in self.first_box.raw]
        after = seqs[len(seqs) // 2 - 1] if len(seqs) > 1 else 0
        connection, answer = self.open_stream(self.first, after)
        first = next(stream_events(answer))
        wanted = min(seq for seq in seqs if seq > after)
        self.assertEqual((first[0], first[1]), (wanted, "envelope"))
        close_connection(connection)

    def test_a_stream_says_every_fifteen_seconds_that_it_lives(self):
        device = self.gateway.enrol("dr.dorn")
        connection, answer = self.open_stream(device)
        comments = 0
        begun = time.monotonic()
        while comments < 2 and time.monotonic() - begun < 25:
            comments += answer.readline().startswith(b":")
        self.assertGreaterEqual(comments, 2)
        close_connection(connection)

    def test_a_device_that_enrols_late_gets_what_is_open_for_its_person(self):
        alert = self.report()
        self.page(alert)
        late = self.gateway.enrol(FIRST)
        box = Mailbox(late)
        self.addCleanup(box.close)
        self.assertEqual(box.page_of(alert).page, self.first_box.page_of(alert).page)
        told("device", "end", "--data", self.gateway.data, late.id)

    def test_threat_14_the_stream_of_an_ended_device_ends_and_it_is_refused(self):
        device = self.gateway.enrol("nurse.ibis")
        connection, answer = self.open_stream(device)
        told("device", "end", "--data", self.gateway.data, device.id)
        begun = time.monotonic()
        try:
            while answer.readline():
                pass
        except (OSError, http.client.HTTPException):
            self.fail("the stream of an ended device did not end")
        self.assertLess(time.monotonic() - begun, 10)
        close_connection(connection)
        target = f"/v1/devices/{device.id}"
        for method, path in (("GET", "/stream"), ("GET", "/envelopes"), ("POST", "/answers")):
            status, _, body = signed_call(
                device, method, target + path, b"x" if method == "POST" else b"",
                headers=OCTETS if method == "POST" else None)
            self.assertEqual(status, 403, path)
            self.assertEqual(json.loads(body)["status"], 403)

    def test_last_contact_is_shown(self):
        rows = {row["id"]: row for row in harness.rows(
            "device", "list", "--data", self.gateway.data, "--json")}
        self.assertRegex(rows[str(self.first.id)]["lastContact"], harness.RFC3339)


class Behind(TwoDevices):
    def test_a_stream_that_is_64_behind_is_closed_and_the_device_fetches(self):
        late = self.gateway.enrol("dr.elster")
        with self.gateway.connect() as source:
            for _ in range(70):
                self.assertEqual(source.exchange(result(new_control())).code, "AA")
        until("seventy envelopes", lambda: len(self.first_box.raw) >= 70, 30)
        target = f"/v1/devices/{self.first.id}/stream"
        connection = tocsin_device.connect(self.first.state["base"], 12)
        self.addCleanup(connection.close)
        connection.request("GET", target, headers={
            "Authorization": self.first.authorization("GET", target, b"")})
        got = [seq for seq, _, _ in stream_events(connection.getresponse())]
        self.assertEqual(got, sorted(got))
        self.assertLessEqual(len(got), 65, "it was closed")
        whole, after, more = [], 0, True
        while more:
            _, _, body = signed_call(self.first, "GET", f"/v1/devices/{self.first.id}/envelopes"
                                     f"?after={after}&limit=64")
            part = json.loads(body)
            whole += [one["seq"] for one in part["envelopes"]]
            after, more = whole[-1], part["more"]
        self.assertGreaterEqual(len(whole), 70)
        self.assertEqual(whole[:len(got)], got)
        self.assertEqual([one for one in self.first_box.problems if isinstance(one, str)], [])
        self.assertEqual(list(late.fetch()), [], "nothing that was not for that person")


if __name__ == "__main__":
    side_by_side.main()
