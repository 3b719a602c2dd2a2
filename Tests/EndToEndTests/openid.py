#!/usr/bin/env python3
# Tocsin — EndToEndTests: sign-in by an OpenID Connect provider
# SPDX-License-Identifier: Apache-2.0
"""The real program against providers that others wrote: the whole way of a sign-in, and what
happens when a provider is away, is not the one it says, or ends a session.
"""

import http.server
import os
import shutil
import socketserver
import threading
import unittest
import urllib.parse
import urllib.request
import warnings

import side_by_side
from browser_side import Browser
from device_side import Mailbox
from harness import FIRST, Gateway, Scratch, told, until
from openid_providers import SECRET, Glewlwyd, MockProvider, claims_of, free_port, parameters
from sources import new_control, result

RETURN = "/v1/sign-in/openid/return"
PROVED = r"^/sign-in#proved="


class Signing(unittest.TestCase):
    """A gateway that knows a provider."""

    longMessage = True

    @classmethod
    def serve(cls, provider, **settings):
        gateway = Gateway()
        cls.addClassCleanup(gateway.close)
        cls.configure(gateway, provider, **settings)
        return gateway

    @staticmethod
    def configure(gateway, provider, **settings):
        secret = os.path.join(gateway.folder, "secret")
        with open(os.open(secret, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write(SECRET + "\n")
        address = f"127.0.0.1:{free_port()}"
        environment = {
            "TOCSIN_ORIGIN": f"http://{address}", "TOCSIN_OPENID_ISSUER": provider.issuer,
            "TOCSIN_OPENID_CLIENT_ID": "tocsin", "TOCSIN_OPENID_CLIENT_SECRET_FILE": secret,
            **settings}
        gateway.start("--http", address, environment=environment)
        told("person", "change", "--data", gateway.data, FIRST, "--user-name", "h.amsel")
        return gateway

    def begin(self, browser):
        """Where the browser is sent."""
        status, headers, body = browser.ask("GET", "/v1/sign-in/openid")
        self.assertEqual(status, 302, body[:400])
        return headers["Location"]

    def come_back(self, browser, address):
        """Follows the provider's redirect to the gateway; where it leads."""
        parts = urllib.parse.urlsplit(address)
        self.assertEqual(parts.path, RETURN)
        status, headers, _ = browser.ask(
            "GET", f"{parts.path}?{parts.query}", headers={"Sec-Fetch-Site": "cross-site"})
        self.assertEqual(status, 302)
        return headers["Location"]


class ByTheMock(Signing):
    @classmethod
    def setUpClass(cls):
        cls.provider = MockProvider()
        cls.addClassCleanup(cls.provider.stop)
        cls.provider.know("s-1", preferred_username="H.Amsel")
        cls.provider.know("s-2", preferred_username="nobody.here")
        cls.gateway = cls.serve(cls.provider)

    def setUp(self):
        self.browser = Browser(self.gateway.http)

    def test_signs_a_person_in_and_leaves_no_secret_in_the_log(self):
        way = self.begin(self.browser)
        asked = parameters(way)
        self.assertEqual(asked["redirect_uri"], self.gateway.base + RETURN)
        self.assertEqual(asked["code_challenge_method"], "S256")
        back = self.provider.log_in(way, "s-1")
        self.assertRegex(self.come_back(self.browser, back), PROVED)
        self.assertEqual(self.browser.bind()["account"], FIRST)
        status, found = self.browser.signed("GET", "/v1/sessions")
        self.assertEqual(status, 200)
        self.assertIn("openid", str(found))
        log = self.gateway.logged()
        for word in (SECRET, parameters(back)["code"], asked["state"], asked["nonce"], "Amsel"):
            self.assertNotIn(word, log)

    def test_lets_nobody_in_who_has_no_account(self):
        back = self.provider.log_in(self.begin(self.browser), "s-2")
        self.assertNotRegex(self.come_back(self.browser, back), PROVED)
        self.assertNotIn("__Host-tocsin-proof", self.browser.cookies)

    def test_lets_nobody_in_whom_the_provider_has_refused(self):
        back = self.provider.deny(self.begin(self.browser))
        self.assertNotRegex(self.come_back(self.browser, back), PROVED)
        self.assertNotIn("__Host-tocsin-proof", self.browser.cookies)

    def test_takes_no_return_of_another_browser_and_none_twice(self):
        back = self.provider.log_in(self.begin(self.browser), "s-1")
        other = Browser(self.gateway.http)
        self.begin(other)
        self.assertNotRegex(self.come_back(other, back), PROVED)
        state = self.browser.cookies["__Host-tocsin-openid"]
        back = self.provider.log_in(self.begin(self.browser), "s-1")
        fresh = self.browser.cookies["__Host-tocsin-openid"]
        self.assertNotEqual(state, fresh)
        self.assertRegex(self.come_back(self.browser, back), PROVED)
        self.browser.cookies["__Host-tocsin-openid"] = fresh
        self.assertNotRegex(self.come_back(self.browser, back), PROVED)


class WhenItIsAway(Signing):
    apart = True

    def test_pages_go_on_and_the_log_says_what_to_try(self):
        provider = MockProvider()
        self.addCleanup(provider.stop)
        provider.know("s-1", preferred_username="h.amsel")
        provider.stop()
        gateway = self.serve(provider)
        browser = Browser(gateway.http)
        self.assertEqual(browser.ask("GET", "/v1/sign-in/openid")[0], 503)
        self.assertIn("cannot be reached", gateway.logged())
        self.assertIn(f"try: curl {provider.issuer}/.well-known/", gateway.logged())
        device = gateway.enrol(FIRST)
        box = Mailbox(device)
        self.addCleanup(box.close)
        control = new_control()
        self.assertEqual(gateway.send(result(control)).code, "AA")
        page = str(box.page_of(gateway.alert(control)["id"]).page)
        self.assertEqual(device.answer(page, "accept").result, 0)
        self.assertEqual(gateway.alert(control)["phase"], "acknowledged")
        provider.start()
        until("the provider is asked again",
              lambda: browser.ask("GET", "/v1/sign-in/openid")[0] == 302)

    def test_a_provider_over_tls_has_to_show_its_certificate(self):
        warnings.simplefilter("ignore")
        gateway = Gateway()
        self.addCleanup(gateway.close)
        tls = os.path.join(gateway.folder, "tls")
        told("certificate", "--out", tls, "--host", "localhost")
        provider = MockProvider((os.path.join(tls, "server.pem"), os.path.join(tls, "server.key")))
        self.addCleanup(provider.stop)
        provider.know("s-1", preferred_username="h.amsel")
        self.configure(gateway, provider)
        browser = Browser(gateway.http)
        self.assertEqual(browser.ask("GET", "/v1/sign-in/openid")[0], 503)
        self.assertIn("SSL peer certificate", gateway.logged())
        gateway.stop()
        shutil.rmtree(os.path.join(gateway.folder, "secret"), ignore_errors=True)
        self.configure(gateway, provider, TOCSIN_OPENID_CA=os.path.join(tls, "ca.pem"))
        browser = Browser(gateway.http)
        back = provider.log_in(self.begin(browser), "s-1")
        self.assertRegex(self.come_back(browser, back), PROVED)


class Recorder(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """Hands a provider's logout on to the gateway and keeps it."""

    daemon_threads = True

    def __init__(self):
        self.forms, self.target, self.answers = [], None, []
        recorder = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                form = self.rfile.read(int(self.headers["Content-Length"]))
                recorder.forms.append(form)
                recorder.answers.append(recorder.hand_on(form))
                self.send_response(recorder.answers[-1])
                self.end_headers()

            def log_message(self, *arguments):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def hand_on(self, form):
        request = urllib.request.Request(
            self.target, data=form,
            headers={"Content-Type": "application/x-www-form-urlencoded"})
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return reply.status
        except urllib.error.HTTPError as error:
            return error.code


@unittest.skipUnless(shutil.which("glewlwyd"), "Debian's glewlwyd is not installed")
class ByGlewlwyd(Signing):
    @classmethod
    def setUpClass(cls):
        cls.provider = Glewlwyd()
        cls.addClassCleanup(cls.provider.close)
        cls.recorder = Recorder()
        cls.addClassCleanup(cls.recorder.shutdown)
        cls.gateway = cls.serve(cls.provider)
        cls.recorder.target = cls.gateway.base + "/v1/sign-in/openid/logout"
        cls.provider.set_up(
            cls.gateway.base + RETURN, f"http://127.0.0.1:{cls.recorder.server_port}/logout")

    def test_signs_a_person_in_until_the_provider_ends_it(self):
        browser = Browser(self.gateway.http)
        back = self.provider.log_in(self.begin(browser))
        self.assertRegex(self.come_back(browser, back), PROVED)
        self.assertEqual(browser.bind()["account"], FIRST)
        self.assertEqual(browser.signed("GET", "/v1/sessions")[0], 200)
        self.provider.log_out()
        until("the provider's logout has come", lambda: self.recorder.answers)
        self.assertEqual(self.recorder.answers, [200])
        self.assertEqual(browser.signed("GET", "/v1/sessions")[0], 401)
        form = self.recorder.forms[0]
        token = urllib.parse.parse_qs(form.decode())["logout_token"][0]
        self.assertIn("sid", claims_of(token))
        self.assertEqual(self.recorder.hand_on(form), 400, "a logout token was taken twice")
        altered = form[:-4] + (b"AAAA" if form[-4:] != b"AAAA" else b"BBBB")
        self.assertEqual(self.recorder.hand_on(altered), 400, "a forged logout token was taken")


class Settings(Scratch):
    def refused(self, *arguments, code=1, **environment):
        done = self.assertEnds(code, "serve", "--data", self.path("data"), "--http",
                               "127.0.0.1:0", "--mllp", "127.0.0.1:0", *arguments,
                               environment=environment)
        return done.stderr

    def test_what_cannot_work_is_refused_at_the_start(self):
        issuer = ("--openid-issuer", "https://login.example.org")
        self.assertIn("go together", self.refused(*issuer, code=64))
        client = (*issuer, "--openid-client", "tocsin")
        plain = ("--openid-issuer", "http://login.example.org", "--openid-client", "tocsin")
        origin = {"TOCSIN_ORIGIN": "https://tocsin.example.org"}
        self.assertIn("without TLS", self.refused(*plain, **origin))
        loose = self.write("loose", "secret")
        os.chmod(loose, 0o644)
        said = self.refused(*client, "--openid-secret", loose, **origin)
        self.assertIn("can be read by others", said)
        none = self.path("none")
        self.assertIn("holds no client secret",
                      self.refused(*client, "--openid-secret", none, **origin))
        self.assertIn("holds no certificates",
                      self.refused(*client, "--openid-ca", loose, **origin))
        self.assertIn("no return address", self.refused(
            *client, "--openid-redirect", "https://tocsin.example.org/", **origin))


if __name__ == "__main__":
    side_by_side.main()
