#!/usr/bin/env python3
# Tocsin — EndToEndTests: one page from the laboratory to silence, with real devices
# SPDX-License-Identifier: Apache-2.0
"""A result becomes a page, is answered by devices, moves on, changes, and ends.

Every test sends a result of its own and looks at its own alert alone.
"""

import json
import os
import shutil
import tempfile
import time

import harness
import side_by_side
import wire
from device_side import Mailbox, signed_call
from harness import FIRST, SECOND, told, until
from sources import new_control, result
from two_devices import SLACK, WAIT, WITHDRAWN, TwoDevices


class Story(TwoDevices):
    def test_an_envelope_tells_who_where_what_how_urgent_and_why(self):
        alert = self.report()
        envelope = self.first_box.page_of(alert)
        self.assertEqual((envelope.type, envelope.priority), (1, 2))
        self.assertFalse(envelope.is_test)
        self.assertEqual(envelope.attempt, 1)
        self.assertTrue(envelope.flags & 1, "a response is asked for")
        self.assertLessEqual(envelope.expires_at - envelope.issued_at, 24 * 3600 * 1000)
        content = envelope.content
        self.assertEqual(set(content) >= {
            "v", "alert", "why", "who", "where", "what", "priority", "since", "movesOnAt"}, True)
        self.assertEqual((content["v"], content["alert"]), (1, alert))
        self.assertIn("990021", json.dumps(content["who"]))
        self.assertIn("DEMO", json.dumps(content["where"]))
        for part in ("6.9", "mmol/L", "Potassium", "3.5-5.1"):
            self.assertIn(part, json.dumps(content["what"]))
        self.assertIn(content["priority"], ("high", 2))
        self.assertTrue(content["why"])
        pages = [one for one in self.now()["pages"] if one["device"] == str(self.first.id)]
        self.assertEqual([one["id"] for one in pages], [str(envelope.page)])
        self.assertNotEqual(str(envelope.page), alert)
        self.assertEqual(self.now()["phase"], "escalating")
        self.first.answer(str(envelope.page), "accept")

    def test_receipts_move_the_state_of_the_page(self):
        page = self.page(self.report())
        until("handed over", lambda: self.state(page, self.first) == "handed-over")
        receipt = self.first.answer(page, "received")
        self.assertEqual(receipt.result, 0)
        self.assertEqual(self.state(page, self.first), "delivered")
        self.assertEqual(self.first.answer(page, "displayed").result, 0)
        self.assertEqual(self.state(page, self.first), "displayed")
        self.assertEqual(self.now()["phase"], "escalating", "a receipt is no answer")
        self.first.answer(page, "accept")

    def test_an_accept_is_countersigned_and_stops_the_escalation(self):
        alert = self.report()
        page = self.page(alert)
        receipt = self.first.answer(page, "accept")
        self.assertEqual((receipt.result, wire.PHASES[receipt.phase]), (0, "acknowledged"))
        self.assertGreater(receipt.trail_index, 0)
        self.assertLess(abs(receipt.server_time - time.time() * 1000), 60_000)
        row = self.now()
        self.assertEqual(row["phase"], "acknowledged")
        self.assertEqual(row["duties"][0]["by"], FIRST)
        self.assertIsNotNone(row["nextDeadline"], "an acknowledged alert keeps a deadline")
        self.assertEqual(self.state(page, self.first), "answered")
        self.assertIn("acknowledged", self.events(alert))

    def test_a_decline_moves_on_at_once(self):
        alert = self.report()
        page = self.page(alert)
        begun = time.monotonic()
        self.assertEqual(self.first.answer(page, "decline", reason=1).result, 0)
        envelope = self.second_box.page_of(alert)
        self.assertLess(time.monotonic() - begun, WAIT / 2)
        self.assertIn("declined", self.events(alert))
        self.assertEqual(self.second.answer(str(envelope.page), "accept").result, 0)
        self.assertEqual(self.now()["duties"][0]["by"], SECOND)

    def test_when_both_decline_the_fallback_is_paged_at_once(self):
        alert = self.report()
        self.first.answer(self.page(alert), "decline")
        self.second.answer(str(self.second_box.page_of(alert).page), "decline")
        until("the fallback", lambda: self.now()["phase"] == "exhausted")

    def test_giving_back_goes_to_the_next_person_at_once(self):
        alert = self.report()
        page = self.page(alert)
        self.first.answer(page, "accept")
        self.assertEqual(self.first.answer(page, "give-back").result, 0)
        self.second_box.page_of(alert)
        self.assertNotEqual(self.now()["phase"], "acknowledged")

    def test_coming_sets_the_deadline_to_the_minutes(self):
        page = self.page(self.report())
        receipt = self.first.answer(page, "coming-in", argument=7)
        self.assertEqual(receipt.result, 0)
        row = self.now()
        self.assertEqual(row["phase"], "acknowledged")

    def test_a_resolved_alert_has_no_deadline(self):
        page = self.page(self.report())
        self.first.answer(page, "accept")
        self.assertEqual(self.first.answer(page, "resolved").result, 0)
        row = self.now()
        self.assertEqual((row["phase"], row["nextDeadline"]), ("resolved", None))

    def test_an_answer_after_the_end_has_no_duty(self):
        page = self.page(self.report())
        self.first.answer(page, "accept")
        self.first.answer(page, "resolved")
        receipt = self.first.answer(page, "accept")
        self.assertEqual(wire.RESULTS[receipt.result], "no duty")


class MovingOn(TwoDevices):
    """What takes the policy's own waits."""

    apart = True

    def test_an_accept_withdraws_the_page_from_every_other_device_and_the_next_comes_too_late(self):
        other = self.gateway.enrol(FIRST)
        box = Mailbox(other)
        self.addCleanup(box.close)
        alert = self.report()
        second = self.second_box.page_of(alert, WAIT + SLACK)
        self.first.answer(self.page(alert), "accept")
        withdrawn = self.second_box.page_of(alert, kind=WITHDRAWN)
        self.assertEqual(withdrawn.page, second.page)
        self.assertGreater(withdrawn.seq, second.seq)
        elsewhere = box.page_of(alert, kind=WITHDRAWN)
        self.assertEqual(elsewhere.page, self.first_box.page_of(alert).page)
        self.assertEqual(self.state(str(second.page), self.second), "withdrawn")
        late = self.second.answer(str(second.page), "accept")
        self.assertEqual(wire.RESULTS[late.result], "taken by another")
        self.assertEqual(self.now()["duties"][0]["by"], FIRST)
        told("device", "end", "--data", self.gateway.data, other.id)

    def test_the_page_moves_on_when_nobody_answers_and_ends_at_the_switchboard(self):
        alert = self.report()
        self.first_box.page_of(alert)
        envelope = self.second_box.page_of(alert, WAIT + SLACK)
        self.assertEqual(envelope.content["alert"], alert)
        row = until("the fallback", lambda: self.now()["phase"] == "exhausted" and self.now(),
                    WAIT + SLACK, 0.5)
        self.assertIn(("switchboard", None),
                      {(one["responder"], one["device"]) for one in row["pages"]})
        late = self.first.answer(self.page(alert), "accept")
        self.assertEqual((late.result, self.now()["phase"]), (0, "acknowledged"))

    def test_an_unanswered_page_sounds_again_under_the_same_page_id(self):
        alert = self.report()
        once = self.first_box.page_of(alert)
        again = self.first_box.page_of(alert, 10 + SLACK, attempt=2)
        self.assertEqual(again.page, once.page)
        self.assertGreater(again.seq, once.seq)
        self.first.answer(str(again.page), "accept")


class Changes(TwoDevices):
    def changed(self, **options):
        """Another value for the order of an acknowledged alert; the owner's next envelope."""
        alert = self.report()
        once = self.first_box.page_of(alert)
        self.first.answer(str(once.page), "accept")
        self.gateway.send(result(new_control(), filler=f"F{self.control}", value="8.4", **options))
        again = self.first_box.wait(
            "the new value", lambda one: one.content.get("alert") == alert
            and "8.4" in json.dumps(one.content.get("what")))
        self.assertGreater(again.seq, once.seq)
        self.assertNotEqual(self.now()["nextDeadline"], None)
        return again.content["what"]

    def test_a_changed_value_pages_the_owner_again(self):
        self.changed()

    def test_a_correction_pages_the_owner_again_with_the_old_value_and_the_new(self):
        what = self.changed(status="C")
        self.assertIn("CORRECTED", what)
        self.assertIn("6.9", what)


class Directory(TwoDevices):
    def test_an_import_beside_a_running_serve_counts_for_the_next_alert_and_not_for_the_last(self):
        third = self.gateway.enrol("dr.corvin")
        box = Mailbox(third)
        self.addCleanup(box.close)
        before = self.report()
        self.first_box.page_of(before)
        folder = tempfile.mkdtemp(prefix="tocsin-e2e-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        harness.quick_documents(folder, wait="20s")
        path = os.path.join(folder, "Escalations/policies/demonstration.yaml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("responder: dr.brandt", "responder: dr.corvin"))
        told("import", "--data", self.gateway.data, path)

        def goes_to_the_third():
            alert = self.report()
            self.first.answer(self.page(alert), "decline")
            return until("a second page", lambda: [
                page for page in self.now()["pages"] if page["responder"] != FIRST]
            )[0]["responder"] == "dr.corvin"

        until("the new policy is in force", goes_to_the_third, 10)
        self.first.answer(str(self.first_box.page_of(before).page), "decline")
        self.assertEqual(self.second_box.page_of(before).content["alert"], before,
                         "an open alert keeps the policy that it opened with")


class Leaving(TwoDevices):
    def test_what_a_person_holds_goes_on_when_the_account_ends(self):
        alert = self.report()
        self.assertEqual(self.first.answer(self.page(alert), "accept").result, 0)
        told("person", "end", "--data", self.gateway.data, FIRST)
        self.second_box.page_of(alert)
        self.assertNotEqual(self.now()["phase"], "acknowledged")
        status, _, _ = signed_call(self.first, "GET", "/v1/me")
        self.assertEqual(status, 403)
        next_alert = self.report()
        self.second_box.page_of(next_alert, WAIT / 2)
        self.assertNotIn(str(self.first.id), [one["device"] for one in self.now()["pages"]])


if __name__ == "__main__":
    side_by_side.main()
