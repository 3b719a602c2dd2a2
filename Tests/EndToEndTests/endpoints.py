#!/usr/bin/env python3
# Tocsin — EndToEndTests: endpoints that documents name
# SPDX-License-Identifier: Apache-2.0
"""Several listeners, changed while they run: addresses, dialects, commit blocks, batches, parts."""

import asyncio
import os
import shutil
import socket
import unittest

import hl7
import hl7.client
import hl7.mllp

import harness
import side_by_side
from device_side import http_call
from harness import Gateway, told, until
from sources import Source, framed, new_control, result


class EndpointGateway(Gateway):
    """A gateway with integrations beside the laboratory, each with an endpoint of its own."""

    def __init__(self):
        super().__init__()
        self.documents = os.path.join(self.folder, "documents")
        for name in ("Escalations", "Integrations"):
            shutil.copytree(os.path.join(harness.ROOT, name), os.path.join(self.documents, name))
        with open(self.mapping("laboratory"), encoding="utf-8") as file:
            self.laboratory = file.read()

    def mapping(self, name):
        return os.path.join(self.documents, "Integrations", name, "mapping.yaml")

    def write(self, name, *lines):
        """An integration like the laboratory, with an endpoint of these lines."""
        os.makedirs(os.path.dirname(self.mapping(name)), exist_ok=True)
        endpoint = "".join(f"  {line}\n" for line in lines)
        with open(self.mapping(name), "w", encoding="utf-8") as file:
            file.write(self.laboratory + (f"\nendpoint:\n{endpoint}" if lines else ""))

    def bring(self, name, *lines):
        """Changes an endpoint beside the running gateway."""
        self.write(name, *lines)
        told("import", "--data", self.data, self.mapping(name))

    def endpoint(self, name):
        """Where it listens, as the last line about it says; None when it has stopped."""
        for line in reversed(self.said):
            words = line.split()
            if words[:2] == ["endpoint", name]:
                if words[2] == "stopped":
                    return None
                host, port = words[2].removeprefix("mllp=").rsplit(":", 1)
                return host, int(port)
        return None

    def source(self, name):
        return Source(until(f"{name} listens", lambda: self.endpoint(name)))

    def rows(self, name):
        return [row for row in self.messages() if row["integration"] == name]


class Endpoints(unittest.TestCase):
    longMessage = True

    @classmethod
    def setUpClass(cls):
        cls.gateway = EndpointGateway()
        cls.addClassCleanup(cls.gateway.close)
        cls.gateway.write("plain", "listen: 0")
        cls.gateway.write("commit", "listen: 0", "mllp: 2")
        cls.gateway.write("enhanced", "listen: 0", "acknowledge: strict")
        cls.gateway.write("silent", "listen: 0", "acknowledge: none")
        cls.gateway.write("picky", "listen: 0", "senders: [{ application: ELMOLAB }]",
                          "messages: ORU^R01")
        cls.gateway.start("--documents", cls.gateway.documents)

    def source(self, name):
        source = self.gateway.source(name)
        self.addCleanup(source.close)
        return source

    def test_each_has_a_line_with_its_port_before_the_ready_line(self):
        before = self.gateway.said[:next(
            index for index, line in enumerate(self.gateway.said) if line.startswith("ready"))]
        for name in ("plain", "commit", "enhanced", "silent", "picky"):
            self.assertTrue(any(line.startswith(f"endpoint {name} mllp=127.0.0.1:")
                                for line in before), name)

    def test_a_message_belongs_to_the_integration_at_whose_door_it_comes_in(self):
        control = new_control()
        self.assertEqual(self.source("plain").exchange(result(control)).code, "AA")
        self.assertEqual(self.gateway.message(control)[0]["integration"], "plain")
        self.assertEqual(self.gateway.alert(control)["integration"], "plain")
        self.gateway.send(result(control))
        self.assertEqual(self.gateway.message(control)[1]["integration"], "laboratory")

    def test_a_source_or_a_type_that_is_not_taken_gets_ar_with_the_place(self):
        stranger = result(new_control()).replace(b"|ELMOLAB|", b"|OTHER|", 1)
        for payload, field, code in (
                (stranger, b"MSH^1^3", b"204^Unknown key identifier^HL70357"),
                (result(new_control(), kind="ADT^A01"), b"MSH^1^9",
                 b"200^Unsupported message type^HL70357"),
                (result(new_control(), kind="ORU^R30"), b"MSH^1^9",
                 b"201^Unsupported event code^HL70357")):
            reply = self.source("picky").exchange(payload)
            error = reply.segment("ERR")
            self.assertEqual((reply.code, error[2], error[3]), ("AR", field, code))
        rows = self.gateway.rows("picky")
        self.assertEqual({row["outcome"] for row in rows}, {"refused"})

    def test_strict_enhanced_mode_gives_ca_and_then_aa_in_a_message_of_its_own(self):
        control = new_control()
        payload = result(control).replace(b"|||AL|NE|", b"|||AL|AL|")
        source = self.source("enhanced")
        source.send(payload)
        first, second = source.receive(), source.receive()
        self.assertEqual([(first.code, first.control), (second.code, second.control)],
                         [("CA", control), ("AA", control)])
        self.assertNotEqual(first.segment("MSH")[9], second.segment("MSH")[9])
        source.send(payload)
        self.assertEqual([source.receive_raw(), source.receive_raw()],
                         [first.frame, second.frame])
        self.assertEqual(source.exchange(result(new_control())).code, "CA", "AL and NE")
        self.assertTrue(source.hears_nothing(0.3))

    def test_a_source_that_wants_no_reply_gets_none_and_is_heard(self):
        control = new_control()
        source = self.source("silent")
        source.send(result(control))
        until("it is stored", lambda: self.gateway.message(control))
        self.assertEqual(self.gateway.message(control)[0]["reply"], None)
        self.gateway.alert(control)
        self.assertTrue(source.hears_nothing(0.3))

    def test_release_2_commits_first_and_replies_then(self):
        control = new_control()
        source = self.source("commit")
        source.send(result(control))
        self.assertEqual(source.receive_raw(), b"\x0b\x06\x1c\x0d")
        self.assertEqual(len(self.gateway.message(control)), 1, "stored before the commit block")
        reply = source.receive()
        self.assertEqual((reply.code, reply.control), ("AA", control))
        source.send_raw(framed(b"\x06"))
        source.send(result(new_control()))
        self.assertEqual(source.receive_raw(), b"\x0b\x06\x1c\x0d", "ours is committed silently")

    def test_a_batch_gets_a_reply_for_each_message(self):
        controls = [new_control() for _ in range(3)]
        payload = b"FHS|^~\\&|A\rBHS|^~\\&|A\r" + b"".join(
            result(control) for control in controls) + b"BTS|9\rFTS|1\r"
        source = self.source("plain")
        source.send(payload)
        self.assertEqual([source.receive().control for _ in controls], controls)
        for control in controls:
            self.gateway.alert(control)

    def test_parts_are_answered_each_and_decided_when_the_message_is_whole(self):
        first, second = new_control(), new_control()
        lines = result(first).rstrip(b"\r").split(b"\r")
        head = b"\r".join(lines[:-1]) + b"\r"
        header = lines[0].replace(first.encode(), second.encode()).split(b"|")
        header[13] = b"P7"
        source = self.source("plain")
        self.assertEqual(source.exchange(head + b"DSC|P7|F\r").code, "AA")
        self.assertEqual(self.gateway.alerts(first), [])
        reply = source.exchange(b"|".join(header) + b"\r" + lines[-1] + b"\r")
        self.assertEqual((reply.code, reply.control), ("AA", second))
        self.gateway.alert(first)

    def test_odd_frame_ends_are_rows_and_the_message_is_taken(self):
        control = new_control()
        source = self.source("plain")
        source.send_raw(b"\x0b" + result(control) + b"\x1c\n\r")
        self.assertEqual(source.receive().control, control)
        row = until("the violation is listed", lambda: [
            row for row in self.gateway.rows("plain") if "other bytes before" in row["reason"]])[0]
        self.assertEqual((row["outcome"], row["reply"]), ("refused", None))

    def test_python_hl7_and_its_asyncio_client_speak_to_an_endpoint(self):
        address = until("plain listens", lambda: self.gateway.endpoint("plain"))
        control = new_control()
        with hl7.client.MLLPClient(*address) as client:
            answer = client.send_message(result(control))
        self.assertIn(f"MSA|AA|{control}".encode(), answer)

        async def converse(control):
            reader, writer = await hl7.mllp.open_hl7_connection(*address, encoding="utf-8")
            writer.writemessage(hl7.parse(result(control).decode()))
            await writer.drain()
            message = await asyncio.wait_for(reader.readmessage(), 20)
            writer.close()
            return str(message.segment("MSA")[1]), str(message.segment("MSA")[2])

        control = new_control()
        self.assertEqual(asyncio.run(converse(control)), ("AA", control))

    def test_python_hl7_reads_commit_blocks_as_frames_of_their_own(self):
        address = until("commit listens", lambda: self.gateway.endpoint("commit"))
        with hl7.client.MLLPClient(*address) as client:
            self.assertEqual(client.send_message(result(new_control()))[:4], b"\x0b\x06\x1c\x0d")


class Changes(unittest.TestCase):
    """Documents that change while sources are connected."""

    def setUp(self):
        self.gateway = EndpointGateway()
        self.addCleanup(self.gateway.close)
        self.gateway.start("--documents", self.gateway.documents)

    def closed(self, address):
        try:
            with Source(address, timeout=2) as source:
                source.send(result(new_control()))
                return source.receive() is None
        except OSError:
            return True

    def test_an_endpoint_comes_changes_and_goes_without_a_restart(self):
        self.gateway.bring("ward", "listen: 0")
        source = self.gateway.source("ward")
        self.addCleanup(source.close)
        self.assertEqual(source.exchange(result(new_control())).code, "AA")
        self.gateway.bring("ward", "listen: 0", "acknowledge: always-ca", "allow-from: 192.0.2.1",
                           "limits: { frame-bytes: 4096 }")
        until("the dialect has changed",
              lambda: source.exchange(result(new_control())).code == "CA")
        address = self.gateway.endpoint("ward")
        until("others may not connect", lambda: self.closed(address))
        row = until("that is listed", lambda: [
            row for row in self.gateway.rows("ward") if "allow-from" in row["reason"]])[0]
        self.assertIn("127.0.0.1", row["reason"])
        self.assertEqual(source.exchange(result(new_control())).code, "CA", "still connected")
        long = source.exchange(result(new_control(), note="A" * 5000))
        self.assertEqual(long.code, "CR", "the new limit holds on the old connection")
        self.gateway.bring("ward", "listen: 127.0.0.1:0", "acknowledge: always-aa")
        until("others may connect again", lambda: not self.closed(address))
        with self.gateway.source("ward") as other:
            self.assertEqual(other.exchange(result(new_control())).code, "AA")
            self.gateway.bring("ward")
            self.assertTrue(other.ends(15), "it stopped in order")
        until("it has stopped", lambda: self.gateway.endpoint("ward") is None)
        self.assertEqual(self.gateway.send(result(new_control())).code, "AA", "others go on")

    def test_another_address_moves_that_listener_alone(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.gateway.bring("ward", "listen: 0")
        self.gateway.bring("other", "listen: 0")
        kept, moved = self.gateway.source("other"), self.gateway.source("ward")
        self.addCleanup(kept.close)
        self.addCleanup(moved.close)
        self.gateway.bring("ward", f"listen: {port}")
        until("it has moved", lambda: self.gateway.endpoint("ward") == ("127.0.0.1", port))
        self.assertTrue(moved.ends(10))
        self.assertEqual(kept.exchange(result(new_control())).code, "AA")

    def test_a_port_that_is_taken_is_said_and_tried_again(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            self.gateway.bring("ward", f"listen: {port}")
            reasons = until("the gateway says so", self.not_ready)
            self.assertIn("the endpoint of ward does not listen: port in use", reasons)
            self.assertEqual(self.gateway.send(result(new_control())).code, "AA")
        until("it listens", lambda: self.gateway.endpoint("ward") == ("127.0.0.1", port), 30)
        until("the gateway is ready", lambda: not self.not_ready())

    def not_ready(self):
        code, _, body = http_call(self.gateway.base, "GET", "/readyz")
        return body.decode() if code == 503 else ""

    def test_the_laboratory_may_have_an_endpoint_of_its_own(self):
        address = self.gateway.mllp
        self.gateway.bring("laboratory", "listen: 0", "acknowledge: always-ca")
        with self.gateway.source("laboratory") as source:
            self.assertEqual(source.exchange(result(new_control())).code, "CA")
        until("the built-in one has stopped", lambda: self.closed(address))
        self.gateway.bring("laboratory")
        until("it is back", lambda: not self.closed(address))


if __name__ == "__main__":
    side_by_side.main()
