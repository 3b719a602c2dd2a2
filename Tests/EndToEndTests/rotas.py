#!/usr/bin/env python3
# Tocsin — EndToEndTests: rotas that managers change
# SPDX-License-Identifier: Apache-2.0
"""Previews, two managers at once, gaps that are accepted, undo, and a kill in between."""

import datetime
import json
import threading
import time

import harness
import side_by_side
import sign_in
from device_side import signed_call
from harness import FIRST, SECOND, Gateway, Suite, rows, told, until

ROTA = "/v1/rotas/medicine-registrar"
FILE = harness.ROOT + "/Escalations/rotas/medicine-registrar.yaml"


def moment(days, hours=0):
    """A time from now, to the minute, as documents have it."""
    at = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0)
    return (at + datetime.timedelta(days=days, hours=hours)).isoformat()


def cover(first, last, *people):
    return {"do": "add-override", "from": moment(first), "until": moment(last),
            "responders": list(people)}


class Manager(sign_in.Browser):
    """A rota manager at a browser."""

    def __init__(self, gateway, person, *roles):
        super().__init__(gateway.base)
        told("person", "add", "--data", gateway.data, "--id", person, "--name", f"Dr {person}",
             *[part for role in roles for part in ("--role", role)])
        made = json.loads(told("person", "invite", "--data", gateway.data, person))
        assert self.redeem(made["link"]) == (200, 201)

    def view(self):
        return self.call("GET", ROTA)[2]

    def preview(self, base, *edits):
        status, _, seen = self.call("POST", ROTA + "/preview", {"base": base, "edits": edits})
        assert status == 200, (status, seen)
        return seen

    def save(self, base, seen, *edits, **more):
        """The status and the reply of a change as it was seen."""
        body = {"base": base, "edits": edits, "at": seen["at"], "digest": seen["digest"],
                "reason": "cover of an illness", **more}
        status, _, made = self.call("POST", ROTA + "/changes", body)
        return status, made

    def change(self, base, *edits, **more):
        return self.save(base, self.preview(base, *edits), *edits, **more)


class Changes(Suite):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = Manager(cls.gateway, "first", "rota-manager")
        cls.second = Manager(cls.gateway, "second", "rota-manager")

    def newest(self):
        return self.first.view()["revision"]

    def test_a_change_is_seen_before_it_is_made_and_undone_byte_by_byte(self):
        before = self.first.view()
        edit = cover(20, 21, "dr.corvin")
        seen = self.first.preview(before["revision"], edit)
        self.assertEqual({one["cause"] for one in seen["unreachable"] if one["isNew"]},
                         {"no-device"})
        self.assertEqual(seen["differences"][0]["gaining"], ["dr.corvin"])
        self.assertEqual(seen["newGaps"], [])
        self.assertIn("medicine-consultant", {one["rota"] for one in seen["doubled"]} | {
            "medicine-consultant"})
        status, made = self.first.save(before["revision"], seen, edit)
        self.assertEqual(status, 201, made)
        self.assertEqual(made["author"], "person:first")
        self.assertIn("cover of an illness", made["text"])
        undo = {"do": "undo", "revision": before["revision"]}
        status, undone = self.first.change(made["revision"], undo)
        self.assertEqual((status, undone["text"]), (201, before["text"]))
        listed = self.first.call("GET", ROTA + "/revisions")[2]["revisions"]
        self.assertEqual([one["revision"] for one in listed][:2],
                         [undone["revision"], made["revision"]])

    def test_two_managers_in_different_parts_both_hold(self):
        base = self.newest()
        self.assertEqual(self.first.change(base, cover(30, 31, "dr.corvin"))[0], 201)
        edits = [cover(32, 33, "dr.dorn"), {"do": "set-title", "title": "Registrars"}]
        seen = self.second.preview(base, *edits)
        self.assertEqual(seen["conflicts"], [])
        self.assertEqual([one["author"] for one in seen["others"]], ["person:first"])
        status, made = self.second.save(base, seen, *edits)
        self.assertEqual(status, 201, made)
        self.assertTrue("dr.corvin" in made["text"] and "dr.dorn" in made["text"])

    def test_two_managers_in_the_same_part_are_shown_both_and_neither_is_lost(self):
        base = self.newest()
        seen = self.second.preview(base, cover(40, 43, "dr.dorn"))
        status, held = self.first.change(base, cover(41, 42, "dr.corvin"))
        self.assertEqual(status, 201)
        status, problem = self.second.save(base, seen, cover(40, 43, "dr.dorn"))
        self.assertEqual((status, problem["field"]), (409, "base"))
        again = self.second.preview(base, cover(40, 43, "dr.dorn"))
        self.assertEqual((len(again["conflicts"]), again["digest"]), (1, None))
        self.assertEqual(again["newestText"], held["text"])
        self.assertEqual(self.first.view()["text"], held["text"])

    def test_what_was_not_seen_is_not_made(self):
        base = self.newest()
        seen = self.first.preview(base, cover(50, 51, "dr.corvin"))
        status, problem = self.first.save(base, seen, cover(50, 51, "dr.dorn"))
        self.assertEqual((status, problem["field"]), (412, "digest"))

    def test_a_gap_has_to_be_accepted_with_a_reason_that_stays(self):
        base = self.newest()
        edit = cover(60, 61)
        seen = self.first.preview(base, edit)
        self.assertEqual(len(seen["newGaps"]), 1)
        status, problem = self.first.save(base, seen, edit)
        self.assertEqual((status, problem["field"]), (422, "acceptance"))
        status, made = self.first.save(base, seen, edit, acceptance="theatres are closed")
        self.assertEqual((status, made["acceptance"]), (201, "theatres are closed"))
        gaps = self.first.call("GET", f"{ROTA}?from={moment(59)}&until={moment(62)}".replace(
            "+", "%2B"))[2]["gaps"]
        self.assertEqual([gap["missing"] for gap in gaps], [1])
        leaves = rows("trail", "search", "--data", self.gateway.data, "--action",
                      "rota.gap-accepted", "--json")
        self.assertEqual(leaves[-1]["actor"], "person:first")

    def test_taking_over_now_answers_at_once(self):
        base = self.newest()
        edit = {"do": "add-override", "from": moment(0), "until": moment(0, 2),
                "responders": ["dr.dorn"], "reason": "takes over"}
        self.assertEqual(self.first.change(base, edit)[0], 201)
        rota = next(one for one in self.first.call("GET", "/v1/rotas")[2]["rotas"]
                    if one["rota"] == "medicine-registrar")
        self.assertEqual([one["id"] for one in rota["responders"]], ["dr.dorn"])
        edit["reason"] = "takes over"
        over = dict(edit, do="remove-override")
        self.assertEqual(self.first.change(self.newest(), over)[0], 201)

    def test_who_has_no_right_there_sees_and_changes_nothing(self):
        caller = Manager(self.gateway, "caller", "caller")
        surgeon = Manager(self.gateway, "surgeon", "rota-manager||surgery-registrar")
        desk = Manager(self.gateway, "exchange", "switchboard")
        body = {"base": 1, "edits": [cover(1, 2, "dr.dorn")]}
        self.assertEqual(caller.call("GET", ROTA)[0], 403)
        self.assertEqual(surgeon.call("GET", ROTA)[0], 403)
        self.assertEqual(desk.call("GET", ROTA)[0], 200)
        for browser in (caller, surgeon, desk):
            self.assertEqual(browser.call("POST", ROTA + "/preview", body)[0], 403)
            self.assertEqual(browser.call("POST", ROTA + "/changes", body)[0], 403)
        listed = surgeon.call("GET", "/v1/rotas")[2]["rotas"]
        self.assertNotIn("medicine-registrar", [one["rota"] for one in listed])

    def test_what_cannot_be_a_rota_is_refused_at_the_member(self):
        base = self.newest()
        cases = [
            ({"do": "put-layer", "name": "weeks", "text": "name: weeks"}, "edits"),
            ({"do": "set-needs", "needs": 9}, "edits"), ({"do": "dance"}, "edits.do"),
            ({"do": "move-layer", "name": "weeks"}, "edits.to"),
            (dict(cover(2, 3), responders=["A b"]), "edits.responders"),
            (dict(cover(3, 2), responders=[]), "edits.until"),
            (cover(-2, -1, "dr.dorn"), "edits.until"),
        ]
        for edit, field in cases:
            status, _, problem = self.first.call(
                "POST", ROTA + "/preview", {"base": base, "edits": [edit]})
            self.assertEqual((status, problem["field"]), (422, field), edit)
        self.assertEqual(self.first.call("GET", "/v1/rotas/none")[0], 404)


class Absences(Suite):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = Manager(cls.gateway, "first", "rota-manager")
        cls.devices = {person: cls.gateway.enrol(person) for person in (FIRST, SECOND)}

    def asked(self, person, method, target, body=None):
        data = b"" if body is None else json.dumps(body).encode()
        status, _, answer = signed_call(
            self.devices[person], method, target, data,
            headers={"Content-Type": "application/json"})
        return status, json.loads(answer)

    def holders(self, days=0):
        query = f"?from={moment(days)}&until={moment(days, 1)}".replace("+", "%2B")
        return self.manager.call("GET", ROTA + query)[2]["shifts"][-1]["responders"]

    def test_what_somebody_holds_is_offered_and_the_first_has_it(self):
        giver = self.holders()[0]
        taker = SECOND if giver == FIRST else FIRST
        status, made = self.asked(giver, "POST", "/v1/absences", {"until": moment(0, 6)})
        self.assertEqual(status, 201, made)
        offer = next(one for one in made["offers"] if one["rota"] == "medicine-registrar")
        self.assertNotEqual(self.holders(), [giver])
        status, found = self.asked(taker, "GET", "/v1/offers")
        self.assertTrue(found["offers"][0]["mayTake"])
        body = {name: offer[name] for name in ("rota", "giver", "from", "until")}
        self.assertEqual(self.asked(taker, "POST", "/v1/offers/take", body)[0], 200)
        self.assertEqual(self.asked(taker, "POST", "/v1/offers/take", body)[0], 409)
        self.assertEqual(self.holders(), [taker])
        view = self.manager.view()
        self.assertIn(f"taken over from {giver}", view["text"])
        self.assertEqual(view["author"], f"person:{taker}")

    def test_nobody_is_absent_for_another_but_by_their_manager(self):
        body = {"until": moment(14), "responder": "dr.corvin"}
        self.assertEqual(self.asked(FIRST, "POST", "/v1/absences", body)[0], 403)
        status, _, made = self.manager.call("POST", "/v1/absences", body)
        self.assertEqual(status, 201, made)
        offers = [one for one in made["offers"] if one["rota"] == "medicine-consultant"]
        self.assertTrue(offers)
        offer = {name: offers[0][name] for name in ("rota", "giver", "from", "until")}
        self.assertEqual(self.asked(FIRST, "POST", "/v1/offers/take", offer)[0], 403)
        self.assertEqual(self.asked(FIRST, "POST", "/v1/offers/withdraw", offer)[0], 403)
        self.assertEqual(self.manager.call(
            "POST", "/v1/offers/take", dict(offer, taker=FIRST))[0], 200)


class Imports(harness.Scratch):
    def test_bury_what_was_changed_in_the_console_only_when_that_is_said(self):
        gateway = Gateway()
        self.addCleanup(gateway.close)
        gateway.start()
        manager = Manager(gateway, "first", "rota-manager")
        status, made = manager.change(manager.view()["revision"], cover(3, 4, "dr.dorn"))
        self.assertEqual(status, 201, made)
        done = self.assertEnds(1, "import", "--data", gateway.data, FILE)
        for part in ("medicine-registrar", f"revision {made['revision']}", "person:first",
                     "cover of an illness"):
            self.assertIn(part, done.stderr)
        self.assertEqual(manager.view()["text"], made["text"])
        same = self.write("Escalations/rotas/medicine-registrar.yaml", made["text"])
        self.assertEnds(0, "import", "--data", gateway.data, same)
        self.assertEnds(0, "import", "--data", gateway.data, "--over-console", FILE)
        with open(FILE, encoding="utf-8") as file:
            self.assertEqual(manager.view()["text"], file.read())
        self.assertEnds(0, "import", "--data", gateway.data, FILE)


class AKill(harness.Scratch):
    def test_leaves_each_change_whole_or_absent(self):
        gateway = Gateway()
        self.addCleanup(gateway.close)
        gateway.start()
        manager = Manager(gateway, "first", "rota-manager")
        made = []

        def work():
            try:
                for day in range(1, 80):
                    status, reply = manager.change(
                        manager.view()["revision"], cover(day, day + 0.5, "dr.dorn"))
                    if status == 201:
                        made.append((reply["revision"], reply["text"]))
            except (OSError, KeyError, AssertionError):
                return

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        until("some changes are made", lambda: len(made) > 3)
        time.sleep(0.05)
        gateway.kill()
        thread.join(30)
        gateway.start()
        manager.base = gateway.base
        held = {one["revision"] for one in manager.call(
            "GET", ROTA + "/revisions")[2]["revisions"]}
        for revision, text in made:
            self.assertIn(revision, held)
            found = manager.call("GET", f"{ROTA}/revisions/{revision}")[2]
            self.assertEqual(found["text"], text)
        self.assertLessEqual(max(held), max(one for one, _ in made) + 1)
        with open(FILE, encoding="utf-8") as file:
            self.assertTrue(manager.view()["text"].startswith(file.read().rstrip("\n")))


if __name__ == "__main__":
    side_by_side.main()
