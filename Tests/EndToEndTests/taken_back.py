#!/usr/bin/env python3
# Tocsin — EndToEndTests: results that are corrected and taken back, with real devices
# SPDX-License-Identifier: Apache-2.0
"""S18: a correction and a retraction reach who had the page, also after the end and a kill."""

import json

import side_by_side
from harness import until
import wire
from sources import new_control, result
from two_devices import TwoDevices

RETRACTED = 7


class TakenBack(TwoDevices):
    def taken(self):
        """An alert that the first registrar has on the device and took; its envelope."""
        alert = self.report()
        envelope = self.first_box.page_of(alert)
        self.first.answer(str(envelope.page), "received")
        self.assertEqual(self.first.answer(str(envelope.page), "accept").result, 0)
        return alert, envelope

    def again(self, **options):
        """Another report of the same order; its control id."""
        control = new_control()
        payload = result(control, filler=f"F{self.control}", **options)
        self.assertEqual(self.gateway.send(payload).code, "AA")
        return control

    def reason(self, control):
        return [one["reason"] for one in self.gateway.message(control)]

    def told(self, words, kind, after):
        return self.first_box.wait(
            words, lambda one: one.type == kind and one.seq > after
            and words in json.dumps(one.content.get("what")))

    def test_a_correction_that_is_not_critical_any_more_pages_the_owner(self):
        alert, once = self.taken()
        control = self.again(value="4.2", flag="N", status="C")
        page = self.told("6.9 mmol/L -> 4.2 mmol/L, no longer critical", 1, once.seq)
        self.assertIn("CORRECTED", page.content["what"])
        self.assertEqual(page.content["alert"], alert)
        self.assertEqual(
            self.reason(control),
            ["rule critical-result: 1 corrected, no longer critical"])
        self.assertEqual(self.now()["phase"], "escalating")
        self.assertEqual(self.first.answer(str(page.page), "accept").result, 0)

    def test_a_repeat_is_silent_and_the_message_list_says_so(self):
        self.taken()
        control = self.again()
        self.assertEqual(self.reason(control), ["rule critical-result: 1 same"])
        self.assertEqual(self.now()["phase"], "acknowledged")

    def test_a_retraction_must_be_acknowledged_by_whoever_acknowledged(self):
        _, once = self.taken()
        control = self.again(value="", flag="", status="W")
        page = self.told("RETRACTED: Potassium", RETRACTED, once.seq)
        self.assertEqual(self.reason(control), ["rule critical-result: 1 retracted"])
        self.assertEqual(self.now()["phase"], "escalating")
        self.assertEqual(self.first.answer(str(page.page), "accept").result, 0)
        until("the end", lambda: self.now()["phase"] == "resolved")

    def test_a_retraction_after_the_end_and_a_kill_reaches_whoever_answered(self):
        alert, once = self.taken()
        self.assertEqual(self.first.answer(str(once.page), "resolved").result, 0)
        self.assertEqual(self.now()["phase"], "resolved")
        self.gateway.kill()
        self.gateway.start()
        control = self.again(value="", flag="", status="D")
        page = self.told("RETRACTED: Potassium", RETRACTED, once.seq)
        self.assertNotEqual(page.content["alert"], alert)
        row = self.gateway.message(control)[0]
        self.assertEqual(row["outcome"], "accepted")
        receipt = self.first.answer(str(page.page), "accept")
        self.assertEqual((receipt.result, wire.PHASES[receipt.phase]), (0, "resolved"))


if __name__ == "__main__":
    side_by_side.main()
