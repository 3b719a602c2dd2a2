#!/usr/bin/env python3
# Tocsin — EndToEndTests: senders of old pagers learn who answered
# SPDX-License-Identifier: Apache-2.0
"""A message with a way back: its sender asks by the tag that it was given, and learns that a device
has the page, that it was shown and who took it. Peers: Net::SNPP, an XML reader, raw sockets."""

import http.client
import os
import subprocess
import unittest
import xml.etree.ElementTree as ElementTree

from device_side import Mailbox
from harness import Gateway, Suite, until
from terminals import ESPASender

HERE = os.path.dirname(os.path.abspath(__file__))
PERL = subprocess.run(["perl", "-MNet::SNPP", "-e", "1"], capture_output=True, check=False)
LISTENERS = ("--snpp", "127.0.0.1:0", "--wctp", "127.0.0.1:0", "--espa", "127.0.0.1:0")

SUBMISSION = """<?xml version="1.0"?><wctp-Operation wctpVersion="wctp-dtd-v1r1">
<wctp-Submit{kind}><wctp-Submit{header} submitTimestamp="2026-11-24T10:00:00">
<wctp-{client}Originator senderID="lab"/><wctp-{client}MessageControl messageID="{message}"
 notifyWhenDelivered="true"/><wctp-Recipient recipientID="7701"/></wctp-Submit{header}>
<wctp-Payload><wctp-Alphanumeric>Ring the laboratory</wctp-Alphanumeric></wctp-Payload>
</wctp-Submit{kind}></wctp-Operation>"""
POLL = """<wctp-Operation wctpVersion="wctp-dtd-v1r1"><wctp-PollForMessages pollerID="lab">
{received}</wctp-PollForMessages></wctp-Operation>"""
QUERY = """<wctp-Operation wctpVersion="wctp-dtd-v1r1"><wctp-ClientQuery senderID="lab"
 recipientID="7701" trackingNumber="{number}"/></wctp-Operation>"""


class TwoWay(Suite):
    """One gateway; the person who is asked gets a device."""

    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway()
        cls.addClassCleanup(cls.gateway.close)
        cls.gateway.start(*LISTENERS)

    def asked(self):
        """The newest alert of a sender, and a device of the person who is asked."""
        alert = next(row for row in self.gateway.alerts() if row["integration"] == "old-pagers")
        person = until("somebody is asked", lambda: self.gateway.alerts()[0]["pages"])[0]
        device = self.gateway.enrol(person["responder"])
        box = Mailbox(device)
        self.addCleanup(box.close)
        return device, str(box.page_of(alert["id"]).page)


@unittest.skipIf(PERL.returncode, "libnet-snpp-perl is not installed")
class OverSNPP(TwoWay):
    """Net::SNPP."""

    def snpp(self, *words):
        port = str(self.gateway.others["snpp"][1])
        done = subprocess.run(
            ["perl", os.path.join(HERE, "snpp_two_way.pl"), port, *words],
            capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def test_a_sender_learns_that_it_was_delivered_shown_and_taken_and_by_whom(self):
        code, *tag = self.snpp("send", "7701", "Come to ward 7?").split(" ")
        self.assertEqual(code, "960")
        self.assertEqual(self.snpp("status", *tag).split(" ")[0], "960")
        device, page = self.asked()
        self.assertEqual(device.answer(page, "received").result, 0)
        self.assertEqual(self.snpp("status", *tag).split(" ")[0], "860")
        self.gateway.kill()
        self.gateway.start(*LISTENERS)
        self.assertEqual(device.answer(page, "displayed").result, 0)
        self.assertEqual(self.snpp("status", *tag).split(" ")[0], "870")
        self.assertEqual(device.answer(page, "accept").result, 0)
        said = self.snpp("status", *tag)
        self.assertRegex(said, r"^889 \d+ \d{14} accepted by \S")
        self.assertIn(device.me()["name"], said)
        self.assertNotIn("ward 7", said)

    def test_a_tag_with_another_code_says_nothing(self):
        _, tag, code = self.snpp("send", "7702", "Ring theatre 2").split(" ")
        other = str(int(code) ^ 1)
        self.assertEqual(self.snpp("status", tag, other).split(" ")[0], "550")
        self.assertEqual(self.snpp("status", tag, code).split(" ")[0], "960")

    def test_a_sender_asks_whether_a_pager_is_known(self):
        self.assertEqual(self.snpp("ping", "7701"), "250")
        self.assertEqual(self.snpp("ping", "1234"), "550")


class OverWCTP(TwoWay):
    """Messages and questions as XML over HTTP."""

    def ask(self, body):
        """The element inside the answer."""
        made = http.client.HTTPConnection(*self.gateway.others["wctp"], timeout=20)
        self.addCleanup(made.close)
        made.request("POST", "/wctp", body.encode(), {"Content-Type": "text/xml"})
        reply = made.getresponse()
        self.assertEqual(reply.status, 200)
        return ElementTree.fromstring(reply.read())[0]

    def poll(self, *received):
        """What is new, and its numbers."""
        done = "".join(f'<wctp-MessageReceived sequenceNo="{number}"/>' for number in received)
        said = self.ask(POLL.format(received=done)).findall("wctp-Message")
        return [one[0] for one in said], [one.get("sequenceNo") for one in said]

    def test_a_sender_that_polls_is_told_once_of_each_step_and_of_the_answer(self):
        body = SUBMISSION.format(kind="Request", header="Header", client="", message="51")
        self.assertEqual(self.ask(body)[0].get("successCode"), "200")
        self.assertEqual(self.poll()[0], [])
        device, page = self.asked()
        self.assertEqual(device.answer(page, "received").result, 0)
        news, numbers = self.poll()
        self.assertEqual([one.find("wctp-Notification").get("type") for one in news], ["DELIVERED"])
        header = news[0].find("wctp-ResponseHeader")
        self.assertEqual(header.get("responseToMessageID"), "51")
        self.assertEqual(self.poll(*numbers)[0], [])
        self.assertEqual(device.answer(page, "accept").result, 0)
        news, numbers = self.poll()
        self.assertEqual([one.tag for one in news], ["wctp-MessageReply"])
        self.assertIn(device.me()["name"], news[0].find(".//wctp-Alphanumeric").text)
        self.assertEqual(self.poll(*numbers)[0], [])

    def test_a_client_asks_by_its_tracking_number_after_a_restart_too(self):
        body = SUBMISSION.format(
            kind="ClientMessage", header="ClientHeader", client="Client", message="52")
        number = self.ask(body)[0].get("trackingNumber")
        self.gateway.kill()
        self.gateway.start(*LISTENERS)
        said = self.ask(QUERY.format(number=number))
        self.assertEqual(said.find(".//wctp-Notification").get("type"), "QUEUED")
        device, page = self.asked()
        self.assertEqual(device.answer(page, "accept").result, 0)
        said = self.ask(QUERY.format(number=number))
        self.assertIn("accepted by", said.find(".//wctp-Alphanumeric").text)
        other = number.split(".")[0] + ".1"
        said = self.ask(QUERY.format(number=other))
        self.assertEqual(said.find("wctp-Failure").get("errorCode"), "403")


class OverESPA(TwoWay):
    """A control station over TCP."""

    def test_a_control_station_that_polls_is_told_of_the_queue_of_the_pager_and_of_the_end(self):
        sender = ESPASender(self.gateway.others["espa"])
        self.addCleanup(sender.close)
        self.assertEqual(sender.call("7702", "Bed 3"), b"\x06")
        told = until("it is in the queue", sender.poll)
        self.assertEqual((told["1"], told["7"]), ("7702", "2"))
        device, page = self.asked()
        self.assertEqual(device.answer(page, "received").result, 0)
        self.assertEqual(until("it is paged", sender.poll)["7"], "3")
        self.assertEqual(device.answer(page, "accept").result, 0)
        told = until("it has ended", sender.poll)
        self.assertEqual(told["7"], "5")
        self.assertTrue(told["2"].startswith("accepted by"), told)


if __name__ == "__main__":
    unittest.main()
