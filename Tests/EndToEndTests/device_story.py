#!/usr/bin/env python3
# Tocsin — EndToEndTests: one page from the laboratory to silence, with real devices
# SPDX-License-Identifier: Apache-2.0
"""Enrolment, streams, receipts, answers and refusals, through an independent client.

The demonstration policy pages the first registrar, after twenty seconds the second, after twenty
more the switchboard. Every test sends a result of its own and looks at its own alert alone.
"""

import concurrent.futures
import email.utils
import hashlib
import http.client
import json
import os
import shutil
import socket
import tempfile
import time
import uuid

from nacl.public import PrivateKey
from nacl.signing import SigningKey

import harness
import tocsin_device
import wire
from harness import (
    FIRST, SECOND, Mailbox, Suite, close_connection, http_call, new_control, post_answer, result,
    signed_call, told, until)

WAIT = 20
SLACK = 15
WITHDRAWN = 4


def flipped(data, byte):
    """The same bytes with one bit changed."""
    return data[:byte] + bytes([data[byte] ^ 1]) + data[byte + 1:]


class TwoDevices(Suite):
    """A device of each registrar, both listening."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls.gateway.enrol(FIRST), cls.gateway.enrol(SECOND)
        cls.first_box, cls.second_box = Mailbox(cls.first), Mailbox(cls.second)
        cls.addClassCleanup(cls.first_box.close)
        cls.addClassCleanup(cls.second_box.close)

    def report(self, **options):
        """Sends a critical result; the alert."""
        self.control = new_control()
        self.assertEqual(self.gateway.send(result(self.control, **options)).code, "AA")
        return self.gateway.alert(self.control)["id"]

    def now(self):
        return self.gateway.alert(self.control)

    def page(self, alert):
        return str(self.first_box.page_of(alert).page)

    def state(self, page, device):
        found = [one["state"] for one in self.now()["pages"]
                 if one["id"] == page and one["device"] == str(device.id)]
        self.assertEqual(len(found), 1, self.now()["pages"])
        return found[0]

    def events(self, alert):
        return [entry["event"] for entry in self.gateway.trail(alert)]


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

    def test_an_unanswered_page_sounds_again_under_the_same_page_id(self):
        alert = self.report()
        once = self.first_box.page_of(alert)
        again = self.first_box.page_of(alert, 10 + SLACK, attempt=2)
        self.assertEqual(again.page, once.page)
        self.assertGreater(again.seq, once.seq)
        self.first.answer(str(again.page), "accept")

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
        for kind, digest in ((12, known), (0, known), (255, known), (3, "00" * 32)):
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


class Mailboxes(TwoDevices):
    def envelopes(self, device, query=""):
        status, headers, body = signed_call(
            device, "GET", f"/v1/devices/{device.id}/envelopes{query}")
        self.assertEqual(status, 200, body)
        self.assertTrue(headers["Content-Type"].startswith("application/json"))
        return json.loads(body)

    def test_a_fetch_pages_through_the_mailbox_and_says_whether_there_is_more(self):
        for _ in range(3):
            self.page(self.report())
        whole = self.envelopes(self.first, "?after=0&limit=256")
        self.assertFalse(whole["more"])
        seqs = [one["seq"] for one in whole["envelopes"]]
        self.assertEqual(seqs, sorted(set(seqs)))
        got, after = [], 0
        while True:
            part = self.envelopes(self.first, f"?after={after}&limit=2")
            self.assertLessEqual(len(part["envelopes"]), 2)
            got += part["envelopes"]
            if not part["more"]:
                break
            after = part["envelopes"][-1]["seq"]
        self.assertEqual(got[:len(seqs)], whole["envelopes"])
        self.assertEqual(self.envelopes(self.first, f"?after={10 ** 12}")["envelopes"], [])

    def test_stream_and_fetch_give_the_same_bytes_and_the_seq_of_the_header(self):
        self.page(self.report())
        fetched = {one["seq"]: wire.unb64(one["envelope"])
                   for one in self.envelopes(self.first, "?after=0&limit=256")["envelopes"]}
        for seq, raw in list(self.first_box.raw):
            self.assertEqual(fetched[seq], raw)
            self.assertEqual(int.from_bytes(raw[88:96], "big"), seq)

    def open_stream(self, device, after=None):
        target = f"/v1/devices/{device.id}/stream"
        headers = {"Authorization": device.authorization("GET", target, b"")}
        if after is not None:
            headers["Last-Event-ID"] = str(after)
        connection = tocsin_device.connect(device.state["base"], 25)
        self.addCleanup(connection.close)
        connection.request("GET", target, headers=headers)
        answer = connection.getresponse()
        self.assertEqual(answer.status, 200)
        self.assertTrue(answer.headers["Content-Type"].startswith("text/event-stream"))
        return connection, answer

    def test_a_stream_resumes_after_the_last_event_id(self):
        self.page(self.report())
        seqs = [seq for seq, _ in self.first_box.raw]
        after = seqs[len(seqs) // 2 - 1] if len(seqs) > 1 else 0
        connection, answer = self.open_stream(self.first, after)
        first = next(harness.stream_events(answer))
        wanted = min(seq for seq in seqs if seq > after)
        self.assertEqual((first[0], first[1]), (wanted, "envelope"))
        close_connection(connection)

    def test_a_stream_says_every_fifteen_seconds_that_it_lives(self):
        device = self.gateway.enrol("dr.dorn")
        connection, answer = self.open_stream(device)
        comments = 0
        begun = time.monotonic()
        while comments < 2 and time.monotonic() - begun < 25:
            comments += answer.readline().startswith(b":")
        self.assertGreaterEqual(comments, 2)
        close_connection(connection)

    def test_a_device_that_enrols_late_gets_what_is_open_for_its_person(self):
        alert = self.report()
        self.page(alert)
        late = self.gateway.enrol(FIRST)
        box = Mailbox(late)
        self.addCleanup(box.close)
        self.assertEqual(box.page_of(alert).page, self.first_box.page_of(alert).page)
        told("device", "end", "--data", self.gateway.data, late.id)

    def test_the_stream_of_an_ended_device_ends_and_it_is_refused(self):
        device = self.gateway.enrol("nurse.ibis")
        connection, answer = self.open_stream(device)
        told("device", "end", "--data", self.gateway.data, device.id)
        begun = time.monotonic()
        try:
            while answer.readline():
                pass
        except (OSError, http.client.HTTPException):
            self.fail("the stream of an ended device did not end")
        self.assertLess(time.monotonic() - begun, 10)
        close_connection(connection)
        target = f"/v1/devices/{device.id}"
        for method, path in (("GET", "/stream"), ("GET", "/envelopes"), ("POST", "/answers")):
            status, _, body = signed_call(
                device, method, target + path, b"x" if method == "POST" else b"",
                headers=harness.OCTETS if method == "POST" else None)
            self.assertEqual(status, 403, path)
            self.assertEqual(json.loads(body)["status"], 403)

    def test_last_contact_is_shown(self):
        rows = {row["id"]: row for row in harness.rows(
            "device", "list", "--data", self.gateway.data, "--json")}
        self.assertRegex(rows[str(self.first.id)]["lastContact"], harness.RFC3339)


class Behind(TwoDevices):
    def test_a_stream_that_is_64_behind_is_closed_and_the_device_fetches(self):
        late = self.gateway.enrol("dr.elster")
        with self.gateway.connect() as source:
            for _ in range(70):
                self.assertEqual(source.exchange(result(new_control())).code, "AA")
        until("seventy envelopes", lambda: len(self.first_box.raw) >= 70, 30)
        target = f"/v1/devices/{self.first.id}/stream"
        connection = tocsin_device.connect(self.first.state["base"], 12)
        self.addCleanup(connection.close)
        connection.request("GET", target, headers={
            "Authorization": self.first.authorization("GET", target, b"")})
        got = [seq for seq, _, _ in harness.stream_events(connection.getresponse())]
        self.assertEqual(got, sorted(got))
        self.assertLessEqual(len(got), 65, "it was closed")
        whole, after, more = [], 0, True
        while more:
            _, _, body = signed_call(self.first, "GET", f"/v1/devices/{self.first.id}/envelopes"
                                     f"?after={after}&limit=64")
            part = json.loads(body)
            whole += [one["seq"] for one in part["envelopes"]]
            after, more = whole[-1], part["more"]
        self.assertGreaterEqual(len(whole), 70)
        self.assertEqual(whole[:len(got)], got)
        self.assertEqual([one for one in self.first_box.problems if isinstance(one, str)], [])
        self.assertEqual(list(late.fetch()), [], "nothing that was not for that person")


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


class NotHTTP(TwoDevices):
    """What a scanner or a broken client sends; always the same."""

    PIECES = [
        b"\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64), b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"z" * 200_000 + b"\r\n\r\n",
        b"POST /v1/devices HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
        b"POST /v1/devices HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /v1/devices HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
        b"POST /v1/devices HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Length: 3\r\n\r\n0\r\n\r\n", b"\x0bMSH|^~\\&|\x1c\r", bytes(range(256)) * 40,
    ]

    def test_bytes_that_are_no_request_end_their_connection_alone(self):
        for piece in self.PIECES:
            with self.subTest(piece=piece[:50]):
                with socket.create_connection(self.gateway.http, timeout=10) as one:
                    try:
                        one.sendall(piece)
                        one.shutdown(socket.SHUT_WR)
                        heard = one.recv(65536)
                    except OSError:
                        heard = b""
                if heard:
                    self.assertRegex(heard[:15], rb"^HTTP/1\.1 (4|5|3|200)")
                self.assertEqual(http_call(self.gateway.base, "GET", "/healthz")[0], 200)
        self.page(self.report())


class Enrolment(Suite):
    def body(self, token, **changes):
        accept = SigningKey.generate()
        keys = [bytes(PrivateKey.generate().public_key), bytes(accept.verify_key),
                bytes(PrivateKey.generate().public_key),
                bytes(SigningKey.generate().verify_key)]
        proof = wire.sign_enrolment(accept, token, keys)
        names = ("notify", "accept", "detail", "unlocked")
        body = {"token": token, "name": "a device", "proof": wire.b64(proof),
                "keys": {name: wire.b64(key) for name, key in zip(names, keys)}}
        body.update(changes)
        return body

    def post(self, body):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return http_call(self.gateway.base, "POST", "/v1/devices", data,
                         {"Content-Type": "application/json"})

    def token(self, person=FIRST):
        return self.gateway.link(person).split("#")[1]

    def test_a_link_enrols_one_device_and_no_second(self):
        token = self.token()
        status, _, answer = self.post(self.body(token))
        self.assertEqual(status, 201, answer)
        made = json.loads(answer)
        self.assertLessEqual({"device", "responder", "site", "signer"}, set(made))
        self.assertEqual(made["responder"], FIRST)
        self.assertEqual(len(wire.unb64(made["signer"])), 32)
        status, headers, answer = self.post(self.body(token))
        self.assertEqual(status, 409)
        self.assertEqual(headers["Content-Type"], "application/problem+json")
        self.assertTrue(json.loads(answer)["hint"])

    def test_a_link_that_is_used_twice_at_once_enrols_one_device(self):
        token = self.token(SECOND)
        bodies = [self.body(token) for _ in range(6)]
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            codes = sorted(one[0] for one in pool.map(self.post, bodies))
        self.assertEqual(codes, [201] + [409] * 5)

    def test_an_unknown_link_is_gone(self):
        token = wire.b64(hashlib.sha256(b"nobody's").digest())
        self.assertEqual(self.post(self.body(token))[0], 410)

    def test_a_wrong_proof_is_refused_and_does_not_spend_the_link(self):
        token = self.token()
        self.assertEqual(self.post(self.body(token, proof=wire.b64(bytes(64))))[0], 422)
        other = self.body(token)
        other["keys"]["notify"] = self.body(token)["keys"]["notify"]
        self.assertEqual(self.post(other)[0], 422)
        self.assertEqual(self.post(self.body(token))[0], 201)

    def test_unusable_keys_are_refused(self):
        token = self.token()
        for key in ("", wire.b64(bytes(31)), wire.b64(bytes(32)), "*" * 43):
            body = self.body(token)
            body["keys"]["notify"] = key
            self.assertIn(self.post(body)[0], (400, 422), key)

    def test_bodies_that_are_no_enrolment_are_refused(self):
        for body in (b"", b"{", b"[]", b"null", b'"text"', b"{}", b"\xff\xfe",
                     b'{"token":1,"name":2,"keys":3,"proof":4}'):
            with self.subTest(body=body):
                status, headers, answer = self.post(body)
                self.assertIn(status, (400, 422))
                self.assertEqual(headers["Content-Type"], "application/problem+json")
                self.assertEqual(json.loads(answer)["status"], status)


class Refusals(TwoDevices):
    def routes(self):
        me = f"/v1/devices/{self.first.id}"
        return [("GET", f"{me}/stream"), ("GET", f"{me}/envelopes"),
                ("GET", f"{me}/envelopes?after=0&limit=1"), ("POST", f"{me}/answers"),
                ("GET", "/v1/me"), ("GET", "/v1/on-call")]

    def assertProblem(self, status, answer, wanted):
        headers, body = answer
        self.assertEqual(status, wanted, body)
        self.assertEqual(headers["Content-Type"], "application/problem+json")
        told_ = json.loads(body)
        self.assertLessEqual({"type", "title", "status", "detail", "field", "hint"}, set(told_))
        self.assertEqual(told_["status"], wanted)
        self.assertTrue(told_["title"] and told_["detail"] and told_["hint"])
        return told_

    def test_no_route_answers_without_a_signature(self):
        for method, target in self.routes():
            with self.subTest(target=target):
                status, *answer = http_call(
                    self.gateway.base, method, target, b"x" if method == "POST" else None,
                    harness.OCTETS)
                self.assertProblem(status, answer, 401)
                self.assertIn("Date", answer[0])

    def test_an_authorization_that_cannot_be_read_is_no_signature(self):
        for value in ("Basic dTpw", "Bearer x", "Tocsin-Device", "Tocsin-Device id=1,ms=2",
                      "Tocsin-Device id=,ms=,nonce=,sig=", "x" * 4000):
            status, *answer = http_call(
                self.gateway.base, "GET", "/v1/me", headers={"Authorization": value})
            self.assertProblem(status, answer, 401)

    def test_a_wrong_clock_is_refused_with_the_right_one(self):
        for off in (-301_000, 301_000, -10 ** 12):
            status, *answer = signed_call(
                self.first, "GET", "/v1/me", at=self.first.now() + off)
            self.assertProblem(status, answer, 401)
            theirs = email.utils.parsedate_to_datetime(answer[0]["Date"]).timestamp()
            self.assertLess(abs(theirs - time.time()), 10)
        for off in (-290_000, 290_000):
            self.assertEqual(
                signed_call(self.first, "GET", "/v1/me", at=self.first.now() + off)[0], 200)

    def test_the_client_with_a_wrong_clock_signs_again(self):
        device = self.gateway.enrol("dr.elster")
        device.skew = 3_600_000
        self.assertEqual(device.me()["responder"], "dr.elster")

    def test_a_nonce_counts_once(self):
        nonce = uuid.uuid4().bytes
        self.assertEqual(signed_call(self.first, "GET", "/v1/me", nonce=nonce)[0], 200)
        status, *answer = signed_call(self.first, "GET", "/v1/me", nonce=nonce)
        self.assertProblem(status, answer, 401)

    def test_a_signature_fits_one_method_one_target_and_one_body(self):
        me = f"/v1/devices/{self.first.id}"
        status, *answer = signed_call(
            self.first, "GET", f"{me}/envelopes?after=5", signed_target=f"{me}/envelopes")
        self.assertProblem(status, answer, 401)
        status, *answer = signed_call(self.first, "GET", "/v1/me", signed_target=f"{me}/stream")
        self.assertProblem(status, answer, 401)

    def test_a_device_asks_for_itself_alone(self):
        other = f"/v1/devices/{self.second.id}"
        for method, target in (("GET", f"{other}/envelopes"), ("GET", f"{other}/stream"),
                               ("POST", f"{other}/answers")):
            status, *answer = signed_call(
                self.first, method, target, b"x" if method == "POST" else b"",
                headers=harness.OCTETS)
            self.assertProblem(status, answer, 403)

    def test_an_unknown_device_is_refused(self):
        stranger = tocsin_device.Device(dict(
            self.first.state, device=str(uuid.uuid4())))
        status, *answer = signed_call(
            stranger, "GET", f"/v1/devices/{stranger.id}/envelopes")
        self.assertProblem(status, answer, 401)

    def test_unknown_paths_and_methods_are_problems_too(self):
        for target in ("/nonsense", "/v1", "/v1/devices/x/y/z", "/web/nothing.js", "/.env",
                       "/web/../../etc/passwd", "/web/%2e%2e/%2e%2e/etc/passwd"):
            with self.subTest(target=target):
                status, *answer = http_call(self.gateway.base, "GET", target)
                self.assertProblem(status, answer, 404)
        for method, target in (("DELETE", "/healthz"), ("PUT", "/v1/devices"),
                               ("POST", "/"), ("GET", "/v1/devices")):
            with self.subTest(method=method, target=target):
                status, *answer = http_call(self.gateway.base, method, target)
                self.assertProblem(status, answer, 405)
                self.assertTrue(answer[0]["Allow"])

    def test_a_body_over_one_mib_is_too_large(self):
        status, *answer = http_call(
            self.gateway.base, "POST", "/v1/devices", b" " * ((1 << 20) + 1),
            {"Content-Type": "application/json"})
        self.assertProblem(status, answer, 413)
        status, *answer = http_call(
            self.gateway.base, "POST", "/v1/devices", b"{}" + b" " * ((1 << 20) - 2),
            {"Content-Type": "application/json"})
        self.assertProblem(status, answer, 422)

    def test_json_deeper_than_64_is_refused(self):
        for depth in (65, 500_000):
            status, *answer = http_call(
                self.gateway.base, "POST", "/v1/devices", b"[" * depth + b"]" * depth,
                {"Content-Type": "application/json"})
            self.assertProblem(status, answer, 400)
        self.assertEqual(http_call(self.gateway.base, "GET", "/healthz")[0], 200)

    def test_parameters_that_make_no_sense_are_refused(self):
        me = f"/v1/devices/{self.first.id}/envelopes"
        for query in ("?after=x", "?after=-1", "?limit=0", "?limit=x", "?after=" + "9" * 40):
            status, *answer = signed_call(self.first, "GET", me + query)
            self.assertProblem(status, answer, 400)

    def test_only_a_rota_manager_sees_every_rota(self):
        status, *answer = signed_call(self.first, "GET", "/v1/on-call")
        self.assertProblem(status, answer, 403)
        manager = self.gateway.enrol("manager.gans")
        status, _, body = signed_call(manager, "GET", "/v1/on-call")
        self.assertEqual(status, 200)
        self.assertIn("medicine-registrar", [one["rota"] for one in json.loads(body)["rotas"]])

    def test_pages_are_served_with_a_strict_policy(self):
        for target in ("/", "/enrol", "/web/app.js"):
            status, headers, _ = http_call(self.gateway.base, "GET", target)
            self.assertEqual(status, 200, target)
            policy = headers["Content-Security-Policy"]
            self.assertIn("default-src 'none'", policy)
            self.assertNotIn("unsafe", policy)
            self.assertIn("frame-ancestors 'none'", policy)
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        _, headers, _ = signed_call(
            self.first, "GET", f"/v1/devices/{self.first.id}/envelopes")
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")


if __name__ == "__main__":
    harness.main()
