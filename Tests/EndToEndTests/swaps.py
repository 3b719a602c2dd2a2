#!/usr/bin/env python3
# Tocsin — EndToEndTests: shifts that two persons exchange
# SPDX-License-Identifier: Apache-2.0
"""Asking and agreeing from two devices, a manager's approval, refusals, and a kill in between."""

import harness
import side_by_side
from device_side import signed_json
from harness import FIRST, SECOND, Suite
from rotas import Manager

ROTA, NAME = "/v1/rotas/medicine-registrar", "medicine-registrar"
SENIOR = "dr.fink"


class Swaps(Suite):
    """A device of each registrar, a senior's, and a manager at a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = Manager(cls.gateway, "first", "rota-manager")
        cls.devices = {one: cls.gateway.enrol(one) for one in (FIRST, SECOND, SENIOR)}

    def ask(self, person, method, path, body=None):
        """The status and the reply of a request that the person's device signs."""
        return signed_json(self.devices[person], method, path, body)

    def own(self, person):
        status, own = self.ask(person, "GET", "/v1/swaps")
        self.assertEqual(status, 200, own)
        return own

    def one(self, person, swap):
        return next(one for one in self.own(person)["swaps"] if one["id"] == swap["id"])

    def turns(self, skipped):
        """A turn of the first, and the next of the second after it; some are left out."""
        rota = next(one for one in self.own(FIRST)["rotas"] if one["rota"] == NAME)
        other = next(one for one in rota["colleagues"] if one["id"] == SECOND)
        mine = rota["turns"][skipped]
        theirs = next(one for one in other["turns"] if one["from"] >= mine["until"])
        return mine, theirs

    def body(self, skipped, **more):
        given, returned = self.turns(skipped)
        return {"rota": NAME, "to": SECOND, "given": given, "returned": returned,
                "words": "a course", **more}

    def asked(self, skipped):
        status, made = self.ask(FIRST, "POST", "/v1/swaps", self.body(skipped))
        self.assertEqual(status, 201, made)
        return made

    def settle(self, person, swap, word):
        return self.ask(person, "POST", f"/v1/swaps/{swap['id']}/{word}")

    def holder(self, part):
        query = f"?from={part['from']}&until={part['until']}".replace("+", "%2B")
        shifts = self.manager.call("GET", ROTA + query)[2]["shifts"]
        return sorted({id for one in shifts for id in one["responders"]})


class Agreeing(Swaps):
    def test_one_asks_the_other_agrees_and_both_shifts_change_hands(self):
        body = self.body(0)
        before = self.manager.view()
        status, seen = self.ask(FIRST, "POST", "/v1/swaps/preview", body)
        self.assertEqual((status, seen["obstacles"]), (200, []))
        self.assertIn(SECOND, [who["id"] for one in seen["differences"] for who in one["gaining"]])
        swap = self.asked(0)
        self.assertEqual(self.manager.view()["text"], before["text"], "a request moves nothing")
        got = self.one(SECOND, swap)
        self.assertEqual((got["asker"]["id"], got["words"], got["mayAccept"]),
                         (FIRST, "a course", True))
        self.assertFalse(self.one(FIRST, swap)["mayAccept"])
        self.assertEqual(self.ask(SENIOR, "GET", "/v1/swaps")[1]["swaps"], [])
        for person in (FIRST, SENIOR):
            self.assertEqual(self.settle(person, swap, "accept")[0], 403)
        status, agreed = self.settle(SECOND, swap, "accept")
        self.assertEqual((status, agreed["phase"]), (200, "agreed"), agreed)
        self.assertEqual(self.holder(swap["given"]), [SECOND])
        self.assertEqual(self.holder(swap["returned"]), [FIRST])
        view = self.manager.view()
        self.assertEqual((view["revision"], view["author"]),
                         (agreed["revision"], f"person:{SECOND}"))
        self.assertIn(FIRST, view["reason"])
        listed = self.manager.call("GET", "/v1/swaps")[2]["swaps"]
        self.assertEqual([one["phase"] for one in listed if one["id"] == swap["id"]], ["agreed"])
        self.assertEqual(self.settle(SECOND, swap, "accept")[0], 409)
        words = {one["action"] for one in harness.rows(
            "trail", "search", "--data", self.gateway.data, "--action", "swap.agreed", "--json")}
        self.assertEqual(words, {"swap.agreed"})

    def test_a_no_and_a_withdrawal_leave_the_rota_as_it_is(self):
        text = self.manager.view()["text"]
        ends = ((SECOND, "decline", "declined"), (FIRST, "withdraw", "withdrawn"))
        for person, word, phase in ends:
            swap = self.asked(2)
            for other in {FIRST, SECOND, SENIOR} - {person}:
                self.assertEqual(self.settle(other, swap, word)[0], 403, word)
            status, ended = self.settle(person, swap, word)
            self.assertEqual((status, ended["phase"]), (200, phase))
            self.assertEqual(self.settle(SECOND, swap, "accept")[0], 409)
        self.assertEqual(self.manager.view()["text"], text)

    def test_what_has_changed_since_is_named(self):
        swap = self.asked(4)
        base = self.manager.view()["revision"]
        edit = {"do": "add-override", "from": swap["given"]["from"],
                "until": swap["given"]["until"], "responders": [SENIOR]}
        status, made = self.manager.change(base, edit)
        self.assertEqual(status, 201, made)
        status, refused = self.settle(SECOND, swap, "accept")
        self.assertEqual(status, 409)
        for part in (FIRST, f"revision {made['revision']}", "person:first", "cover of an illness"):
            self.assertIn(part, refused["detail"])
        got = self.one(SECOND, swap)
        self.assertFalse(got["mayAccept"])
        self.assertEqual(got["outlook"]["changedBy"]["revision"], made["revision"])
        self.settle(FIRST, swap, "withdraw")

    def test_what_cannot_be_is_refused_at_its_member(self):
        body = self.body(5)
        cases = [
            ({"to": FIRST}, "to"), ({"to": "trainee.falk"}, "to"), ({"to": "dr.dorn"}, "to"),
            ({"given": body["returned"], "returned": None}, "given"),
            ({"given": {"from": "2020-01-01T08:00:00Z", "until": "2020-01-02T08:00:00Z"}}, "given"),
            ({"words": "x" * 161}, "words"),
            ({"given": dict(body["given"], line="third")}, "given.line"),
        ]
        for change, field in cases:
            status, refused = self.ask(FIRST, "POST", "/v1/swaps", {**body, **change})
            self.assertEqual((status, refused["field"]), (422, field), change)
        self.assertEqual(self.ask(FIRST, "POST", "/v1/swaps", {**body, "rota": "none"})[0], 404)
        for id in ("none", "00000000-0000-4000-8000-000000000000"):
            self.assertEqual(self.settle(SECOND, {"id": id}, "accept")[0], 404)


class Approval(Swaps):
    def test_waits_for_a_manager_where_the_rota_says_so(self):
        view = self.manager.view()
        text = view["text"].replace("rest: 11h\n", "rest: 11h\nswaps: approval\n")
        status, made = self.manager.change(view["revision"], {"do": "replace", "text": text})
        self.assertEqual(status, 201, made)
        swap = self.asked(0)
        accept = f"/v1/swaps/{swap['id']}/approve"
        self.assertEqual(self.manager.call("POST", accept)[0], 409, "both come first")
        status, consented = self.settle(SECOND, swap, "accept")
        self.assertEqual((status, consented["phase"]), (200, "consented"))
        self.assertEqual(self.holder(swap["given"]), [FIRST])
        self.assertEqual(self.settle(SECOND, swap, "approve")[0], 403)
        listed = self.manager.call("GET", "/v1/swaps")[2]["swaps"]
        self.assertTrue(next(one for one in listed if one["id"] == swap["id"])["mayApprove"])
        status, _, agreed = self.manager.call("POST", accept)
        self.assertEqual((status, agreed["phase"]), (200, "agreed"), agreed)
        self.assertEqual(self.holder(swap["given"]), [SECOND])


class Killed(Swaps):
    def test_what_was_agreed_survives_a_kill_whole(self):
        swap, open_one = self.asked(0), self.asked(2)
        status, agreed = self.settle(SECOND, swap, "accept")
        self.assertEqual(status, 200, agreed)
        self.gateway.kill()
        self.gateway.start()
        self.manager.base = self.gateway.base
        self.assertEqual(self.one(FIRST, swap)["phase"], "agreed")
        self.assertEqual(self.one(FIRST, open_one)["phase"], "asked")
        self.assertEqual(self.manager.view()["revision"], agreed["revision"])
        self.assertEqual(self.holder(swap["given"]), [SECOND])
        self.assertEqual(self.holder(swap["returned"]), [FIRST])
        self.assertEqual(self.settle(FIRST, open_one, "withdraw")[0], 200)


if __name__ == "__main__":
    side_by_side.main()
