#!/usr/bin/env python3
# Tocsin — EndToEndTests: somebody leaves, seen from every open connection
# SPDX-License-Identifier: Apache-2.0
"""Threat 15: who leaves keeps no access. From the call on, the gateway refuses within a second and
cuts every open connection within five: those five seconds are a promise and are asserted as such.
"""

import datetime
import http.client
import json
import subprocess
import threading
import time


import device_side
import harness
import side_by_side
import tocsin_device
from device_side import signed_call
from harness import FIRST, SECOND, rows, told, until
from two_devices import WAIT, TwoDevices


CUT_SECONDS = 5


class OpenStream:
    """One stream of a device that is read until the gateway ends it."""

    def __init__(self, device):
        target = f"/v1/devices/{device.id}/stream"
        self.connection = tocsin_device.connect(device.state["base"], 60)
        self.connection.request("GET", target, headers={
            "Authorization": device.authorization("GET", target, b"")})
        self.answer = self.connection.getresponse()
        self.first = self.answer.read1()
        self.ended_at = None
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        try:
            while self.answer.read1():
                pass
        except (OSError, http.client.HTTPException, ValueError):
            pass
        self.ended_at = time.monotonic()

    def close(self):
        device_side.close_connection(self.connection)
        self.answer.close()
        self.connection.close()


class SomebodyWhoLeaves(TwoDevices):
    apart = True

    def open(self, device):
        stream = OpenStream(device)
        self.addCleanup(stream.close)
        self.assertEqual(stream.answer.status, 200)
        return stream

    def assertCut(self, streams, begun):
        for stream in streams:
            until("the stream is cut", lambda: stream.ended_at, CUT_SECONDS + 10)
            self.assertLess(stream.ended_at - begun, CUT_SECONDS, "the promise of five seconds")

    def assertGone(self, device):
        for target in (f"/v1/devices/{device.id}/envelopes", "/v1/me"):
            self.assertIn(signed_call(device, "GET", target)[0], (401, 403), target)
        status, _, _ = device_side.post_answer(device, b"TCA1" + bytes(164))
        self.assertIn(status, (401, 403))
        row = {one["id"]: one for one in rows(
            "device", "list", "--data", self.gateway.data, "--json")}[str(device.id)]
        self.assertIsNotNone(row["endedAt"])

    def test_threat_15_by_command_is_cut_off_and_followed(self):
        alert = self.report()
        self.first_box.page_of(alert)
        streams = [self.open(self.first) for _ in range(3)]
        other = self.open(self.second)
        begun = time.monotonic()
        done = json.loads(told(
            "person", "end", "--data", self.gateway.data, FIRST, "--json", "--reason", "test"))
        refused = until("the device is refused", lambda: signed_call(
            self.first, "GET", "/v1/me")[0] in (401, 403) and time.monotonic(), CUT_SECONDS)
        print(f"refused {refused - begun:.2f} s after the call")
        self.assertLess(refused - begun, CUT_SECONDS)
        self.assertCut(streams, begun)
        self.assertIsNone(other.ended_at, "nobody else is cut off")
        self.assertEqual((done["devices"], done["passedOn"]), (1, 1))
        self.second_box.page_of(alert, WAIT / 2)
        self.assertGone(self.first)
        new = self.report()
        self.second_box.page_of(new, WAIT / 2)
        self.assertNotIn(str(self.first.id), [one["device"] for one in self.now()["pages"]])
        for problem in until("the device is told why", lambda: self.first_box.problems, 10):
            self.assertIn(problem, (401, 403))

    def test_threat_15_by_date_with_nobody_calling(self):
        alert = self.report()
        self.first_box.page_of(alert)
        stream = self.open(self.first)
        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=3)
        due = time.monotonic() + 3
        told("person", "change", "--data", self.gateway.data, FIRST, "--until", end.isoformat(
            timespec="milliseconds"))
        self.assertIsNone(stream.ended_at, "not before the date")
        self.assertCut([stream], due)
        self.assertGreater(stream.ended_at, due - 1)
        self.second_box.page_of(alert, WAIT / 2)
        self.assertGone(self.first)
        shown = json.loads(told("person", "show", "--data", self.gateway.data, FIRST))
        self.assertIsNotNone(shown["person"]["endedAt"])
        self.assertEqual(shown["sessions"], 0)

    def test_threat_15_while_the_gateway_is_dead(self):
        alert = self.report()
        page = self.page(alert)
        self.assertEqual(self.first.answer(page, "accept").result, 0)
        self.gateway.kill()
        told("person", "end", "--data", self.gateway.data, FIRST)
        self.gateway.start()
        self.second_box.page_of(alert)
        self.assertNotEqual(self.now()["phase"], "acknowledged")
        self.assertGone(self.first)

    def test_threat_15_a_leaver_is_gone_whole_or_not_at_all(self):
        """The command is killed at one moment after the other: never half a departure."""
        data, seen = ["--data", self.gateway.data], set()
        for number in range(14):
            person = f"locum.{number}"
            told("person", "add", *data, "--id", person, "--name", person)
            device = self.gateway.enrol(person)
            command = subprocess.Popen(
                [harness.PROGRAM, "person", "end", *data, person],
                env=harness.clean_environment(), stderr=subprocess.DEVNULL)
            try:
                command.wait(0.02 * (number + 1))
            except subprocess.TimeoutExpired:
                command.kill()
                command.wait()
            shown = json.loads(told("person", "show", *data, person))
            ends = {shown["person"]["endedAt"] is None, shown["devices"][0]["endedAt"] is None}
            self.assertEqual(len(ends), 1, shown)
            status = signed_call(device, "GET", "/v1/me")[0]
            self.assertEqual(status, 200 if ends == {True} else 403)
            seen |= ends
        self.assertIn(False, seen, "at least one was whole")

    def test_a_rota_that_still_names_who_left_is_said(self):
        done = harness.tocsin("person", "end", "--data", self.gateway.data, SECOND)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, rf"warning: the rota \S+ names {SECOND}")


if __name__ == "__main__":
    side_by_side.main()
