# Tocsin — EndToEndTests: OpenID Connect providers that others wrote
# SPDX-License-Identifier: Apache-2.0
"""`oidc-provider-mock` from PyPI, in a thread, and Debian's `glewlwyd`, a process over SQLite in a
folder of its own. Both listen on loopback alone and know one client, `tocsin`.
"""

import gzip
import json
import logging
import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import threading
import urllib.parse

import oidc_provider_mock
import requests
import werkzeug.serving
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from harness import until

SECRET = "canary-secret-5f2a"
WAIT = 10

logging.getLogger("werkzeug").setLevel(logging.ERROR)
logging.getLogger("oidc_provider_mock").setLevel(logging.CRITICAL)
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class MockProvider:
    """RS256; asks nobody for a password."""

    def __init__(self, certificate=None):
        """`certificate`: the paths of a certificate and its key, for TLS."""
        self.port = free_port()
        scheme, host = ("https", "localhost") if certificate else ("http", "127.0.0.1")
        self.issuer = f"{scheme}://{host}:{self.port}"
        self.app = oidc_provider_mock.app(require_nonce=True)
        self.certificate = certificate
        self.server = None
        self.start()

    def start(self):
        self.server = werkzeug.serving.make_server(
            "127.0.0.1", self.port, self.app, threaded=True, ssl_context=self.certificate)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def know(self, subject, **claims):
        """Gives a person claims."""
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=WAIT,
                     verify=False).raise_for_status()

    def answer(self, address, form):
        """Where the browser is sent after the person has filled in the form."""
        done = requests.post(address, data=form, allow_redirects=False, timeout=WAIT, verify=False)
        assert done.status_code == 302, done.text[:400]
        return done.headers["Location"]

    def log_in(self, address, subject):
        return self.answer(address, {"sub": subject})

    def deny(self, address):
        return self.answer(address, {"action": "deny"})


class Glewlwyd:
    """ES256; asks for a password, requires PKCE, and tells the client of a logout."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="tocsin-glewlwyd-")
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.issuer = self.base + "/api/oidc"
        self.admin = requests.Session()
        self.browser = requests.Session()
        source = "/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz"
        with gzip.open(source, "rt") as text:
            store = sqlite3.connect(os.path.join(self.folder, "store"))
            store.executescript(text.read())
            store.close()
        path = os.path.join(self.folder, "glewlwyd.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.settings())
        with open(os.path.join(self.folder, "log"), "wb") as log:
            self.process = subprocess.Popen(
                ["glewlwyd", f"--config-file={path}"], stdout=log, stderr=log)
        until("glewlwyd answers", self.answers)

    def settings(self):
        folders = {"user": "user", "client": "client", "user_auth_scheme": "scheme"}
        lines = [f'{name}_module_path="/usr/lib/glewlwyd/{place}"'
                 for name, place in folders.items()]
        lines += [
            f"port={self.port}", 'bind_address="127.0.0.1"', f'external_url="{self.base}"',
            'login_url="login.html"', 'api_prefix="api"', 'log_mode="console"',
            'log_level="WARNING"', 'static_files_path="/usr/share/glewlwyd/webapp/"',
            'cookie_domain="127.0.0.1"', "cookie_secure=0", "session_expiration=3600",
            'session_key="GLEWLWYD2_SESSION_ID"', 'admin_session_authentication="cookie"',
            'profile_session_authentication="cookie"', 'admin_scope="g_admin"',
            'profile_scope="g_profile"', 'plugin_module_path="/usr/lib/glewlwyd/plugin"',
            f'user_middleware_module_path="{self.folder}"', "use_secure_connection=false",
            'secure_connection_key_file="none"', 'secure_connection_pem_file="none"',
            'secure_connection_ca_file="none"', 'hash_algorithm="SHA512"',
            f'database = {{ type = "sqlite3"; path = "{self.folder}/store"; }};']
        return "\n".join(lines) + "\n"

    def answers(self):
        try:
            return requests.get(self.base + "/config", timeout=1).ok
        except requests.ConnectionError:
            return False

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, session, method, path, body):
        done = session.request(method, self.base + "/api" + path, json=body, timeout=WAIT)
        assert done.ok, (method, path, done.status_code, done.text[:400])

    def set_up(self, redirect, logout):
        """Makes the plugin with its key, the scopes, the client, and one person."""
        self.ask(self.admin, "POST", "/auth/", {"username": "admin", "password": "password"})
        self.ask(self.admin, "POST", "/mod/plugin/", {
            "module": "oidc", "name": "oidc", "display_name": "oidc", "parameters": self.plugin()})
        scope = {"description": "of the test", "password_required": True, "password_max_age": 0,
                 "scheme": {}}
        self.ask(self.admin, "PUT", "/scope/openid",
                 {"name": "openid", "display_name": "openid", **scope})
        self.ask(self.admin, "POST", "/scope/",
                 {"name": "profile", "display_name": "profile", **scope})
        self.ask(self.admin, "POST", "/user/", {
            "username": "h.amsel", "name": "Hannah Amsel", "password": "of the test",
            "enabled": True, "scope": ["g_profile", "openid", "profile"]})
        self.ask(self.admin, "POST", "/client/", {
            "client_id": "tocsin", "name": "Tocsin", "confidential": True, "enabled": True,
            "client_secret": SECRET, "password": SECRET, "scope": ["openid", "profile"],
            "redirect_uri": [redirect], "authorization_type": ["code"],
            "token_endpoint_auth_method": ["client_secret_basic"],
            "backchannel_logout_uri": logout, "backchannel_logout_session_required": "1"})

    def plugin(self):
        key = ec.generate_private_key(ec.SECP256R1())
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption())
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        on = {name: True for name in (
            "jwks-show", "auth-type-code-enabled", "auth-type-id-token-enabled", "pkce-allowed",
            "pkce-required", "session-management-allowed", "back-channel-logout-allowed",
            "refresh-token-rolling")}
        off = {f"auth-type-{name}-enabled": False
               for name in ("token", "none", "password", "client", "refresh")}
        return {
            "iss": self.issuer, "jwt-type": "ecdsa", "jwt-key-size": "256",
            "key": private.decode(), "cert": public.decode(), "access-token-duration": 3600,
            "refresh-token-duration": 3600, "code-duration": 600, "allow-non-oidc": False,
            "scope": [], "additional-parameters": [], "subject-type": "public",
            "claims": [{"name": "preferred_username", "user-property": "username",
                        "type": "string", "mandatory": True}],
            "pkce-method-plain-allowed": False, "session-cookie-name": "GSID",
            "session-cookie-expiration": 3600, **on, **off}

    def log_in(self, address, name="h.amsel"):
        """Shows the password, agrees, and goes on as the login page does."""
        self.ask(self.browser, "POST", "/auth/", {"username": name, "password": "of the test"})
        self.ask(self.browser, "PUT", "/auth/grant/tocsin", {"scope": "openid profile"})
        done = self.browser.get(address + "&g_continue", allow_redirects=False, timeout=WAIT)
        assert done.status_code == 302, done.text[:400]
        return done.headers["Location"]

    def log_out(self):
        """Ends the person's session there, which the client is told of."""
        session = self.browser.cookies["GSID"]
        done = self.browser.delete(f"{self.issuer}/session/{session}", timeout=WAIT)
        assert done.ok, done.status_code


def claims_of(token):
    """What a token says, unchecked."""
    import base64  # noqa: PLC0415
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def parameters(address):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
