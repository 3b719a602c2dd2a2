#!/usr/bin/env python3
# Tocsin — EndToEndTests: duties that go from one person to the next
# SPDX-License-Identifier: Apache-2.0
"""Taking the bleep, what is in hand then, the test page of who comes, and a kill in between."""

import harness
import side_by_side
from device_side import Mailbox, signed_json
from harness import FIRST, SECOND, Suite, until
from sources import new_control, result

ROTA = "medicine-registrar"


class Duties(Suite):
    """A device of each registrar, and what they ask with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.devices = {person: cls.gateway.enrol(person) for person in (FIRST, SECOND)}

    def setUp(self):
        self.boxes = {person: Mailbox(device) for person, device in self.devices.items()}
        for box in self.boxes.values():
            self.addCleanup(box.close)

    def report(self):
        """A critical result of a ward whose policy asks the rota; the alert's id."""
        control = new_control()
        self.assertEqual(self.gateway.send(result(control, ward="W4E")).code, "AA")
        return self.gateway.alert(control)["id"]

    def ask(self, person, method, path, body=None):
        """The status and the reply of a request that the person's device signs."""
        return signed_json(self.devices[person], method, path, body)

    def own(self, person):
        status, own = self.ask(person, "GET", "/v1/duties")
        self.assertEqual(status, 200, own)
        return own

    def held(self, person):
        return [one for one in self.own(person)["duties"] if one["rota"] == ROTA]

    def sides(self):
        """Who holds the rota now, and who does not."""
        return (FIRST, SECOND) if self.held(FIRST) else (SECOND, FIRST)

    def accept(self, person, envelope):
        self.assertEqual(self.devices[person].answer(str(envelope.page), "accept").result, 0)

    def offer(self, giver, taker):
        status, made = self.ask(giver, "POST", "/v1/handovers", {"rota": ROTA, "to": taker})
        self.assertEqual(status, 201, made)
        return made

    @staticmethod
    def name(made):
        return {key: made[key] for key in ("rota", "line", "from", "to", "at")}

    def end(self, person, made):
        status, ended = self.ask(person, "POST", "/v1/handovers/end", self.name(made))
        self.assertEqual(status, 200, ended)

    def holder(self, alert):
        found = [one for one in self.gateway.alerts() if one["id"] == alert]
        return found[0]["duties"][0]["by"]


class HandingOver(Duties):
    def test_who_goes_offers_who_comes_accepts_and_what_is_in_hand_follows(self):
        giver, taker = self.sides()
        duty = self.held(giver)[0]
        self.assertIn(taker, [one["id"] for one in duty["candidates"]])
        alert = self.report()
        self.accept(giver, self.boxes[giver].page_of(alert))
        self.assertEqual([one["alert"] for one in self.own(giver)["inHand"]], [alert])
        made = self.offer(giver, taker)
        self.assertEqual(made["until"], duty["until"])
        self.assertTrue(self.held(giver), "an offer alone moves nothing")
        [seen] = [one for one in self.own(taker)["handovers"] if one["mayAccept"]]
        self.assertEqual((seen["from"], seen["inHand"]), (giver, 1))
        status, _ = self.ask(giver, "POST", "/v1/handovers/accept", self.name(made))
        self.assertEqual(status, 403, "nobody takes a duty for another")
        status, taken = self.ask(taker, "POST", "/v1/handovers/accept", self.name(made))
        self.assertEqual((status, taken["isAccepted"]), (200, True))
        self.assertEqual((self.held(giver), len(self.held(taker))), ([], 1))
        self.assertFalse(self.held(taker)[0]["awaitsTest"])
        page = self.boxes[taker].page_of(alert)
        self.assertEqual(self.holder(alert), giver, "it stays until the other accepts")
        self.accept(taker, page)
        self.assertEqual(self.holder(alert), taker)
        self.assertEqual(self.own(giver)["inHand"], [])
        self.boxes[giver].page_of(alert, kind=4)
        # The duty is the giver's again, and so is a test page.
        self.end(taker, taken)
        test = self.boxes[giver].wait(
            "a test page", lambda one: "Start of duty" in str(one.content.get("what")))
        self.assertTrue(self.held(giver)[0]["awaitsTest"])
        self.boxes[giver].page_of(alert, kind=1)
        self.accept(giver, test)
        until("the start is settled", lambda: not self.held(giver)[0]["awaitsTest"])
        words = [one["action"] for one in harness.rows(
            "trail", "search", "--data", self.gateway.data, "--action", "handover.accepted",
            "--json")]
        self.assertIn("handover.accepted", words)

    def test_an_offer_that_is_gone_or_nobodys_is_refused_clearly(self):
        giver, taker = self.sides()
        made = self.offer(giver, taker)
        self.end(giver, made)
        status, refused = self.ask(taker, "POST", "/v1/handovers/accept", self.name(made))
        self.assertEqual((status, refused["status"]), (409, 409))
        status, refused = self.ask(
            taker, "POST", "/v1/handovers", {"rota": ROTA, "to": giver})
        self.assertEqual((status, refused["field"]), (409, "rota"))
        status, refused = self.ask(
            giver, "POST", "/v1/handovers", {"rota": ROTA, "to": "trainee.falk"})
        self.assertEqual((status, refused["field"]), (422, "to"))
        status, refused = self.ask(
            giver, "POST", "/v1/handovers",
            {"rota": ROTA, "to": taker, "until": "2020-01-01T00:00:00Z"})
        self.assertEqual((status, refused["field"]), (422, "until"))


class Killed(Duties):
    def test_a_handover_survives_a_kill_and_what_is_in_hand_follows_after_it(self):
        giver, taker = self.sides()
        alert = self.report()
        self.accept(giver, self.boxes[giver].page_of(alert))
        made = self.offer(giver, taker)
        status, _ = self.ask(taker, "POST", "/v1/handovers/accept", self.name(made))
        self.assertEqual(status, 200)
        self.gateway.kill()
        self.gateway.start()
        for device in self.devices.values():
            device.state["base"] = self.gateway.base
        self.assertEqual(len(self.held(taker)), 1)
        self.accept(taker, self.boxes[taker].page_of(alert))
        self.assertEqual(self.holder(alert), taker)
        self.end(taker, made)


if __name__ == "__main__":
    side_by_side.main()
