#!/usr/bin/env python3
# Tocsin — EndToEndTests: old pagers, both ways
# SPDX-License-Identifier: Apache-2.0
"""Pages go to the terminals of old pagers, and what fails there begins the next channel; senders of
old pagers page people here. Peers: Net::SNPP and its server, raw sockets, a pseudo-terminal."""

import http.client
import json
import os
import socket
import subprocess
import threading
import unittest
import xml.etree.ElementTree as ElementTree

from channels import PEOPLE, SAMPLE
from device_side import keyed_call
from harness import Gateway, Suite, until
from terminals import (
    ESPASender, ESPATerminal, SerialLine, SerialTerminal, TAPSender, TAPTerminal, WCTPGateway)
from webhooks import Peer

HERE = os.path.dirname(os.path.abspath(__file__))
PERL = subprocess.run(["perl", "-MNet::SNPP", "-e", "1"], capture_output=True, check=False)
LINE = r"Tocsin URGENT page [2-9A-Z]{4}\. Open the app or call 4321\."

CHANNELS = """
language: en
call: "4321"
channels:
  - { channel: pager, kind: KIND, server: "SERVER", timeout: 20sMORE }
  - channel: sms
    kind: http
    server: http://127.0.0.1:PORT/send
    members: { to: "{number}", text: "{text}" }
contact:
  high:
    - channels: [pager]
    - { channels: [sms], after: 20m }
people:
"""

LISTENERS = [part for name in ("snpp", "tap", "wctp", "espa")
             for part in (f"--{name}", "127.0.0.1:0")]


class SNPPServer:
    """Net::SNPP::Server in a process of its own."""

    def __init__(self):
        self.process = subprocess.Popen(
            ["perl", os.path.join(HERE, "snpp_server.pl")], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[1])
        self.pages, self.asked = [], []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            if line.startswith("asked "):
                self.asked.append(line.split()[1:])
            else:
                self.pages.append(line.removeprefix("page ").strip().split(" ", 2))

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class ToPagers(Suite):
    """A gateway with a terminal and a provider on this machine; nobody has a device."""

    @classmethod
    def setUpClass(cls):
        pass

    def begin(self, kind, server, number="7701", more=""):
        self.provider = Peer()
        self.addCleanup(self.provider.stop)
        self.gateway = Gateway()
        self.addCleanup(self.gateway.close)

        def with_pagers(documents):
            people = "".join(
                f'  - {{ person: {name}, pager: "{number}", sms: "+49 30 5550" }}\n'
                for name in PEOPLE)
            text = CHANNELS.replace("PORT", str(self.provider.port)).replace("KIND", kind)
            path = os.path.join(documents, "Escalations/channels.yaml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text.replace("SERVER", server).replace("MORE", more) + people)

        self.gateway.bring("30s", with_pagers)
        self.key = self.gateway.key("freezers")
        self.gateway.start()
        with open(SAMPLE, encoding="utf-8") as file:
            draft = json.load(file)
        status, self.answer = keyed_call(
            self.gateway, self.key, "POST", "/v1/alerts", {**draft, "priority": "high"})
        self.assertEqual(status, 202, self.answer)

    def progress(self):
        path = f"/v1/alerts/{self.answer['alert']}/progress"
        return keyed_call(self.gateway, self.key, "GET", path)[1]

    def assert_next_channel(self):
        until("the next channel begins", lambda: self.provider.asked)

    @unittest.skipIf(PERL.returncode, "libnet-snpp-perl is not installed")
    def test_a_page_reaches_a_pager_over_snpp(self):
        server = SNPPServer()
        self.addCleanup(server.stop)
        self.begin("snpp", f"127.0.0.1:{server.port}")
        pager, alert, text = until("a page", lambda: server.pages)[0]
        self.assertEqual((pager, alert), ("7701", "1"))
        self.assertRegex(text, f"^{LINE}$")
        self.assertEqual(self.provider.asked, [])
        self.assertNotIn("7701", self.gateway.logged())

    @unittest.skipIf(PERL.returncode, "libnet-snpp-perl is not installed")
    def test_a_two_way_pager_that_was_read_is_evidence_and_no_answer(self):
        server = SNPPServer()
        self.addCleanup(server.stop)
        self.begin("snpp", f"127.0.0.1:{server.port}", more=", two-way: true")
        until("a page", lambda: server.pages)
        tag = until("it is asked about", lambda: server.asked, 30)[0]
        self.assertEqual(len(tag), 2, tag)
        until("it is evidence", lambda: self.progress()["handOvers"][0]["receivedAt"])
        said = self.progress()
        self.assertEqual(said["handOvers"][0]["state"], "handed-over")
        self.assertEqual(self.gateway.alerts()[0]["phase"], "escalating")
        self.assertEqual(self.provider.asked, [])

    @unittest.skipIf(PERL.returncode, "libnet-snpp-perl is not installed")
    def test_a_pager_that_a_server_does_not_know_begins_the_next_channel(self):
        server = SNPPServer()
        self.addCleanup(server.stop)
        self.begin("snpp", f"127.0.0.1:{server.port}", number="9999")
        self.assert_next_channel()
        self.assertEqual(server.pages, [])

    def assert_reaches(self, kind, terminal, server):
        self.addCleanup(terminal.stop)
        self.begin(kind, server)
        pager, text = until("a page", lambda: terminal.pages)[0]
        self.assertEqual(pager, "7701")
        self.assertRegex(text, f"^{LINE}$")

    def test_a_page_reaches_a_pager_over_tap(self):
        terminal = TAPTerminal()
        self.assert_reaches("tap", terminal, f"127.0.0.1:{terminal.port}")

    def test_a_page_that_a_tap_terminal_abandons_begins_the_next_channel(self):
        terminal = TAPTerminal(reply=b"511 Unknown\r\x1e\r")
        self.addCleanup(terminal.stop)
        self.begin("tap", f"127.0.0.1:{terminal.port}")
        self.assert_next_channel()

    def test_a_page_reaches_a_pager_over_a_serial_line(self):
        terminal = SerialTerminal()
        self.assert_reaches("tap", terminal, f"{terminal.path}?baud=1200&bits=7E1")

    def test_a_serial_line_that_is_not_there_begins_the_next_channel(self):
        self.begin("tap", "/dev/ttyTocsin?baud=1200")
        self.assert_next_channel()

    def test_a_page_reaches_a_pager_over_wctp(self):
        wctp = WCTPGateway()
        self.addCleanup(wctp.stop)
        self.begin("wctp", f"http://127.0.0.1:{wctp.port}/wctp")
        root = ElementTree.fromstring(until("a page", lambda: wctp.asked)[0])
        self.assertEqual(root.tag, "wctp-Operation")
        self.assertEqual(root.find(".//wctp-Recipient").get("recipientID"), "7701")
        self.assertRegex(root.find(".//wctp-Alphanumeric").text, f"^{LINE}$")

    def test_a_pager_that_a_wctp_gateway_does_not_know_begins_the_next_channel(self):
        wctp = WCTPGateway(code=403)
        self.addCleanup(wctp.stop)
        self.begin("wctp", f"http://127.0.0.1:{wctp.port}/wctp")
        self.assert_next_channel()

    def test_a_page_reaches_a_pager_over_espa(self):
        terminal = ESPATerminal()
        self.assert_reaches("espa", terminal, f"127.0.0.1:{terminal.port}")

    def test_a_page_that_espa_equipment_refuses_begins_the_next_channel(self):
        terminal = ESPATerminal(reply=b"\x15")
        self.addCleanup(terminal.stop)
        self.begin("espa", f"127.0.0.1:{terminal.port}")
        self.assert_next_channel()


SUBMISSION = """<?xml version="1.0"?>
<!DOCTYPE wctp-Operation SYSTEM "http://dtd.wctp.org/wctp-dtd-v1r1.dtd">
<wctp-Operation wctpVersion="wctp-dtd-v1r1"><wctp-SubmitRequest>
<wctp-SubmitHeader submitTimestamp="2026-11-24T10:00:00"><wctp-Originator senderID="lab"/>
<wctp-MessageControl messageID="{message}"/><wctp-Recipient recipientID="{pager}"/>
</wctp-SubmitHeader><wctp-Payload><wctp-Alphanumeric>Ring the laboratory</wctp-Alphanumeric>
</wctp-Payload></wctp-SubmitRequest></wctp-Operation>"""


class FromSenders(Suite):
    """One gateway that takes what senders of old pagers send."""

    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway()
        cls.addClassCleanup(cls.gateway.close)
        cls.gateway.start(*LISTENERS)

    def connect(self, protocol):
        made = socket.create_connection(self.gateway.others[protocol], timeout=20)
        self.addCleanup(made.close)
        return made, made.makefile("rb")

    def refused(self):
        return [row for row in self.gateway.messages()
                if row["integration"] == "old-pagers" and row["outcome"] == "refused"]

    def opened(self):
        return [row for row in self.gateway.alerts() if row["integration"] == "old-pagers"]

    def snpp(self, text, *pagers):
        port = str(self.gateway.others["snpp"][1])
        done = subprocess.run(
            ["perl", os.path.join(HERE, "snpp_client.pl"), port, text, *pagers],
            capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return int(done.stdout)

    @unittest.skipIf(PERL.returncode, "libnet-snpp-perl is not installed")
    def test_a_message_over_snpp_opens_an_alert_for_each_pager(self):
        before = len(self.opened())
        self.assertEqual(self.snpp("Ring ward 7", "7701", "7702"), 250)
        self.assertEqual(len(self.opened()), before + 2)

    @unittest.skipIf(PERL.returncode, "libnet-snpp-perl is not installed")
    def test_a_pager_that_nobody_knows_is_refused_and_shown(self):
        before = len(self.refused()), len(self.opened())
        self.assertEqual(self.snpp("Ring ward 7", "1234"), 550)
        until("it is shown", lambda: len(self.refused()) == before[0] + 1)
        self.assertEqual(len(self.opened()), before[1])

    def test_what_was_accepted_over_snpp_outlives_a_kill(self):
        before = len(self.opened())
        made, lines = self.connect("snpp")
        made.sendall(b"PAGE 7701\r\nMESS Ring the pharmacy\r\nSEND\r\n")
        said = [lines.readline()[:3] for _ in range(4)]
        self.assertEqual(said, [b"220", b"250", b"250", b"250"])
        self.gateway.kill()
        self.gateway.start(*LISTENERS)
        self.assertEqual(len(self.opened()), before + 1)

    def test_a_block_over_tap_opens_an_alert_once_though_it_comes_twice(self):
        before = len(self.opened())
        sender = TAPSender(self.gateway.others["tap"])
        self.addCleanup(sender.close)
        self.assertIn(b"\x1b[p", sender.log_on())
        for _ in range(2):
            self.assertIn(b"\x06", sender.page("7702", "Ring theatre 2"))
        self.assertEqual(len(self.opened()), before + 1)
        self.assertIn(b"511", sender.page("1234", "Ring theatre 2"))
        self.assertIn(b"514", sender.page("7702", "Ring theatre 2", check=b"000"))

    def wctp(self, body):
        """The code of the answer to one submission."""
        host, port = self.gateway.others["wctp"]
        made = http.client.HTTPConnection(host, port, timeout=20)
        self.addCleanup(made.close)
        made.request("POST", "/wctp", body.encode(), {"Content-Type": "text/xml"})
        reply = made.getresponse()
        self.assertEqual(reply.status, 200)
        found = ElementTree.fromstring(reply.read()).find("wctp-Confirmation")[0]
        return found.get("successCode") or found.get("errorCode")

    def test_a_message_over_wctp_opens_an_alert_once_though_it_is_submitted_twice(self):
        before = len(self.opened())
        for _ in range(2):
            self.assertEqual(self.wctp(SUBMISSION.format(message="1", pager="7701")), "200")
        self.assertEqual(len(self.opened()), before + 1)
        self.assertEqual(self.wctp(SUBMISSION.format(message="2", pager="1234")), "403")
        self.assertEqual(self.wctp("<wctp-Operation><wctp-VersionQuery/></wctp-Operation>"), "300")
        self.assertEqual(self.wctp("no XML"), "301")
        bomb = SUBMISSION.replace('.dtd">', '.dtd" [<!ENTITY a "b">]>')
        self.assertEqual(self.wctp(bomb.format(message="3", pager="7701")), "301")
        self.assertEqual(len(self.opened()), before + 1)

    def test_a_call_over_espa_opens_an_alert_each_time(self):
        before = len(self.opened())
        sender = ESPASender(self.gateway.others["espa"])
        self.addCleanup(sender.close)
        for _ in range(2):
            self.assertEqual(sender.call("7702", "Bed 3"), b"\x06")
        self.assertEqual(len(self.opened()), before + 2)
        self.assertEqual(sender.call("1234", "Bed 3"), b"\x15")
        self.assertEqual(sender.call("7720", "Bed 3"), b"\x06")
        self.assertIn("crash", {row["priority"] for row in self.opened()})


class FromLines(Suite):
    """A gateway that listens to senders at serial lines."""

    @classmethod
    def setUpClass(cls):
        cls.lines = {"tap": SerialLine(), "espa": SerialLine()}
        cls.gateway = Gateway()
        cls.addClassCleanup(cls.gateway.close)
        for line in cls.lines.values():
            cls.addClassCleanup(line.close)
        cls.gateway.start(*(part for name, line in cls.lines.items()
                            for part in (f"--{name}", f"{line.path}?baud=9600&bits=8N1")))

    def opened(self):
        return [row for row in self.gateway.alerts() if row["integration"] == "old-pagers"]

    def test_a_block_at_a_serial_line_opens_an_alert_and_the_next_sender_is_heard(self):
        before = len(self.opened())
        for text in ("Ring theatre 2", "Ring theatre 3"):
            sender = TAPSender(line=self.lines["tap"])
            self.assertIn(b"\x1b[p", sender.log_on())
            self.assertIn(b"\x06", sender.page("7702", text))
            self.assertIn(b"\x1b\x04", sender.log_off())
        self.assertEqual(len(self.opened()), before + 2)

    def test_a_call_over_espa_at_a_serial_line_opens_an_alert(self):
        before = len(self.opened())
        sender = ESPASender(line=self.lines["espa"])
        self.assertEqual(sender.call("7702", "Bed 3"), b"\x06")
        self.assertEqual(sender.call("1234", "Bed 3"), b"\x15")
        self.assertEqual(len(self.opened()), before + 1)

    def test_a_line_that_is_not_there_keeps_the_gateway_from_starting(self):
        other = Gateway()
        self.addCleanup(other.close)
        other.launch("--tap", "/dev/ttyTocsin")
        self.assertFalse(other.wait_ready())
        self.assertIn("/dev/ttyTocsin cannot be opened", other.logged())


if __name__ == "__main__":
    unittest.main()
