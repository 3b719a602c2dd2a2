#!/usr/bin/env python3
# Tocsin — EndToEndTests: what became of an alert reaches its source, whatever the source does
# SPDX-License-Identifier: Apache-2.0
"""Statuses over MLLP to a server that others wrote: all of them, in order, each credited once;
over TLS with certificates of both sides; documents that came with a result; the record."""

import base64
import hashlib
import json
import os
import ssl
import unittest
import uuid

import side_by_side
import tls
from device_side import Mailbox, tocsin_device, wire
from harness import FIRST, SECOND, Gateway, Scratch, rows, told, until
from loop_side import Receiver, free_port, loop_documents, server_context
from sources import new_control, result

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 40


class Told(unittest.TestCase):
    """One gateway, one receiver, one device."""

    more = ()

    def setUp(self):
        self.port = free_port()
        self.receiver = Receiver(self.port)
        self.addCleanup(lambda: self.receiver.stop())
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)
        folder = os.path.join(self.gateway.folder, "documents")
        self.gateway.start("--documents", loop_documents(folder, self.port, self.more))
        self.device = self.gateway.enrol(FIRST)
        self.box = Mailbox(self.device)
        self.addCleanup(self.box.close)

    def report(self, **options):
        self.control = new_control()
        self.assertEqual(self.gateway.send(result(self.control, **options)).code, "AA")
        return self.gateway.alert(self.control)["id"]

    def answer(self, alert, *kinds):
        page = str(self.box.page_of(alert).page)
        for kind in kinds:
            self.assertEqual(self.device.answer(page, kind).result, 0)

    def outbound(self, state=None):
        more = ["--state", state] if state else []
        return rows("outbound", "list", "--data", self.gateway.data, "--json", *more)

    def expect(self, *words, seconds=30):
        wanted = [f"{word} {FIRST}" for word in words]
        until(f"{wanted}, but {self.receiver.words()}",
              lambda: self.receiver.words()[:len(wanted)] == wanted, seconds)


class Statuses(Told):
    STORY = ("Received", "Delivered", "Read", "Accepted")

    def test_received_delivered_read_accepted_arrive_in_their_order(self):
        alert = self.report()
        self.answer(alert, "received", "displayed", "accept")
        self.expect(*self.STORY)
        self.assertEqual({one.type for one in self.receiver.taken}, {"ORA^R42^ORA_R42"})
        self.assertEqual({one.order.split("^")[0] for one in self.receiver.taken},
                         {f"F{self.control}"})
        until("all are told", lambda: not self.outbound("waiting"))
        self.assertEqual(len(self.receiver.heard), 4)
        self.assertEqual(len({one.control for one in self.receiver.heard}), 4)

    def test_a_reply_to_another_message_and_no_reply_are_credited_to_nothing(self):
        for saying in ("another", "silence"):
            with self.subTest(saying=saying):
                self.receiver.saying = saying
                known = len(self.receiver.heard)
                self.report()
                until("it is heard", lambda: len(self.receiver.heard) > known)
                until("it waits", lambda: any(row["tries"] for row in self.outbound("waiting")))
                self.receiver.saying = "AA"
                until("all are told", lambda: not self.outbound("waiting"), 30)
                repeated = [one.text for one in self.receiver.heard[known:]]
                self.assertEqual(repeated[0], repeated[-1])

    def test_what_is_refused_is_set_aside_and_sent_again_when_asked(self):
        self.receiver.saying = "AR"
        self.report()
        row = until("it is set aside", lambda: self.outbound("set-aside"))[0]
        self.assertEqual(row["note"], "answered AR")
        self.receiver.saying = "AA"
        told("outbound", "retry", "--data", self.gateway.data, row["id"])
        self.expect("Received")
        self.assertEqual(self.receiver.heard[0].control, self.receiver.taken[0].control)

    def test_what_asks_for_more_time_gets_it_again(self):
        self.receiver.saying = "AE"
        self.report()
        until("it waits", lambda: any(row["note"] == "answered AE" for row in self.outbound()))
        self.receiver.saying = "AA"
        self.expect("Received")

    def test_a_receiver_that_is_down_loses_nothing_and_neither_does_a_kill(self):
        self.receiver.stop()
        alert = self.report()
        self.answer(alert, "received", "displayed")
        self.gateway.kill()
        self.gateway.start()
        self.box.close()
        self.box = Mailbox(self.device)
        self.answer(alert, "accept")
        self.assertEqual(len(self.outbound("waiting")), 4)
        self.receiver.start()
        self.expect(*self.STORY, seconds=60)
        until("all are told", lambda: not self.outbound("waiting"))

    def test_a_kill_while_the_reply_is_awaited_sends_the_same_again(self):
        self.receiver.saying = "silence"
        self.report()
        until("it is heard", lambda: self.receiver.heard)
        self.gateway.kill()
        self.receiver.saying = "AA"
        self.gateway.start()
        self.expect("Received")
        self.assertEqual(self.receiver.heard[0].text, self.receiver.taken[0].text)


class Enclosures(Told):
    def test_a_document_is_kept_said_and_never_in_an_envelope(self):
        control = new_control()
        data = base64.b64encode(PDF).decode()
        payload = result(control) + (
            f"OBX|9|ED|11524-6^EKG study^LN||SYN^AP^PDF^Base64^{data}||||||F\r").encode()
        self.assertEqual(self.gateway.send(payload).code, "AA")
        alert = self.gateway.alert(control)["id"]
        listed = rows("attachment", "list", "--data", self.gateway.data, "--json", alert)
        self.assertEqual([(one["mediaType"], one["byteCount"]) for one in listed],
                         [("application/pdf", len(PDF))])
        out = os.path.join(self.gateway.folder, "ecg.pdf")
        told("attachment", "write", "--data", self.gateway.data, "--number", "1", "--out", out,
             alert)
        with open(out, "rb") as file:
            self.assertEqual(file.read(), PDF)
        content = json.dumps(self.box.page_of(alert).content, default=str)
        self.assertIn("1 document: PDF, 10 KB", content)
        self.assertNotIn("JVBERi0", content)
        viewed = rows("trail", "search", "--data", self.gateway.data, "--action",
                      "content.viewed", "--json")
        self.assertEqual(len(viewed), 2)


    def test_threat_12_a_document_opens_on_the_paged_device_alone_and_is_on_the_trail(self):
        control = new_control()
        data = base64.b64encode(PDF).decode()
        payload = result(control) + (
            f"OBX|9|ED|11524-6^EKG study^LN||SYN^AP^PDF^Base64^{data}||||||F\r").encode()
        self.assertEqual(self.gateway.send(payload).code, "AA")
        page = self.box.page_of(self.gateway.alert(control)["id"]).page
        target = f"/v1/devices/{self.device.id}/pages/{page}/attachments"
        listed = json.loads(self.device.request("GET", target))["attachments"]
        self.assertEqual([(one["number"], one["type"], one["bytes"]) for one in listed],
                         [(1, "application/pdf", len(PDF))])
        sealed = self.device.request("GET", f"{target}/1")
        self.assertNotIn(PDF, sealed)
        keys = {"site": self.device.site, "device": self.device.id, "signer": self.device.signer,
                "notify_secret": self.device.notify_secret,
                "notify_public": self.device.notify_public}
        self.assertEqual(wire.open_document(sealed, page, 1, **keys), PDF)
        with self.assertRaises(wire.Refused):
            wire.open_document(sealed, page, 2, **keys)
        [viewed] = rows("trail", "search", "--data", self.gateway.data, "--action",
                        "content.viewed", "--json")
        self.assertEqual(viewed["device"], str(self.device.id))
        other = self.gateway.enrol(SECOND)
        for asked in (f"{target}/2", f"/v1/devices/{self.device.id}/pages/{uuid.uuid4()}"
                      "/attachments/1"):
            with self.assertRaises(tocsin_device.Failed) as refused:
                self.device.request("GET", asked)
            self.assertEqual(refused.exception.status, 404)
        with self.assertRaises(tocsin_device.Failed) as refused:
            other.request("GET", f"/v1/devices/{other.id}/pages/{page}/attachments/1")
        self.assertEqual(refused.exception.status, 404)


class Trusted(Scratch):
    """TLS of both sides: the receiver's certificate by its authority or by itself."""

    authority = tls.Sources.authority

    def tells(self, trust, receiver):
        """Whether a status arrives under what the document trusts."""
        gateway = Gateway()
        self.addCleanup(gateway.close)
        tls = ", ".join(f"{name}: {value}" for name, value in trust.items())
        folder = loop_documents(os.path.join(gateway.folder, "documents"), receiver.port,
                                [f"  tls: {{ {tls} }}"])
        gateway.start("--documents", folder)
        gateway.enrol(FIRST)
        self.assertEqual(gateway.send(result(new_control())).code, "AA")
        until("it is told, or said that it cannot be",
              lambda: receiver.taken or "cannot be told" in gateway.logged(), 30)
        gateway.stop()
        return bool(receiver.taken)

    def test_threat_2_only_a_receiver_that_is_trusted_is_told_anything(self):
        lab_ca, lab_pem, lab_key = self.authority("laboratory")
        our_ca, our_pem, our_key = self.authority("gateway")
        other_ca, _, _ = self.authority("stranger")
        with open(lab_pem, encoding="ascii") as file:
            pinned = hashlib.sha256(ssl.PEM_cert_to_DER_cert(file.read())).hexdigest()
        ours = {"certificate": our_pem, "key": our_key}
        for trust, is_told in (
                ({"authority": lab_ca, **ours}, True), ({"pin": pinned, **ours}, True),
                ({"authority": other_ca, **ours}, False),
                ({"pin": "00" * 32, **ours}, False), ({"authority": lab_ca}, False)):
            with self.subTest(trust=trust):
                receiver = Receiver(free_port(), server_context(lab_pem, lab_key, our_ca))
                try:
                    self.assertEqual(self.tells(trust, receiver), is_told)
                finally:
                    receiver.stop()


if __name__ == "__main__":
    side_by_side.main()
