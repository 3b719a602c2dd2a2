#!/usr/bin/env python3
# Tocsin — EndToEndTests: an alarm of a bedside device from its beginning to its end
# SPDX-License-Identifier: Apache-2.0
"""A monitor reports by ORU^R40: off until the intended use is accepted, then paged, alive, ended
unseen, or stale. The mapping of bedside monitors is put in the place of the laboratory's.
"""

import os
import shutil
import tempfile
import unittest

import harness
from device_side import Mailbox
from harness import FIRST, Gateway, Suite, told, until
from sources import new_control

ENDED = 8
STALE_AFTER = 4


def alarm(event, phase="start", state="active", priority="PH", value="182"):
    """One message about one alarm; `event` is the alarm's own id."""
    control = new_control("DEV")
    own, parent = (event, "") if phase == "start" else (
        f"{event}-{control}", f"{'|' * 22}^{event}&ELMOMON")
    rows = (
        ("ST", "196648^MDC_EVT_HI^MDC", "1", "ABP sys high"),
        ("NM", "150037^MDC_PRESS_BLD_ART_ABP_SYS^MDC", "2",
         f"{value}|266016^MDC_DIM_MMHG^MDC|90-160"),
        ("ST", "68481^MDC_ATTR_EVENT_PHASE^MDC", "3", phase),
        ("ST", "68482^MDC_ATTR_ALARM_STATE^MDC", "4", state),
        ("ST", "68484^MDC_ATTR_ALARM_PRIORITY^MDC", "6", priority),
        ("ST", "68485^MDC_ATTR_ALERT_TYPE^MDC", "7", "SP"),
    )
    lines = [
        f"MSH|^~\\&|ELMOMON|STELMO|TOCSIN|STELMO|20261124083011+0100||ORU^R40^ORU_R40|{control}|P"
        "|2.6|||AL|NE||UNICODE UTF-8",
        "PID|||990021^^^STELMO^MR||ZZTEST^BRAVO^^^^^L||19620317|M",
        "PV1||I|DEMO^BED^07^STELMO",
        f"OBR|1||{own}^ELMOMON|196616^MDC_EVT_ALARM^MDC|||20261124083011+0100{parent}",
    ]
    lines += [f"OBX|{number}|{kind}|{name}|1.1.1.1.{facet}|{text}"
              for number, (kind, name, facet, text) in enumerate(rows, 1)]
    return control, "".join(line + "\r" for line in lines).encode()


def documents(folder):
    """The shipped documents, with the bedside monitors where the gateway listens."""
    harness.quick_documents(folder, wait="20s")
    source = os.path.join(folder, "Integrations/bedside-monitors/mapping.yaml")
    with open(source, encoding="utf-8") as file:
        text = file.read()
    assert text.count("stale-after: 90s") == 1, "the mapping has changed"
    with open(os.path.join(folder, "Integrations/laboratory/mapping.yaml"), "w",
              encoding="utf-8") as file:
        file.write(text.replace("stale-after: 90s", f"stale-after: {STALE_AFTER}s"))
    shutil.rmtree(os.path.join(folder, "Integrations/bedside-monitors"))
    return folder


class Devices(Suite):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.mkdtemp(prefix="tocsin-e2e-")
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        cls.gateway = Gateway()
        cls.addClassCleanup(cls.gateway.close)
        documents(folder)
        told("import", "--data", cls.gateway.data, os.path.join(folder, "Escalations"),
             os.path.join(folder, "Integrations"))
        cls.gateway.start()
        cls.first = cls.gateway.enrol(FIRST)
        cls.box = Mailbox(cls.first)
        cls.addClassCleanup(cls.box.close)

    def send(self, event, *more, **options):
        control, message = alarm(event, *more, **options)
        self.assertEqual(self.gateway.send(message).code, "AA")
        return control

    def accept(self):
        told("intended-use", "accept", "--data", self.gateway.data, "--by", FIRST)

    def test_1_nothing_pages_before_the_intended_use_is_accepted(self):
        control = self.send("EVT-OFF")
        [row] = self.gateway.message(control)
        self.assertEqual(row["outcome"], "not-for-us")
        self.assertIn("intended-use", row["reason"])
        self.assertEqual(self.gateway.alerts(control), [])
        shown = told("intended-use", "show", "--data", self.gateway.data)
        self.assertIn("secondary", shown)
        self.assertIn("not accepted", shown)
        self.assertEnds(1, "intended-use", "accept", "--data", self.gateway.data, "--by", "nobody")

    def test_2_an_alarm_from_start_to_an_end_that_nobody_saw(self):
        self.accept()
        self.assertIn(f"accepted by {FIRST}",
                      told("intended-use", "show", "--data", self.gateway.data))
        control = self.send("EVT-1")
        alert = self.gateway.alert(control)["id"]
        envelope = self.box.page_of(alert)
        self.assertIn("182 mmHg", str(envelope.content["what"]))
        self.send("EVT-1", "continue", value="186")
        self.send("EVT-1", "escalate", value="190")
        self.assertEqual(len(self.gateway.alerts(control)), 1)
        self.send("EVT-1", "end", "inactive")
        events = [entry["event"] for entry in self.gateway.trail(alert)]
        self.assertIn("ended", events)
        self.assertNotEqual(self.gateway.alert(control)["phase"], "resolved")
        until("the page says that it ended", lambda: any(
            one.type == ENDED and one.page == envelope.page for one in self.box.envelopes))
        self.assertEqual(self.first.answer(str(envelope.page), "seen").result, 0)
        self.assertEqual(self.gateway.alert(control)["phase"], "resolved")

    def test_3_an_alarm_that_is_not_heard_of_again_is_stale_and_stays_open(self):
        self.accept()
        control = self.send("EVT-2")
        alert = self.gateway.alert(control)["id"]
        until("stale", lambda: "stale" in [e["event"] for e in self.gateway.trail(alert)])
        self.assertNotEqual(self.gateway.alert(control)["phase"], "resolved")
        self.send("EVT-2", "end", "inactive")

    def test_4_a_medium_alarm_that_ends_by_itself_pages_nobody(self):
        self.accept()
        control = self.send("EVT-3", priority="PM")
        self.assertEqual(self.gateway.alert(control)["pages"], [])
        self.send("EVT-3", "end", "inactive", priority="PM")
        row = self.gateway.alert(control)
        self.assertEqual((row["phase"], row["pages"]), ("resolved", []))


if __name__ == "__main__":
    unittest.main(verbosity=2)
