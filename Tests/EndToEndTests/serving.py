#!/usr/bin/env python3
# Tocsin — EndToEndTests: a serving process as the contract has it
# SPDX-License-Identifier: Apache-2.0
"""How `serve` and `demo` start, are configured, and stop."""

import datetime
import json
import os
import signal
import sqlite3
import subprocess
import time

import harness
import side_by_side
from device_side import Mailbox, http_call
from harness import Gateway, Scratch, rows, told, until
from sources import new_control, result


class Serving(Scratch):
    def gateway(self):
        gateway = Gateway()
        self.addCleanup(gateway.close)
        return gateway

    def test_a_second_serve_says_which_process_holds_the_folder(self):
        gateway = self.gateway().start()
        done = self.assertEnds(1, "serve", "--data", gateway.data, "--http", "127.0.0.1:0",
                               "--mllp", "127.0.0.1:0")
        self.assertIn(f"in use by process {gateway.process.pid}", done.stderr)

    def stops_with(self, number):
        gateway = self.gateway().start()
        device = gateway.enrol(harness.FIRST)
        box = Mailbox(device)
        self.addCleanup(box.close)
        with gateway.connect() as source:
            control = new_control()
            self.assertEqual(source.exchange(result(control)).code, "AA")
            box.page_of(gateway.alert(control)["id"])
            box.closing = True
            code, seconds = gateway.signal(number)
        self.assertEqual(code, 0, gateway.logged()[-800:])
        self.assertLess(seconds, harness.STOP_SECONDS)

    def test_sigterm_ends_it_with_an_open_stream_and_an_open_connection(self):
        self.stops_with(signal.SIGTERM)

    def test_sigint_ends_it_with_an_open_stream_and_an_open_connection(self):
        self.stops_with(signal.SIGINT)

    def test_a_signal_straight_after_the_ready_line_ends_it_in_order(self):
        for start in range(3):
            process = subprocess.Popen(
                [harness.PROGRAM, "serve", "--data", self.path("data"), "--http", "127.0.0.1:0",
                 "--mllp", "127.0.0.1:0"],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=harness.clean_environment())
            self.addCleanup(process.stdout.close)
            self.assertTrue(process.stdout.readline().startswith(b"ready "))
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(harness.STOP_SECONDS + 5), 0, f"start {start}")

    def test_a_second_start_keeps_the_data(self):
        gateway = self.gateway().start()
        control = new_control()
        gateway.send(result(control))
        before = gateway.alert(control)
        self.assertEqual(gateway.stop()[0], 0)
        self.assertEqual(gateway.alert(control)["id"], before["id"], "without a running serve")
        gateway.start()
        self.assertEqual(gateway.alert(control)["id"], before["id"])

    def test_it_says_ready_once_and_only_that_on_standard_output(self):
        gateway = self.gateway().start()
        gateway.send(result(new_control()))
        gateway.stop()
        self.assertEqual(len(gateway.said), 1, gateway.said)

    def test_it_is_configured_by_the_environment(self):
        gateway = self.gateway()
        gateway.start("--data", None, "--http", None, "--mllp", None, environment={
            "TOCSIN_DATA": gateway.data, "TOCSIN_HTTP": "127.0.0.1:0",
            "TOCSIN_MLLP": "127.0.0.1:0"})
        control = new_control()
        gateway.send(result(control))
        found = rows("messages", "--json", environment={"TOCSIN_DATA": gateway.data})
        self.assertIn(control, [row["controlID"] for row in found])

    def test_it_serves_the_documents_that_are_named(self):
        for how in ("flag", "environment"):
            with self.subTest(how=how):
                folder = harness.quick_documents(self.path(how), wait="7s")
                gateway = self.gateway()
                if how == "flag":
                    gateway.start("--documents", folder)
                else:
                    gateway.start(environment={"TOCSIN_DOCUMENTS": folder})
                text = told("rehearse", "demonstration", "--data", gateway.data, "--at",
                            "2026-11-25T03:00:00+01:00")
                shipped = told("rehearse", "demonstration", "--at", "2026-11-25T03:00:00+01:00")
                self.assertNotEqual(text, shipped)

    def config(self, **settings):
        lines = ["tocsin:"] + [f"  {name}: \"{value}\"" for name, value in settings.items()]
        return self.write("tocsin.yaml", "\n".join(lines) + "\n")

    def test_it_is_configured_by_a_file(self):
        gateway = self.gateway()
        path = self.config(data=gateway.data, http="127.0.0.1:0", mllp="127.0.0.1:0")
        gateway.start("--data", None, "--http", None, "--mllp", None, "--config", path)
        self.assertTrue(os.path.isdir(gateway.data))

    def test_a_flag_beats_the_environment_which_beats_the_file(self):
        file, variable, flag = self.path("file"), self.path("variable"), self.path("flag")
        path = self.config(data=file, http="127.0.0.1:0", mllp="127.0.0.1:0")
        gateway = self.gateway()
        gateway.start("--data", flag, "--config", path, environment={"TOCSIN_DATA": variable})
        gateway.stop()
        self.assertEqual([os.path.exists(one) for one in (file, variable, flag)],
                         [False, False, True])
        gateway.start("--data", None, "--http", None, "--mllp", None, "--config", path,
                      environment={"TOCSIN_DATA": variable})
        gateway.stop()
        self.assertEqual([os.path.exists(one) for one in (file, variable)], [False, True])

    def test_a_port_that_is_taken_is_said_and_nothing_listens(self):
        gateway = self.gateway().start()
        taken = "{}:{}".format(*gateway.http)
        done = self.assertEnds(1, "serve", "--data", self.path("other"), "--http", taken,
                               "--mllp", "127.0.0.1:0")
        self.assertIn(str(gateway.http[1]), done.stderr)
        self.assertNotIn("ready", done.stdout)

    def test_a_fault_that_names_no_stop_is_said(self):
        gateway = self.gateway().start(environment={"TOCSIN_FAULT": "stop-99"})
        self.assertIn("TOCSIN_FAULT names no stop: stop-99", gateway.logged())
        self.assertEqual(gateway.send(result(new_control())).code, "AA")

    def behind(self, hours):
        """A gateway whose machine is set back by so many hours while it is down: its log from
        then on, and what it then says the time is, in seconds ahead of the machine."""
        gateway = self.gateway().start()
        gateway.send(result(new_control()))
        gateway.stop()
        self.assertNotIn("behind", gateway.logged())
        store = sqlite3.connect(os.path.join(gateway.data, "tocsin.sqlite"), isolation_level=None)
        store.execute("UPDATE message SET received_at = received_at + ?", (hours * 3_600_000,))
        store.close()
        gateway.start()
        control = new_control()
        self.assertEqual(gateway.send(result(control)).code, "AA")
        received = datetime.datetime.fromisoformat(gateway.message(control)[0]["receivedAt"])
        return gateway.logged(), received.timestamp() - time.time()

    def test_time_goes_on_from_the_store_when_the_machine_was_set_back_meanwhile(self):
        log, ahead = self.behind(hours=5)
        said = [line for line in log.splitlines() if "behind the newest entry" in line]
        self.assertEqual(len(said), 1, log)
        self.assertRegex(said[0], r"warning.*the machine's clock is (4h59m|5h)\S* behind")
        self.assertIn("time goes on from that entry", said[0])
        self.assertGreater(ahead, 4.5 * 3_600)

    def test_the_machine_is_believed_when_the_store_is_more_than_a_day_ahead(self):
        log, ahead = self.behind(hours=30)
        said = [line for line in log.splitlines() if "behind the newest entry" in line]
        self.assertEqual(len(said), 1, log)
        self.assertRegex(said[0], r"critical.*the machine's clock is 1d\S* behind")
        self.assertIn("is believed", said[0])
        self.assertLess(ahead, 60)

    def test_health_and_readiness(self):
        gateway = self.gateway().start()
        for target, status in (("/healthz", "alive"), ("/readyz", "ready")):
            code, headers, body = http_call(gateway.base, "GET", target)
            self.assertEqual((code, json.loads(body)), (200, {"status": status}))
            self.assertTrue(headers["Content-Type"].startswith("application/json"))


class Demo(Scratch):
    def test_prints_three_links_sends_the_sample_and_stops_cleanly(self):
        process = subprocess.Popen(
            [harness.PROGRAM, "demo", "--data", self.path("data"), "--http", "127.0.0.1:0",
             "--mllp", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=harness.clean_environment())
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        os.set_blocking(process.stdout.fileno(), False)
        heard = b""

        def links():
            nonlocal heard
            heard += process.stdout.read() or b""
            self.assertIsNone(process.poll(), heard)
            return heard.count(b"/enrol#")

        until("a link for each of two responders and a manager", lambda: links() >= 3, 60)
        found = until(
            "the sample's alert",
            lambda: rows("alerts", "--data", self.path("data"), "--json"), 30, 0.2)
        self.assertEqual(len(found), 1)
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(harness.STOP_SECONDS + 5), 0)
        self.assertLess(time.monotonic() - begun, harness.STOP_SECONDS)


if __name__ == "__main__":
    side_by_side.main()
