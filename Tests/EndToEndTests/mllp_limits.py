#!/usr/bin/env python3
# Tocsin — EndToEndTests: limits of size, memory and the store
# SPDX-License-Identifier: Apache-2.0
"""Frames that are too long or never end, and a store that cannot take a message."""

import os
import resource
import select
import signal
import sqlite3
import threading
import time
import unittest

import harness
import side_by_side
from device_side import http_call
from harness import Gateway, Suite, until
from sources import new_control, result


MIB = 1 << 20
FRAME_MAX = 16 * MIB
HEADER = b"MSH|^~\\&|ELMOLAB|STELMO|TOCSIN|STELMO|20261124081503||ORU^R01|%s|P|2.5.1\r"


class Limits(Suite):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway()
        cls.addClassCleanup(cls.gateway.close)
        cls.gateway.start(environment={"TOCSIN_MLLP_BUDGET": "64"})

    def pour(self, source, data, total, until_reply=True):
        """Sends until the reply or the end comes, or `total` is reached; the highest memory."""
        highest, sent = 0, 0
        while sent < total:
            if until_reply and select.select([source.socket], [], [], 0)[0]:
                break
            try:
                source.send_raw(data)
            except OSError:
                break
            sent += len(data)
            highest = max(highest, harness.memory(self.gateway.process.pid))
        return highest

    def test_a_frame_just_below_the_limit_is_taken(self):
        control = new_control()
        payload = result(control, note="A" * (FRAME_MAX - 4096))
        self.assertLess(len(payload), FRAME_MAX)
        with self.gateway.connect() as source:
            source.socket.settimeout(60)
            reply = source.exchange(payload)
        self.assertEqual((reply.code, reply.control), ("AA", control))

    def test_a_frame_over_the_limit_gets_ar_with_its_control_id_and_is_closed(self):
        control = new_control()
        with self.gateway.connect() as source:
            source.send_raw(b"\x0b" + result(control)[:-1])
            self.pour(source, b"A" * 65536, FRAME_MAX + 2 * MIB)
            reply = source.receive()
            self.assertEqual((reply.code, reply.control), ("AR", control))
            self.assertIsNotNone(reply.segment("ERR"))
            self.assertTrue(source.ends(10), "closed, and never two replies")
        row = self.gateway.message(control)[0]
        self.assertEqual((row["outcome"], row["alert"]), ("refused", None))

    def test_an_endless_frame_is_answered_and_takes_no_more_than_24_mib(self):
        self.gateway.send(result(new_control()))
        pid = self.gateway.process.pid
        before = harness.memory(pid)
        with self.gateway.connect() as source:
            control = new_control()
            source.send_raw(b"\x0b" + HEADER % control.encode())
            highest = self.pour(source, b"A" * 65536, 200 * MIB)
            reply = source.receive()
            self.assertEqual((reply.code, reply.control), ("AR", control))
            on = self.pour(source, b"A" * 65536, 200 * MIB, until_reply=False)
        self.assertLessEqual(max(highest, on, harness.memory(pid)) - before, 24 * MIB)
        self.assertEqual(self.gateway.send(result(new_control())).code, "AA")

    def test_an_endless_frame_without_a_header_gets_ar_too(self):
        with self.gateway.connect() as source:
            source.send_raw(b"\x0b")
            self.pour(source, b"A" * 65536, FRAME_MAX + 2 * MIB)
            reply = source.receive()
        self.assertEqual((reply.code, reply.control), ("AR", ""))

    def test_many_unfinished_frames_are_bounded_over_all_connections(self):
        pid = self.gateway.process.pid
        before = harness.memory(pid)
        sources = [self.gateway.connect() for _ in range(8)]
        threads = [threading.Thread(target=self.fill, args=(one,), daemon=True) for one in sources]
        for thread in threads:
            thread.start()
        highest = before
        while any(thread.is_alive() for thread in threads):
            highest = max(highest, harness.memory(pid))
            time.sleep(0.02)
        grown = max(highest, harness.memory(pid)) - before
        self.assertLessEqual(grown, 96 * MIB, "64 MiB of frames, and what handling them takes")
        self.assertEqual(self.gateway.send(result(new_control())).code, "AA")
        for source in sources:
            source.close()

    def fill(self, source):
        """15 MiB of a frame that does not end, for as long as they are taken."""
        try:
            source.socket.settimeout(3)
            source.send_raw(b"\x0b" + HEADER % new_control().encode())
            for _ in range(15 * 16):
                source.send_raw(b"A" * 65536)
        except OSError:
            pass


class Store(unittest.TestCase):
    def serve(self, **options):
        gateway = Gateway()
        self.addCleanup(gateway.close)
        return gateway.start(**options)

    def test_a_store_that_stays_locked_gets_ae_and_keeps_nothing(self):
        gateway = self.serve()
        control = new_control()
        path = next(os.path.join(gateway.data, name) for name in os.listdir(gateway.data)
                    if name.endswith(".sqlite"))
        other = sqlite3.connect(path, timeout=10, isolation_level=None)
        self.addCleanup(other.close)
        other.execute("BEGIN IMMEDIATE")
        with gateway.connect() as source:
            source.send(result(control))
            reply = source.receive()
            self.assertEqual((reply.code, reply.control), ("AE", control))
            self.assertIsNotNone(reply.segment("ERR"))
            other.execute("ROLLBACK")
            self.assertEqual(gateway.message(control), [])
            self.assertEqual(source.exchange(result(control)).code, "AA", "sent again")
        self.assertEqual([row["outcome"] for row in gateway.message(control)], ["accepted"])

    def test_a_store_that_is_full_gets_ae_keeps_nothing_and_recovers(self):
        gateway = self.serve(plain_signals=False)
        pid = gateway.process.pid
        gateway.send(result(new_control()))
        hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, hard))
        lost = new_control()
        with gateway.connect() as source:
            reply = source.exchange(result(lost))
            self.assertEqual((reply.code, reply.control), ("AE", lost))
            self.assertEqual(gateway.message(lost), [])
            code = http_call(gateway.base, "GET", "/readyz")[0]
            self.assertIn(code, (200, 503))
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
            again = until("the store takes messages again",
                          lambda: source.exchange(result(lost)).code == "AA", 15, 0.2)
            self.assertTrue(again)
        self.assertEqual(
            [row["outcome"] for row in gateway.message(lost) if row["outcome"] != "repeated"],
            ["accepted"])
        self.assertEqual(gateway.signal(signal.SIGTERM)[0], 0)


if __name__ == "__main__":
    side_by_side.main()
