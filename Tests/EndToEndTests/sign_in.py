# Tocsin — EndToEndTests: signing in to the real program, from the first start on
# SPDX-License-Identifier: Apache-2.0
"""A browser's side of sign-in, written from the contract alone, on PyNaCl."""

import json
import os
import time
import unittest

import nacl.signing

import harness  # noqa: F401  (it finds the device client)
import side_by_side
import wire
from device_side import http_call, signed_call
from harness import Gateway, told, until

PASSWORD = "correct horse battery staple"


class Browser:
    """Cookies, and a key that signs each request of the session."""

    def __init__(self, base):
        self.base = base
        self.cookies = {}
        self.key = nacl.signing.SigningKey.generate()
        self.challenge = b""

    def raw(self, method, target, body=None, signed=True, more=None):
        """Status, headers and the bytes of the reply."""
        data = b"" if body is None else json.dumps(body).encode()
        headers = {"X-Tocsin": "1", "Sec-Fetch-Site": "same-origin", "Origin": self.base}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if signed:
            at, nonce = int(time.time() * 1000), os.urandom(16)
            signature = wire.sign_request(self.key, method, target, data, at, nonce)
            headers["Authorization"] = (
                f"Tocsin-Session ms={at},nonce={wire.b64(nonce)},sig={wire.b64(signature)}")
        headers.update(more or {})
        status, got, answer = http_call(self.base, method, target, data or None, headers)
        for cookie in got.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            if "Max-Age=0" in cookie:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return status, got, answer

    def call(self, method, target, body=None, signed=True, more=None):
        """Status, headers and the JSON of the reply."""
        status, got, answer = self.raw(method, target, body, signed, more)
        told_ = json.loads(answer) if answer else {}
        if "challenge" in told_:
            self.challenge = wire.unb64(told_["challenge"])
        return status, got, told_

    def bind(self):
        """Begins the session that the last proof is for."""
        key = bytes(self.key.verify_key)
        signature = self.key.sign(b"tocsin/session/v1\0" + self.challenge + key).signature
        return self.call("POST", "/v1/session", {
            "key": wire.b64(key), "signature": wire.b64(signature)}, signed=False)[0]

    def redeem(self, link):
        """Signs in with an invitation's link; the statuses of both steps."""
        token = link.split("#")[1]
        proved = self.call("POST", "/v1/sign-in/invitation", {"token": token}, signed=False)[0]
        return proved, self.bind()


class SignIn(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = Gateway().start()
        cls.addClassCleanup(cls.gateway.close)
        line = until("the administrator's link", lambda: next(
            (one for one in cls.gateway.logged().splitlines() if "/welcome#" in one), None))
        cls.root = Browser(cls.gateway.base)
        cls.first = cls.root.redeem(line.split()[-1])
        cls.root.call("PUT", "/v1/password", {"password": PASSWORD})

    def invited(self, person):
        """A browser of a person, by the administrator's invitation."""
        status, _, made = self.root.call("POST", f"/v1/accounts/{person}/invitation", {})
        self.assertEqual(status, 201, made)
        browser = Browser(self.gateway.base)
        self.assertEqual(browser.redeem(made["link"]), (200, 201))
        return browser

    def test_the_first_start_makes_the_first_administrator(self):
        self.assertEqual(self.first, (200, 201))
        status, _, me = self.root.call("GET", "/v1/me")
        self.assertEqual((status, me["roles"]), (200, ["administrator"]))

    def test_threat_5_a_stolen_cookie_is_of_no_use(self):
        browser = self.invited("dr.amsel")
        thief = Browser(self.gateway.base)
        thief.cookies = dict(browser.cookies)
        self.assertEqual(thief.call("GET", "/v1/me")[0], 401)
        self.assertEqual(thief.call("GET", "/v1/me", signed=False)[0], 401)
        self.assertEqual(browser.call("GET", "/v1/me")[0], 200)

    def test_a_password_signs_its_administrator_in_and_steps_up(self):
        browser = Browser(self.gateway.base)
        wrong = {"name": "administrator", "password": "wrong horse battery staple"}
        right = {"name": "administrator", "password": PASSWORD}
        self.assertEqual(browser.call("POST", "/v1/sign-in/password", wrong, signed=False)[0], 401)
        self.assertEqual(browser.call("POST", "/v1/sign-in/password", right, signed=False)[0], 200)
        self.assertEqual(browser.bind(), 201)
        added = {"id": "dr.zeisig", "name": "Dr Zoe Zeisig"}
        status, _, why = browser.call("POST", "/v1/accounts", added)
        self.assertEqual((status, why["type"]), (403, "urn:tocsin:problem:step-up-needed"))
        browser.call("POST", "/v1/sign-in/password", right, signed=False)
        self.assertEqual(browser.call("POST", "/v1/session/step-up", {})[0], 200)
        self.assertEqual(browser.call("POST", "/v1/accounts", added)[0], 201)

    def test_another_site_cannot_speak_for_a_person(self):
        browser = self.invited("dr.brandt")
        for more in ({"Origin": "https://elsewhere.test"}, {"Sec-Fetch-Site": "cross-site"},
                     {"X-Tocsin": "0"}):
            self.assertEqual(browser.call("DELETE", "/v1/session", more=more)[0], 403, more)
        self.assertEqual(browser.call("GET", "/v1/me")[0], 200)

    def test_a_session_is_no_device_and_a_device_no_session(self):
        browser = self.invited("dr.corvin")
        device = self.gateway.enrol("dr.corvin")
        target = f"/v1/devices/{device.id}/envelopes"
        self.assertEqual(browser.call("GET", target)[0], 403)
        self.assertEqual(signed_call(device, "GET", "/v1/sessions")[0], 403)
        self.assertEqual(browser.call("DELETE", "/v1/session")[0], 204)
        self.assertEqual(browser.call("GET", "/v1/me")[0], 401)
        self.assertEqual(signed_call(device, "GET", target)[0], 200)

    def test_the_end_of_an_account_ends_its_sessions(self):
        browser = self.invited("dr.elster")
        told("person", "end", "--data", self.gateway.data, "dr.elster")
        until("the session is refused", lambda: browser.call("GET", "/v1/me")[0] in (401, 403), 5)


if __name__ == "__main__":
    side_by_side.main()
