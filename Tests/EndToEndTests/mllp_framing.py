#!/usr/bin/env python3
# Tocsin — EndToEndTests: framing over a real socket
# SPDX-License-Identifier: Apache-2.0
"""Frames in pieces, in one write, broken, empty, and between noise."""

import os
import random
import socket
import threading
import time

import harness
import side_by_side
from harness import Suite
from sources import framed, new_control, result


class Framing(Suite):
    def test_one_byte_at_a_time_is_one_message(self):
        control = new_control()
        with self.gateway.connect() as source:
            for byte in framed(result(control)):
                source.send_raw(bytes([byte]))
            self.assertEqual(source.receive().control, control)

    def test_two_frames_in_one_write_get_two_replies_in_order(self):
        first, second = new_control(), new_control()
        with self.gateway.connect() as source:
            source.send_raw(framed(result(first)) + framed(result(second)))
            self.assertEqual([source.receive().control for _ in range(2)], [first, second])

    def test_two_hundred_pipelined_messages_get_their_replies_in_order(self):
        controls = [new_control() for _ in range(200)]
        kinds = ["HH", "N", "LL", "H"]
        data = b"".join(
            framed(b"no message " + control.encode()) if index % 10 == 7
            else framed(result(control, flag=kinds[index % 4]))
            for index, control in enumerate(controls))
        with self.gateway.connect() as source:
            writing = threading.Thread(target=source.send_raw, args=(data,), daemon=True)
            writing.start()
            replies = [source.receive() for _ in controls]
            writing.join()
            self.assertTrue(source.hears_nothing(0.3), "never two replies")
        for index, (control, reply) in enumerate(zip(controls, replies)):
            wanted = ("AR", "") if index % 10 == 7 else ("AA", control)
            self.assertEqual((reply.code, reply.control), wanted, f"reply {index}")
        listed = {row["controlID"] for row in self.gateway.messages()}
        taken = {control for index, control in enumerate(controls) if index % 10 != 7}
        self.assertEqual(taken - listed, set())

    def test_noise_between_frames_gets_no_reply_and_harms_nothing(self):
        first, second = new_control(), new_control()
        with self.gateway.connect() as source:
            source.send_raw(b"GET / HTTP/1.1\r\n\r\n" + framed(result(first)) + b"\r\n\0 noise"
                            + framed(result(second)))
            self.assertEqual([source.receive().control for _ in range(2)], [first, second])
            self.assertTrue(source.hears_nothing(0.3))

    def test_bytes_that_are_not_mllp_get_no_reply_and_others_are_served(self):
        with self.gateway.connect() as odd, self.gateway.connect() as good:
            odd.send_raw(os.urandom(20000).replace(b"\x0b", b"\x0a"))
            self.assertEqual(good.exchange(result(new_control())).code, "AA")
            self.assertTrue(odd.hears_nothing(0.5))

    def test_half_a_frame_gets_no_reply_and_others_are_served(self):
        control = new_control()
        with self.gateway.connect() as half, self.gateway.connect() as good:
            half.send_raw(framed(result(control))[:-2])
            self.assertEqual(good.exchange(result(new_control())).code, "AA")
            self.assertTrue(half.hears_nothing(1))
            self.assertEqual(self.gateway.alerts(control), [])
            half.socket.settimeout(20)
            half.send_raw(b"\x1c\x0d")
            self.assertEqual(half.receive().control, control, "and its other half is taken")

    def test_half_a_frame_before_the_end_of_the_connection_is_no_message(self):
        control = new_control()
        with self.gateway.connect() as source:
            source.send_raw(framed(result(control))[:-30])
        self.gateway.send(result(new_control()))
        self.assertEqual(self.gateway.alerts(control), [])

    def test_half_a_frame_is_closed_after_thirty_seconds_without_a_reply(self):
        with self.gateway.connect() as source:
            source.send_raw(framed(result(new_control()))[:100])
            begun = time.monotonic()
            self.assertTrue(source.ends(45))
            self.assertGreater(time.monotonic() - begun, 20)

    def test_a_frame_whose_end_lacks_cr_is_not_lost_when_a_good_one_follows(self):
        first, second = new_control(), new_control()
        with self.gateway.connect() as source:
            source.send_raw(framed(result(first))[:-1] + framed(result(second)))
            heard = [source.receive().control for _ in range(2)]
        self.assertEqual(heard, [first, second])

    def test_an_empty_frame_does_not_stop_the_good_one_after_it(self):
        control = new_control()
        with self.gateway.connect() as source:
            source.send_raw(framed(b"") + framed(result(control)))
            heard = [source.receive()]
            if heard[0].control != control:
                self.assertEqual(heard[0].code, "AR")
                heard.append(source.receive())
            self.assertEqual((heard[-1].code, heard[-1].control), ("AA", control))

    def test_a_source_that_closes_its_side_still_gets_its_reply(self):
        control = new_control()
        with self.gateway.connect() as source:
            source.send(result(control))
            source.socket.shutdown(socket.SHUT_WR)
            self.assertEqual(source.receive().control, control)
            self.assertTrue(source.ends(10))

    def test_many_connections_are_served_at_once(self):
        sources = [self.gateway.connect() for _ in range(60)]
        controls = [new_control() for _ in sources]
        for source, control in zip(sources, controls):
            source.send(result(control, flag="N"))
        for source, control in zip(sources, controls):
            self.assertEqual(source.receive().control, control)
            source.close()


class Damaged(Suite):
    """Samples with bytes changed, cut out, doubled: always the same ones."""

    def damaged(self, count):
        chance = random.Random(2575)
        samples = []
        for name in sorted(os.listdir(harness.SAMPLES)):
            with open(os.path.join(harness.SAMPLES, name), "rb") as file:
                samples.append(file.read().replace(b"\n", b"\r"))
        for _ in range(count):
            body = bytearray(chance.choice(samples))
            for _ in range(chance.randint(1, 6)):
                at = chance.randrange(len(body))
                kind = chance.randrange(4)
                if kind == 0:
                    body[at] = chance.randrange(256)
                elif kind == 1:
                    del body[at:at + chance.randrange(1, 40)]
                elif kind == 2:
                    body[at:at] = body[at:at + chance.randrange(1, 200)]
                else:
                    body[at:at] = bytes([chance.choice(b"|^~\\&\r\x00\xff")]) * 3
            yield bytes(body).replace(b"\x0b", b"?").replace(b"\x1c", b"?") or b"?"

    def test_every_damaged_message_gets_one_reply_and_nothing_breaks(self):
        with self.gateway.connect() as source:
            for number, body in enumerate(self.damaged(600)):
                reply = source.exchange(body)
                self.assertIsNotNone(reply, f"number {number}: {body[:60]!r}")
                self.assertIn(reply.code, ("AA", "AR"), f"number {number}: {body!r}")
            self.assertTrue(source.hears_nothing(0.3), "never two replies")
        self.assertIsNone(self.gateway.process.poll(), self.gateway.logged()[-800:])
        self.assertGreaterEqual(len(self.gateway.messages()), 600)


if __name__ == "__main__":
    side_by_side.main()
