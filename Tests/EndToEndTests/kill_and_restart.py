#!/usr/bin/env python3
# Tocsin — EndToEndTests: the process is killed, and nothing that was accepted is lost
# SPDX-License-Identifier: Apache-2.0
"""SIGKILL under load, and at each of the thirteen stops of the one-alert walk.

`TOCSIN_FAULT=stop-7` makes a debug build kill itself as it passes that stop.
"""

import copy
import shutil
import signal
import tempfile
import threading
import time
import unittest

import harness
import side_by_side
import tocsin_device
from device_side import Mailbox
from harness import FIRST, SECOND, Gateway, until
from sources import framed, new_control, result

STOPS = [
    "a frame is whole", "intake receives it", "it is parsed", "it is mapped", "it is routed",
    "the escalation is decided", "the decision is committed", "the reply is given",
    "a page is sealed", "an envelope is handed over", "a receipt is taken",
    "a deadline is looked for", "an answer is taken",
]
QUICK_WAIT = 3
SLACK = 20


class Writer(threading.Thread):
    """Sends results, eight in flight, until the connection breaks; remembers what was accepted."""

    def __init__(self, gateway, count):
        super().__init__(daemon=True)
        self.source = gateway.connect()
        self.count = count
        self.sent = {}
        self.accepted = []
        self.refused = []

    def run(self):
        waiting = []
        try:
            while len(self.sent) < self.count:
                while len(waiting) < 8:
                    control = new_control("LOAD")
                    flag = "N" if len(self.sent) % 3 == 2 else "HH"
                    payload = result(control, flag=flag, ward="W4E")
                    self.sent[control] = payload
                    waiting.append(control)
                    self.source.send_raw(framed(payload))
                if not self.read(waiting):
                    return
            while waiting and self.read(waiting):
                pass
        except OSError:
            pass

    def read(self, waiting):
        reply = self.source.receive()
        if reply is None:
            return False
        expected = waiting.pop(0)
        right = reply.code == "AA" and reply.control == expected
        (self.accepted if right else self.refused).append(reply.control)
        return True

    def is_critical(self, control):
        return b"|HH|" in self.sent[control]


class UnderLoad(unittest.TestCase):
    def test_every_accepted_message_is_there_after_a_kill_and_every_critical_one_has_an_alert(self):
        gateway = Gateway()
        self.addCleanup(gateway.close)
        everything = {}
        for round_ in range(3):
            gateway.start()
            writers = [Writer(gateway, 4000) for _ in range(4)]
            for writer in writers:
                writer.start()
            until("a few hundred accepted messages", lambda: sum(
                len(one.accepted) for one in writers) > 250 + 70 * round_, 60, 0.005)
            self.assertEqual(gateway.kill()[0], -signal.SIGKILL)
            for writer in writers:
                writer.join(20)
                writer.source.close()
                self.assertEqual(writer.refused, [])
                everything.update(writer.sent)
            self.check_after(gateway.start(), writers)
            self.assertEqual(gateway.stop()[0], 0)
        gateway.start()
        self.send_again(gateway, everything)

    def check_after(self, gateway, writers):
        listed = {row["controlID"] for row in gateway.messages() if row["reply"] == "AA"}
        alerts = [row["controlID"] for row in gateway.alerts()]
        self.assertEqual(len(alerts), len(set(alerts)), "one alert a message")
        for writer in writers:
            accepted = set(writer.accepted)
            self.assertEqual(accepted - listed, set(), "accepted and lost")
            critical = {one for one in accepted if writer.is_critical(one)}
            self.assertEqual(critical - set(alerts), set(), "accepted, and no alert")

    def send_again(self, gateway, everything):
        """What a source does that got no reply: it sends again, and pages nobody twice."""
        with gateway.connect() as source:
            for control, payload in everything.items():
                reply = source.exchange(payload)
                self.assertEqual((reply.code, reply.control), ("AA", control))
        alerts = [row["controlID"] for row in gateway.alerts()]
        critical = [one for one, payload in everything.items() if b"|HH|" in payload]
        self.assertEqual(sorted(alerts), sorted(critical))
        for row in gateway.alerts():
            self.assertIsNotNone(row["nextDeadline"], row["controlID"])


class Site:
    """A data folder with quick waits and a device of each registrar, to copy."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="tocsin-e2e-")
        self.gateway = Gateway()
        documents = harness.quick_documents(self.folder, wait=f"{QUICK_WAIT}s")
        self.gateway.start("--documents", documents)
        self.states = [self.gateway.enrol(who).state for who in (FIRST, SECOND)]
        self.gateway.stop()

    def copy(self):
        """A gateway of its own over a copy, and its devices."""
        gateway = Gateway(copy_of=self.gateway.data)
        gateway.devices = [
            tocsin_device.Device(copy.deepcopy(state)) for state in self.states]
        return gateway

    def close(self):
        self.gateway.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Restarted(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.site = Site()
        cls.addClassCleanup(cls.site.close)

    def prepare(self):
        """A started gateway with both devices listening."""
        self.gateway = self.site.copy()
        self.addCleanup(self.gateway.close)
        self.gateway.start()
        self.first, self.second = self.gateway.devices
        self.first_box, self.second_box = Mailbox(self.first), Mailbox(self.second)
        self.addCleanup(self.first_box.close)
        self.addCleanup(self.second_box.close)

    def report(self):
        control = new_control()
        self.assertEqual(self.gateway.send(result(control)).code, "AA")
        return control, self.gateway.alert(control)["id"]

    def try_to(self, action):
        """What a process that may be gone by now may break."""
        try:
            return action()
        except (OSError, tocsin_device.Failed):
            return None


class Deadlines(Restarted):
    def test_a_deadline_goes_on_after_a_kill(self):
        self.prepare()
        _, alert = self.report()
        self.first_box.page_of(alert)
        self.gateway.kill()
        self.gateway.start()
        self.second_box.page_of(alert, QUICK_WAIT + SLACK)

    def test_a_deadline_that_passed_while_it_was_down_is_kept_at_once(self):
        self.prepare()
        control, alert = self.report()
        self.first_box.page_of(alert)
        self.gateway.kill()
        begun = time.monotonic()
        until("the wait is over", lambda: time.monotonic() > begun + QUICK_WAIT + 1, 10)
        self.assertEqual(self.gateway.alert(control)["phase"], "escalating")
        self.gateway.start()
        self.second_box.page_of(alert, SLACK)

    def test_an_acknowledged_alert_stays_acknowledged_and_keeps_its_deadline(self):
        self.prepare()
        control, alert = self.report()
        self.first.answer(str(self.first_box.page_of(alert).page), "accept")
        before = self.gateway.alert(control)
        self.gateway.kill()
        self.gateway.start()
        after = self.gateway.alert(control)
        for field in ("phase", "nextDeadline", "duties"):
            self.assertEqual(after[field], before[field])
        self.assertEqual(after["phase"], "acknowledged")

    def test_what_a_person_held_goes_on_when_the_account_ended_while_it_was_down(self):
        self.prepare()
        control, alert = self.report()
        self.first.answer(str(self.first_box.page_of(alert).page), "accept")
        self.gateway.stop()
        harness.told("person", "end", "--data", self.gateway.data, FIRST)
        self.gateway.start()
        self.second_box.page_of(alert, SLACK)
        self.assertNotEqual(self.gateway.alert(control)["phase"], "acknowledged")

    def test_an_envelope_that_was_sealed_before_a_kill_is_fetched_after_it(self):
        self.gateway = self.site.copy()
        self.addCleanup(self.gateway.close)
        self.gateway.start()
        control, alert = self.report()
        until("it is sealed", lambda: any(
            page["state"] == "sealed" for page in self.gateway.alert(control)["pages"]))
        self.gateway.kill()
        self.gateway.start()
        pages = [one.content.get("alert") for one in self.gateway.devices[0].fetch()]
        self.assertIn(alert, pages)


class Stops(Restarted):
    apart = True

    def survives(self, number):
        self.prepare()
        old, old_alert = self.report()
        old_page = str(self.first_box.page_of(old_alert).page)
        self.gateway.kill()
        accept = self.first.sign(old_page, "accept")
        control, was_accepted = self.drive_into(number, old_page, accept)
        self.gateway.start()
        self.check_messages(old, control, was_accepted)
        receipt = self.first.send(accept)
        self.assertIn(receipt.result, (0, 1), "the accept is taken, once")
        row = self.gateway.alert(old)
        self.assertEqual((row["phase"], row["duties"][0]["by"]), ("acknowledged", FIRST))
        self.goes_on(control)

    def drive_into(self, number, old_page, accept):
        """Starts with the fault and makes traffic until the process has killed itself."""
        self.gateway.launch(environment={"TOCSIN_FAULT": f"stop-{number}"})
        control = new_control()
        reply = None
        if self.gateway.wait_ready():
            self.try_to(lambda: self.first.answer(old_page, "received"))
            reply = self.try_to(lambda: self.gateway.send(result(control)))
            self.try_to(lambda: self.first.send(accept))
        until(f"stop {number} is passed and ends the process",
              lambda: self.gateway.process.poll() is not None, 30)
        self.assertEqual(self.gateway.process.returncode, -signal.SIGKILL,
                         self.gateway.logged()[-800:])
        return control, reply is not None and reply.code == "AA"

    def check_messages(self, old, control, was_accepted):
        self.assertEqual([one["outcome"] for one in self.gateway.message(old)], ["accepted"])
        if was_accepted:
            self.assertEqual(
                [one["outcome"] for one in self.gateway.message(control)], ["accepted"])
            self.gateway.alert(control)
        reply = self.gateway.send(result(control))
        self.assertEqual((reply.code, reply.control), ("AA", control))
        taken = [one for one in self.gateway.message(control) if one["outcome"] == "accepted"]
        self.assertEqual(len(taken), 1)

    def goes_on(self, control):
        """The new alert pages the first, moves on to the second, and is answered there."""
        alert = self.gateway.alert(control)["id"]
        first = self.first_box.page_of(alert, SLACK)
        second = self.second_box.page_of(alert, QUICK_WAIT + SLACK)
        again = {one.page for one in self.first_box.envelopes
                 if one.type == 1 and one.content.get("alert") == alert}
        self.assertEqual(again, {first.page}, "perhaps twice, always under one page id")
        self.assertEqual(self.second.answer(str(second.page), "accept").result, 0)
        self.assertEqual(self.gateway.alert(control)["phase"], "acknowledged")
        refused = [one for box in (self.first_box, self.second_box) for one in box.problems
                   if isinstance(one, str)]
        self.assertEqual(refused, [], "every envelope opens")
        self.assertEqual(self.gateway.stop()[0], 0)


def stop_test(number):
    def test(self):
        self.survives(number)
    return test


for position, what in enumerate(STOPS, start=1):
    name = f"test_stop_{position:02}_killed_as_{what.replace(' ', '_')}_loses_nothing"
    setattr(Stops, name, stop_test(position))


if __name__ == "__main__":
    side_by_side.main()
