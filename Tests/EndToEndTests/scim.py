#!/usr/bin/env python3
# Tocsin — EndToEndTests: joiners, movers and leavers by SCIM, as directories send them
# SPDX-License-Identifier: Apache-2.0
"""The published scim2-tester over the real program, and the sequences that the large directories
send, written down here."""

import time
import urllib.parse
from datetime import datetime, timezone

import harness
import httpx2
import scim2_tester
import scim2_tester.checkers.patch_add
import scim2_tester.checkers.patch_replace
import scim2_tester.filling
import side_by_side
from device_side import Mailbox, http_call, signed_call
from directory_side import ACCOUNT, DirectorySide
from harness import FIRST, SECOND, Suite, rows, told, until
from scim2_client.engines.httpx2 import SyncSCIMClient
from sources import new_control, result

CUT_SECONDS = 5


def values_of_the_site(generate):
    """The tester's values, but for attributes whose values the schema alone cannot tell."""

    def value(context, path, *arguments, **options):
        name = str(path).rsplit(":", 1)[-1]
        own = {"kind": "staff", "phoneNumbers.type": "work", "emails.type": "work",
               "validFrom": datetime(2026, 1, 1, tzinfo=timezone.utc),
               "validUntil": datetime(2099, 1, 1, tzinfo=timezone.utc)}
        drawn = generate(context, path, *arguments, **options)
        return own.get(name, drawn) if drawn is not None else None

    return value


class Conformance(Suite):
    """What others wrote to check servers."""

    def test_scim2_tester_finds_nothing_to_complain_about(self):
        ours = values_of_the_site(scim2_tester.filling.generate_random_value)
        for module in (scim2_tester.filling, scim2_tester.checkers.patch_add,
                       scim2_tester.checkers.patch_replace):
            module.generate_random_value = ours
        directory = DirectorySide(self.gateway)
        with httpx2.Client(base_url=f"{self.gateway.base}/scim/v2", headers={
                "Authorization": f"Bearer {directory.key}"}) as client:
            results = scim2_tester.check_server(SyncSCIMClient(client))
        good = (scim2_tester.Status.SUCCESS, scim2_tester.Status.SKIPPED)
        bad = [f"{one.title}: {one.reason}" for one in results if one.status not in good]
        # Every account is of a kind: what is taken away becomes `staff`.
        kept = {f"check_remove_attribute: PATCH modify() did not remove attribute '{name}'"
                for name in (ACCOUNT, f"{ACCOUNT}:kind")}
        self.assertEqual(set(bad), kept, "\n".join(bad))
        done = [one for one in results if one.status == scim2_tester.Status.SUCCESS]
        self.assertGreater(len(done), 40)


class Sequences(Suite):
    """What Entra and Okta send, in their order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.directory = DirectorySide(cls.gateway)

    def account(self, person):
        return next(one for one in rows("person", "list", "--data", self.gateway.data, "--json")
                    if one["id"] == person)

    def test_entra_joins_moves_and_lets_somebody_leave(self):
        ask = self.directory.ask
        wanted = urllib.parse.quote('userName eq "t.tern@example.org"')
        self.assertEqual(ask("GET", f"/Users?filter={wanted}").body["totalResults"], 0)
        made = ask("POST", "/Users", {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User",
                        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
            "externalId": "entra-1", "userName": "t.tern@example.org", "active": True,
            "emails": [{"primary": True, "type": "work", "value": "t.tern@example.org"}],
            "meta": {"resourceType": "User"}, "name": {"formatted": "Tessa Tern"}, "roles": []})
        self.assertEqual(made.status, 201, made.body)
        self.assertEqual(made.body["displayName"], "Tessa Tern")
        person = made.body["id"]
        changed = self.directory.patch(
            f"/Users/{person}",
            {"op": "Add", "path": "phoneNumbers[type eq \"work\"].value", "value": "6001"},
            {"op": "Replace", "path": "name.familyName", "value": "Tern-Teal"},
            {"op": "Replace", "path": "displayName", "value": "Tessa Tern-Teal"})
        self.assertEqual(changed.status, 200, changed.body)
        self.assertEqual(self.account(person)["telephone"], "6001")
        found = ask("GET", "/Groups?excludedAttributes=members&filter=" + urllib.parse.quote(
            'displayName eq "tocsin-responder@ward:ICU"'))
        self.assertEqual(found.body["totalResults"], 0)
        icu = self.directory.group("tocsin-responder@ward:ICU")
        joined = self.directory.patch(
            f"/Groups/{icu}", {"op": "Add", "path": "members", "value": [{"value": person}]})
        self.assertEqual(joined.status, 200, joined.body)
        grants = ask("GET", f"/Users/{person}").body[ACCOUNT]["grants"]
        self.assertEqual(grants, [{"role": "responder", "wards": ["ICU"]}])
        moved = self.directory.patch(
            f"/Groups/{icu}", {"op": "Remove", "path": "members", "value": [{"value": person}]})
        self.assertEqual(moved.status, 200, moved.body)
        self.assertNotIn("grants", ask("GET", f"/Users/{person}").body[ACCOUNT])
        left = self.directory.patch(
            f"/Users/{person}", {"op": "Replace", "path": "active", "value": "False"})
        self.assertIs(left.body["active"], False)
        self.assertIsNotNone(self.account(person)["endedAt"])

    def test_okta_joins_by_groups_and_deactivates(self):
        ask = self.directory.ask
        page = ask("GET", "/Users?startIndex=1&count=1&filter=" + urllib.parse.quote(
            'userName eq "o.osprey"'))
        self.assertEqual((page.status, page.body["totalResults"]), (200, 0))
        person = self.directory.provision(
            "o.osprey", name={"givenName": "Oda", "familyName": "Osprey"},
            emails=[{"primary": True, "value": "o@example.org", "type": "work"}], groups=[])
        whole = ask("PUT", f"/Users/{person}", {
            "id": person, "userName": "o.osprey", "displayName": "Oda Osprey", "active": True,
            "externalId": "okta-1", "meta": {"resourceType": "User"}})
        self.assertEqual((whole.status, whole.body["externalId"]), (200, "okta-1"))
        group = self.directory.group("tocsin-caller", person)
        renamed = self.directory.patch(f"/Groups/{group}", {
            "op": "replace", "value": {"id": group, "displayName": "tocsin-switchboard"}})
        self.assertEqual(renamed.status, 200, renamed.body)
        grants = ask("GET", f"/Users/{person}").body[ACCOUNT]["grants"]
        self.assertEqual(grants, [{"role": "switchboard"}])
        emptied = self.directory.patch(
            f"/Groups/{group}", {"op": "remove", "path": f"members[value eq \"{person}\"]"})
        self.assertEqual(emptied.status, 200)
        off = self.directory.patch(
            f"/Users/{person}", {"op": "replace", "value": {"active": False}})
        self.assertEqual((off.status, off.body["active"]), (200, False))
        self.assertEqual(ask("DELETE", f"/Groups/{group}").status, 204)

    def test_pages_hold_together_and_tags_protect(self):
        ask = self.directory.ask
        ids = [self.directory.provision(f"page{number}") for number in range(5)]
        query = "filter=" + urllib.parse.quote('userName sw "page"')
        pages = [ask("GET", f"/Users?{query}&startIndex={start}&count=2").ids
                 for start in (1, 3, 5)]
        self.assertEqual(sum(pages, []), sorted(ids))
        read = ask("GET", f"/Users/{ids[0]}")
        tag = read.headers["etag"]
        self.assertEqual(tag, read.body["meta"]["version"])
        self.assertEqual(ask("GET", f"/Users/{ids[0]}", If_None_Match=tag).status, 304)
        rename = {"op": "replace", "path": "displayName", "value": "Another"}
        self.assertEqual(self.directory.patch(f"/Users/{ids[0]}", rename, If_Match=tag).status, 200)
        late = self.directory.patch(f"/Users/{ids[0]}", rename, If_Match=tag)
        self.assertEqual(late.status, 412, late.body)

    def test_what_cannot_be_is_refused_with_its_word(self):
        person = self.directory.provision("r.rook")
        self.directory.group("tocsin-administrator", person)
        for status, word, answer in (
            (400, "invalidFilter", self.directory.ask("GET", "/Users?filter=userName+is+1")),
            (409, "uniqueness", self.directory.ask("POST", "/Users", {"userName": "R.ROOK"})),
            (400, "invalidValue", self.directory.ask("POST", "/Groups", {
                "displayName": "tocsin-auditor", "members": [{"value": person}]})),
            (400, "invalidValue", self.directory.ask("POST", "/Users", {
                "userName": "locum", ACCOUNT: {"kind": "locum"}})),
            (400, "invalidValue", self.directory.ask("POST", "/Groups", {
                "displayName": "tocsin-nurse"})),
            (400, "mutability", self.directory.patch(
                f"/Users/{person}", {"op": "remove", "path": "userName"})),
            (400, "invalidSyntax", self.directory.ask("POST", "/Users", b"{")),
            (400, "invalidSyntax", self.directory.ask(
                "POST", "/Users", b'{"a":' + b"[" * 50 + b"]" * 50 + b"}")),
        ):
            with self.subTest(word=word, detail=answer.body.get("detail")):
                self.assertEqual((answer.status, answer.body.get("scimType")), (status, word))

    def test_too_deep_and_too_large_bodies_are_refused(self):
        for body in (b'{"a":' + b"[" * 100_000, b" " * (2 << 20)):
            status, _, _ = http_call(self.gateway.base, "POST", "/scim/v2/Users", body, {
                "Authorization": f"Bearer {self.directory.key}",
                "Content-Type": "application/scim+json"})
            self.assertIn(status, (400, 413))

    def test_a_wrong_key_and_an_ended_key_are_refused(self):
        other = DirectorySide(self.gateway, "other")
        self.assertEqual(other.ask("GET", "/Users").status, 200)
        told("directory-key", "end", "--data", self.gateway.data, "other")
        for key in (other.key, "wrong", "x" * 5_000):
            status, headers, _ = http_call(self.gateway.base, "GET", "/scim/v2/Users", None, {
                "Authorization": f"Bearer {key}"})
            self.assertEqual(status, 401)
        self.assertEqual(http_call(self.gateway.base, "GET", "/scim/v2/Users")[0], 401)


class Leaver(Suite):
    """Somebody whom the hospital's directory takes away in the middle of an alert."""

    def test_threat_15_active_false_cuts_the_stream_and_pages_the_next(self):
        told("person", "change", "--data", self.gateway.data, FIRST,
             "--user-name", "h.amsel@example.org")
        first, second = self.gateway.enrol(FIRST), self.gateway.enrol(SECOND)
        first_box, second_box = Mailbox(first), Mailbox(second)
        self.addCleanup(first_box.close)
        self.addCleanup(second_box.close)
        control = new_control()
        self.assertEqual(self.gateway.send(result(control)).code, "AA")
        alert = self.gateway.alert(control)["id"]
        first_box.page_of(alert)
        directory = DirectorySide(self.gateway)
        found = directory.ask("GET", "/Users?filter=" + urllib.parse.quote(
            'userName eq "h.amsel@example.org"'))
        self.assertEqual(found.ids, [FIRST])
        begun = time.monotonic()
        left = directory.patch(
            f"/Users/{FIRST}", {"op": "Replace", "path": "active", "value": "False"})
        self.assertEqual((left.status, left.body["active"]), (200, False))
        refused = signed_call(first, "GET", f"/v1/devices/{first.id}/envelopes")
        self.assertIn(refused[0], (401, 403))
        self.assertLess(time.monotonic() - begun, 1)
        until("the leaver's stream is cut", lambda: first_box.problems, CUT_SECONDS, 0.02)
        self.assertLess(time.monotonic() - begun, CUT_SECONDS)
        second_box.page_of(alert, seconds=10)
        self.gateway.send(result(later := new_control()))
        second_box.page_of(self.gateway.alert(later)["id"])
        self.assertFalse([one for one in first_box.envelopes
                          if one.content.get("alert") != alert])
        back = directory.patch(
            f"/Users/{FIRST}", {"op": "Replace", "path": "active", "value": "True"})
        self.assertIs(back.body["active"], True)
        still = signed_call(first, "GET", f"/v1/devices/{first.id}/envelopes")
        self.assertIn(still[0], (401, 403), "no old device comes back")


if __name__ == "__main__":
    side_by_side.main()
