#!/usr/bin/env python3
# Tocsin — EndToEndTests: answers of devices, and what countersigns them
# SPDX-License-Identifier: Apache-2.0
"""Answers and receipts: repeated, changed, too late, and two at once."""

import concurrent.futures
import uuid

import harness  # noqa: F401  (it finds the device client)
import side_by_side
import wire
from device_side import post_answer
from two_devices import SLACK, WAIT, TwoDevices


def flipped(data, byte):
    """The same bytes with one bit changed."""
    return data[:byte] + bytes([data[byte] ^ 1]) + data[byte + 1:]


class Answers(TwoDevices):
    def test_the_same_answer_again_gets_the_same_receipt(self):
        page = self.page(self.report())
        answer = self.first.sign(page, "accept")
        first, second = post_answer(self.first, answer), post_answer(self.first, answer)
        self.assertEqual((first[0], second[0]), (200, 200))
        self.assertEqual(first[2], second[2])
        self.assertEqual(len(first[2]), 168)
        self.assertEqual(first[1]["Content-Type"], "application/octet-stream")

    def test_the_same_answer_many_times_at_once_gets_one_receipt(self):
        page = self.page(self.report())
        answer = self.first.sign(page, "accept")
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            got = list(pool.map(lambda _: post_answer(self.first, answer), range(8)))
        self.assertEqual({one[0] for one in got}, {200})
        self.assertEqual(len({one[2] for one in got}), 1)

    def test_a_second_accept_of_the_owner_is_repeated(self):
        page = self.page(self.report())
        self.assertEqual(self.first.answer(page, "accept").result, 0)
        self.assertEqual(self.first.answer(page, "accept").result, 1)

    def test_an_answer_with_one_bit_changed_is_refused_and_changes_nothing(self):
        page = self.page(self.report())
        answer = self.first.sign(page, "accept")
        for byte in (0, 4, 30, 100, len(answer) - 1):
            with self.subTest(byte=byte):
                status, headers, body = post_answer(self.first, flipped(answer, byte))
                self.assertEqual(status, 422, body)
                self.assertEqual(headers["Content-Type"], "application/problem+json")
        self.assertEqual(self.now()["phase"], "escalating")
        self.assertEqual(post_answer(self.first, answer)[0], 200)

    def test_a_well_signed_answer_of_an_unknown_kind_or_another_envelope_is_refused(self):
        page = self.page(self.report())
        known = self.first.state["pages"][page]["digest"]
        for kind, digest in ((13, known), (0, known), (255, known), (3, "00" * 32)):
            with self.subTest(kind=kind):
                self.first.state["counter"] += 1
                answer = wire.sign_answer(
                    wire.Answer(kind, uuid.UUID(page), bytes.fromhex(digest),
                                self.first.state["counter"], self.first.now()),
                    site=self.first.site, device=self.first.id, accept=self.first.accept)
                self.assertEqual(post_answer(self.first, answer)[0], 422)
        self.assertEqual(self.now()["phase"], "escalating")

    def test_an_answer_that_is_too_short_or_too_long_is_refused(self):
        page = self.page(self.report())
        answer = self.first.sign(page, "accept")
        for bytes_ in (b"", answer[:-1], answer + b"\0"):
            self.assertIn(post_answer(self.first, bytes_)[0], (400, 422))

    def test_another_devices_page_cannot_be_answered(self):
        page = self.page(self.report())
        self.second.state["pages"][page] = self.first.state["pages"][page]
        answer = self.second.sign(page, "accept")
        status, _, _ = post_answer(self.second, answer)
        self.assertIn(status, (200, 422))
        if status == 200:
            self.assertEqual(self.second.send(answer).result, 4)
        self.assertEqual(self.now()["phase"], "escalating")

    def test_a_receipt_with_one_bit_changed_does_not_verify(self):
        page = self.page(self.report())
        answer = self.first.sign(page, "accept")
        receipt = post_answer(self.first, answer)[2]
        for byte in (4, 5, 8, 60, 80, 100, 167):
            with self.assertRaises(wire.Refused):
                wire.open_receipt(flipped(receipt, byte), answer, site=self.first.site,
                                  device=self.first.id, signer=self.first.signer)

    def test_an_envelope_with_one_bit_changed_does_not_open(self):
        self.page(self.report())
        raw = self.first_box.raw[-1][1]
        for byte in (0, 5, 6, 30, 95, 140, 200, len(raw) - 1):
            with self.assertRaises(wire.Refused):
                wire.open_envelope(
                    flipped(raw, byte), site=self.first.site, device=self.first.id,
                    signer=self.first.signer, notify_secret=self.first.notify_secret,
                    notify_public=self.first.notify_public)


class AnswersInTime(TwoDevices):
    """What takes the policy's own waits."""

    apart = True

    def test_two_people_who_accept_at_once_are_one_owner(self):
        alert = self.report()
        first = self.page(alert)
        self.first.answer(first, "call-me")
        second = str(self.second_box.page_of(alert, WAIT + SLACK).page)
        answers = [(self.first, self.first.sign(first, "accept")),
                   (self.second, self.second.sign(second, "accept"))]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            results = sorted(pool.map(lambda one: one[0].send(one[1]).result, answers))
        self.assertEqual(results, [0, 3])

    def test_a_stale_answer_is_taken_as_stale_and_the_escalation_goes_on(self):
        alert = self.report()
        page = self.page(alert)
        digest = bytes.fromhex(self.first.state["pages"][page]["digest"])
        self.first.state["counter"] += 1
        answer = wire.sign_answer(
            wire.Answer(3, uuid.UUID(page), digest, self.first.state["counter"],
                        self.first.now() - 75_000),
            site=self.first.site, device=self.first.id, accept=self.first.accept)
        receipt = self.first.send(answer)
        self.assertEqual(wire.RESULTS[receipt.result], "stale")
        self.assertEqual(self.now()["phase"], "escalating")
        self.second_box.page_of(alert, WAIT + SLACK)
        reasons = [entry["reason"] for entry in self.gateway.trail(alert)]
        self.assertIn("stale-response", reasons)


if __name__ == "__main__":
    side_by_side.main()
