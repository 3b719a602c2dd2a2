#!/usr/bin/env python3
# Tocsin — EndToEndTests: bedside monitors at an endpoint of their own
# SPDX-License-Identifier: Apache-2.0
"""The shipped document of bedside monitors with an endpoint and a rhythm: one alarm from its start
to its reset, latched and paused in between, one that falls silent, and a stop that was announced.
"""

import unittest

from device_side import Mailbox
from devices import STALE_AFTER, alarm
from endpoints import EndpointGateway
from harness import FIRST, rows, told, until
from sources import new_control

EVERY = "3s"
SITE = f"""
endpoint:
  listen: 127.0.0.1:0

health:
  live: true
  expect-every: {EVERY}
"""
NAME = "bedside-monitors"


def watchdog(state):
    """A sign of life, or, inactive, the last one."""
    control = new_control("WD")
    lines = (
        f"MSH|^~\\&|ELMOMON|STELMO|TOCSIN|STELMO|20261124083011+0100||ORU^R40^ORU_R40|{control}|P"
        "|2.6|||AL|NE||UNICODE UTF-8",
        "OBR|1||WD-1^ELMOMON|258047^MDC_EVT_ACTIVE^MDC|||20261124083011+0100",
        "OBX|1|ST|258047^MDC_EVT_ACTIVE^MDC|1.0.0.0.1|||||||R",
        f"OBX|2|ST|68482^MDC_ATTR_ALARM_STATE^MDC|1.0.0.0.4|{state}||||||R",
        "OBX|3|NM|67860^MDC_ATTR_CONFIRM_TIMEOUT^MDC|1.0.0.0.8|10|264320^MDC_DIM_SEC^MDC|||||R",
    )
    return control, "".join(line + "\r" for line in lines).encode()


class Bedside(unittest.TestCase):
    longMessage = True

    def setUp(self):
        self.gateway = EndpointGateway()
        self.addCleanup(self.gateway.close)
        path = self.gateway.mapping(NAME)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(text.count("stale-after: 90s"), 1, "the mapping has changed")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("stale-after: 90s", f"stale-after: {STALE_AFTER}s") + SITE)
        self.gateway.start("--documents", self.gateway.documents)
        self.source = self.gateway.source(NAME)
        self.addCleanup(self.source.close)
        self.device = self.gateway.enrol(FIRST)
        self.box = Mailbox(self.device)
        self.addCleanup(self.box.close)

    def send(self, message):
        control, payload = message
        self.assertIn(self.source.exchange(payload).code, ("AA", "CA"))
        return control

    def report(self, event, *more, inactivation=None, **options):
        control, payload = alarm(event, *more, **options)
        if inactivation:
            payload += ("OBX|9|ST|68483^MDC_ATTR_ALARM_INACTIVATION_STATE^MDC|1.1.1.1.5|"
                        f"{inactivation}||||||R\r").encode()
        return self.send((control, payload))

    def events(self, alert):
        return [entry["event"] for entry in self.gateway.trail(alert)]

    def accept(self):
        told("intended-use", "accept", "--data", self.gateway.data, "--by", FIRST)

    def silent(self, integration):
        """Whether an integration is missed."""
        known = rows("integrations", "--data", self.gateway.data, "--json")
        [row] = [one for one in known if one["name"] == integration]
        return "source-silent" in [one["kind"] for one in row["troubles"]]

    def test_s33_off_until_the_intended_use_is_accepted_and_on_after(self):
        control = self.report("EVT-1")
        [row] = self.gateway.message(control)
        self.assertEqual((row["integration"], row["outcome"]), (NAME, "not-for-us"))
        self.assertIn("intended-use", row["reason"])
        self.accept()
        control = self.report("EVT-1", "continue")
        alert = self.gateway.alert(control)
        self.assertEqual((alert["integration"], alert["priority"]), (NAME, "high"))
        self.box.page_of(alert["id"])

    def test_s19_from_start_over_paused_and_latched_to_reset(self):
        self.accept()
        control = self.report("EVT-2")
        alert = self.gateway.alert(control)["id"]
        page = self.box.page_of(alert).page
        self.report("EVT-2", "update", inactivation="enabled~alert-acknowledged")
        self.assertIn("held", self.events(alert), "somebody is at the bedside")
        self.report("EVT-2", "update", "latched")
        self.assertNotIn("ended", self.events(alert), "a latched alarm is not over")
        until("the page says that the condition is gone", lambda: any(
            "alarm is latched" in str(one.content.get("what")) for one in self.box.envelopes))
        self.assertEqual(self.device.answer(str(page), "accept").result, 0)
        self.report("EVT-2", "reset", "inactive")
        trail = self.gateway.trail(alert)
        self.assertTrue({"ended", "resolved"} & {entry["event"] for entry in trail}, trail)
        self.assertEqual(self.gateway.alert(control)["phase"], "resolved")

    def test_s19_one_that_is_not_heard_of_again_is_stale_and_not_resolved(self):
        self.accept()
        control = self.report("EVT-3")
        alert = self.gateway.alert(control)["id"]
        until("stale", lambda: "stale" in self.events(alert))
        self.assertNotEqual(self.gateway.alert(control)["phase"], "resolved")

    def test_a_stop_that_was_announced_is_not_missed_and_one_that_was_not_is(self):
        path = self.gateway.mapping("laboratory")
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.gateway.laboratory
                       + f"\nhealth:\n  live: true\n  expect-every: {EVERY}\n")
        told("import", "--data", self.gateway.data, path)
        self.send(watchdog("active"))
        [row] = self.gateway.message(self.send(watchdog("inactive")))
        self.assertIn("stops as planned", row["reason"])
        # The laboratory begins to be expected later, and is missed.
        until("the laboratory is missed", lambda: self.silent("laboratory"), 30)
        self.assertFalse(self.silent(NAME))
        self.send(watchdog("active"))
        until("the monitors are missed once they have spoken", lambda: self.silent(NAME), 30)


if __name__ == "__main__":
    unittest.main(verbosity=2)
