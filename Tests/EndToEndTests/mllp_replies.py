#!/usr/bin/env python3
# Tocsin — EndToEndTests: replies over MLLP as the contract has them
# SPDX-License-Identifier: Apache-2.0
"""The reply to each kind of message, and clients that others wrote."""

import os
import subprocess
import sys
import unittest

import hl7
import hl7.client

import harness
import side_by_side
from harness import Suite, rows, tocsin
from sources import framed, new_control, result


CORPUS = os.path.join(harness.ROOT, "../shared/corpus/hl7")


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

    def test_a_message_without_a_control_id_is_taken_with_an_empty_msa_2(self):
        payload = result("", filler=new_control())
        with self.gateway.connect() as source:
            source.send(payload)
            first = source.receive_raw()
            self.assertIn(b"\rMSA|AA|\r", first)
            source.send(payload)
            self.assertEqual(source.receive_raw(), first, "the same bytes are the same message")

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
    side_by_side.main()
