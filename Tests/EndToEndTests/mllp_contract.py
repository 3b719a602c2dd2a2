#!/usr/bin/env python3
# Tocsin — EndToEndTests: HL7 over MLLP as the contract has it, through the real socket
# SPDX-License-Identifier: Apache-2.0
"""Replies, framing, limits, and what becomes of bytes that are not a message."""

import os
import random
import resource
import select
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import unittest

import hl7
import hl7.client

import harness
from harness import Gateway, Suite, framed, new_control, result, rows, tocsin, until

MIB = 1 << 20
FRAME_MAX = 16 * MIB
CORPUS = os.path.join(harness.ROOT, "../shared/corpus/hl7")
HEADER = b"MSH|^~\\&|ELMOLAB|STELMO|TOCSIN|STELMO|20261124081503||ORU^R01|%s|P|2.5.1\r"


class Replies(Suite):
    def test_a_message_is_listed_with_its_alert_as_soon_as_it_is_accepted(self):
        control = new_control()
        reply = self.gateway.send(result(control))
        self.assertEqual((reply.code, reply.control), ("AA", control))
        listed = self.gateway.message(control)
        self.assertEqual([row["outcome"] for row in listed], ["accepted"])
        self.assertEqual(listed[0]["alert"], self.gateway.alert(control)["id"])

    def test_an_identical_retransmission_gets_the_same_bytes_and_no_second_alert(self):
        control = new_control()
        with self.gateway.connect() as source:
            source.send(result(control))
            first = source.receive_raw()
            source.send(result(control))
            self.assertEqual(source.receive_raw(), first)
        with self.gateway.connect() as other:
            other.send(result(control))
            self.assertEqual(other.receive_raw(), first, "on another connection")
        outcomes = sorted(row["outcome"] for row in self.gateway.message(control))
        self.assertEqual(outcomes, ["accepted", "repeated", "repeated"])
        self.assertEqual(len(self.gateway.alerts(control)), 1)

    def test_the_same_message_on_many_connections_at_once_is_one_alert_and_one_reply(self):
        control = new_control()
        sources = [self.gateway.connect() for _ in range(12)]
        for source in sources:
            source.send(result(control))
        frames = {source.receive_raw() for source in sources}
        for source in sources:
            source.close()
        self.assertEqual(len(frames), 1)
        self.assertEqual(len(self.gateway.alerts(control)), 1)

    def test_a_control_id_with_other_content_is_a_message_of_its_own(self):
        control = new_control()
        self.gateway.send(result(control, filler=f"A{control}"))
        self.gateway.send(result(control, filler=f"B{control}"))
        self.assertEqual(len(self.gateway.alerts(control)), 2)

    def test_a_changed_value_of_the_same_order_is_no_second_alert(self):
        first, second = new_control(), new_control()
        self.gateway.send(result(first))
        self.gateway.send(result(second, filler=f"F{first}", value="7.2"))
        alert = self.gateway.alert(first)
        self.assertEqual(self.gateway.alerts(second), [])
        self.assertEqual(self.gateway.message(second)[0]["alert"], alert["id"])
        self.assertIn("changed", [entry["event"] for entry in self.gateway.trail(alert["id"])])

    def test_a_result_that_is_not_critical_is_not_for_us_and_answered_aa(self):
        control = new_control()
        self.assertEqual(self.gateway.send(result(control, flag="H")).code, "AA")
        row = self.gateway.message(control)[0]
        self.assertEqual((row["outcome"], row["alert"]), ("not-for-us", None))
        self.assertIn("critical-result", row["reason"])

    def test_a_message_type_that_no_rule_wants_is_not_for_us_and_answered_aa(self):
        control = new_control()
        reply = self.gateway.send(result(control, kind="ADT^A01^ADT_A01"))
        self.assertEqual((reply.code, reply.control), ("AA", control))
        self.assertEqual(self.gateway.message(control)[0]["outcome"], "not-for-us")

    def test_every_critical_flag_opens_an_alert(self):
        for flag in ("HH", "LL", "AA", "HH^Critical high^HL70078", "LL~A"):
            with self.subTest(flag=flag):
                control = new_control()
                self.gateway.send(result(control, flag=flag))
                self.gateway.alert(control)

    def test_every_ward_and_every_sender_finds_a_policy(self):
        control = new_control()
        payload = result(control, ward="NOWHERE").replace(
            b"ELMOLAB|STELMO|TOCSIN|STELMO", b"|OTHER^1.2.3^ISO||")
        self.assertEqual(self.gateway.send(payload).code, "AA")
        self.assertTrue(self.gateway.alert(control)["pages"])

    def test_two_orders_in_a_message_are_two_alerts(self):
        control = new_control()
        payload = result(control) + (
            f"OBR|2|Q{control}|G{control}^ELMOLAB|58410-2^Blood count^LN\r"
            "OBX|1|NM|718-7^Haemoglobin^LN||5.2|g/dL|12-16|LL|||F\r").encode()
        self.assertEqual(self.gateway.send(payload).code, "AA")
        self.assertEqual(len(self.gateway.alerts(control)), 2)

    def test_a_message_for_test_pages_nobody(self):
        for mode in ("T", "D"):
            with self.subTest(mode=mode):
                control = new_control()
                reply = self.gateway.send(result(control, mode=mode))
                self.assertEqual(reply.code, "AA")
                self.assertEqual(len(self.gateway.message(control)), 1)
                self.assertEqual(
                    [page for one in self.gateway.alerts(control) for page in one["pages"]], [])

    def test_a_message_for_test_leaves_the_order_free_for_production(self):
        test, real = new_control(), new_control()
        self.gateway.send(result(test, mode="T", filler=f"F{real}"))
        self.gateway.send(result(real, mode="P^T"))
        self.gateway.alert(real)

    def test_the_reply_is_addressed_to_the_sender_and_echoes_the_control_id_untrimmed(self):
        control = " " + new_control() + " "
        with self.gateway.connect() as source:
            reply = source.exchange(result(control))
        header = reply.segment("MSH")
        self.assertEqual(header[2:6], [b"TOCSIN", b"STELMO", b"ELMOLAB", b"STELMO"])
        self.assertTrue(header[8].startswith(b"ACK"))
        self.assertEqual(header[11], b"2.5.1")
        self.assertEqual(reply.control, control)


class Refusals(Suite):
    def refused(self, frame_body):
        reply = self.gateway.send(frame_body)
        self.assertEqual(reply.code, "AR")
        error = reply.segment("ERR")
        self.assertIsNotNone(error, reply.frame)
        self.assertTrue(any(error[1:]), reply.frame)
        return reply

    def test_bytes_without_a_header_get_ar_with_err_and_an_empty_control_id(self):
        before = len(self.gateway.messages())
        reply = self.refused(b"PID|1||990021\rOBX|1\r")
        self.assertEqual(reply.control, "")
        listed = self.gateway.messages()
        self.assertEqual(len(listed), before + 1)
        row = max(listed, key=lambda one: one["receivedAt"])
        self.assertEqual((row["outcome"], row["reply"], row["alert"]), ("refused", "AR", None))
        self.assertTrue(row["reason"])

    def test_a_header_that_breaks_off_gets_ar(self):
        self.refused(b"MSH")
        self.refused(b"MSH|^~")

    def test_a_message_without_a_control_id_gets_ar_and_an_empty_msa_2(self):
        reply = self.refused(result(""))
        self.assertEqual(reply.control, "")

    def test_a_refusal_of_the_parser_is_repeated_byte_for_byte(self):
        payload = b"NOT HL7 " + new_control().encode()
        with self.gateway.connect() as source:
            source.send(payload)
            first = source.receive_raw()
            source.send(payload)
            self.assertEqual(source.receive_raw(), first)

    def test_the_connection_goes_on_after_a_refusal(self):
        with self.gateway.connect() as source:
            self.assertEqual(source.exchange(b"garbage").code, "AR")
            self.assertEqual(source.exchange(result(new_control())).code, "AA")


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


class Limits(Suite):
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
            code = harness.http_call(gateway.base, "GET", "/readyz")[0]
            self.assertIn(code, (200, 503))
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
            again = until("the store takes messages again",
                          lambda: source.exchange(result(lost)).code == "AA", 15, 0.2)
            self.assertTrue(again)
        self.assertEqual(
            [row["outcome"] for row in gateway.message(lost) if row["outcome"] != "repeated"],
            ["accepted"])
        self.assertEqual(gateway.signal(signal.SIGTERM)[0], 0)


class OtherClients(Suite):
    def test_python_hl7_sends_and_reads_the_reply(self):
        control = new_control()
        with hl7.client.MLLPClient(*self.gateway.mllp) as client:
            answer = client.send_message(result(control))
        parsed = hl7.parse(answer.strip(b"\x0b\x1c\r").decode())
        self.assertEqual(str(parsed.segment("MSA")[1]), "AA")
        self.assertEqual(str(parsed.segment("MSA")[2]), control)

    def test_the_program_mllp_send_is_answered(self):
        path = os.path.join(self.gateway.folder, "mllp_send.hl7")
        controls = [new_control(), new_control()]
        with open(path, "wb") as file:
            for control in controls:
                file.write(framed(result(control)))
        done = subprocess.run(
            [sys.executable, "-c", "import hl7.client; hl7.client.mllp_send()",
             "--port", str(self.gateway.mllp[1]), "--file", path, self.gateway.mllp[0]],
            capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        for control in controls:
            self.assertIn(f"MSA|AA|{control}".encode(), done.stdout)
            self.gateway.alert(control)


@unittest.skipUnless(os.path.isdir(CORPUS), "the corpus of HL7 messages is not beside the project")
class Corpus(Suite):
    def test_every_message_goes_through_inspect(self):
        done = tocsin("inspect", CORPUS)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.assertGreaterEqual(len(done.stdout.splitlines()), len(os.listdir(CORPUS)))

    def test_every_message_gets_one_reply_through_the_socket(self):
        names = sorted(os.listdir(CORPUS))
        with self.gateway.connect() as source:
            for name in names:
                with open(os.path.join(CORPUS, name), "rb") as file:
                    content = file.read()
                payload = content.strip(b"\x0b\x1c\r\n").replace(b"\r\n", b"\r").replace(
                    b"\n", b"\r") + b"\r"
                reply = source.exchange(payload)
                self.assertIsNotNone(reply, name)
                self.assertIn(reply.code, ("AA", "AR"), name)
            self.assertTrue(source.hears_nothing(0.3), "never two replies")
        self.assertIsNone(self.gateway.process.poll())
        self.assertGreaterEqual(len(self.gateway.messages()), len(names))

    def test_every_message_goes_through_send(self):
        done = tocsin("send", "--mllp", "{}:{}".format(*self.gateway.mllp), CORPUS)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        lines = done.stdout.splitlines()
        self.assertGreaterEqual(len(lines), len(os.listdir(CORPUS)))
        for line in lines:
            self.assertRegex(line, r"^[^\t]+\t(AA|AR)\t[^\t]*\t\d+(\.\d+)?$")
        self.assertTrue(rows("messages", "--data", self.gateway.data, "--json"))


if __name__ == "__main__":
    harness.main()
