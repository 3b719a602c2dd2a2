#!/usr/bin/env python3
# Tocsin — EndToEndTests: what HTTP refuses, and how it says so
# SPDX-License-Identifier: Apache-2.0
"""Enrolment, signatures, limits, and bytes that are no request at all."""

import concurrent.futures
import email.utils
import hashlib
import json
import socket
import time
import uuid

from nacl.public import PrivateKey
from nacl.signing import SigningKey

import harness  # noqa: F401  (it finds the device client)
import side_by_side
import tocsin_device
import wire
from device_side import OCTETS, http_call, signed_call
from harness import FIRST, SECOND, Suite
from two_devices import TwoDevices


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
                    OCTETS)
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
                headers=OCTETS)
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
    side_by_side.main()
