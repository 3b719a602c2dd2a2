# Tocsin — EndToEndTests: a mail server that says no in every way
# SPDX-License-Identifier: Apache-2.0
"""An SMTP server of aiosmtpd: with STARTTLS and an account, over TLS at once, and in the clear.

`serve` writes one line of JSON with the ports and the certificate, then one for each mail that it
took. What is before the @ of an address says what is answered, as in `550-5.1.1@hospital.test`;
`slow` answers nothing.
"""

import asyncio
import email
import email.policy
import json
import re
import ssl

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from push_service import certificate

HOST = "mail.test"
ACCOUNT = (b"tocsin", b"sesame")


class Mailroom:
    """Answers by what is before the @."""

    async def answer(self, address, part):
        name = address.split("@")[0]
        wanted, _, codes = name.partition(".at.")
        if wanted == "slow" and codes in ("", part):
            await asyncio.sleep(30)
        if re.match(r"[45]\d\d", wanted) and (codes or "rcpt") == part:
            return wanted.replace("-", " ") + f" no, says {address}"
        return None

    async def handle_MAIL(self, server, session, envelope, address, options):
        no = await self.answer(address, "mail")
        if no:
            return no
        envelope.mail_from = address
        return "250 2.1.0 ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        no = await self.answer(address, "rcpt")
        if no:
            return no
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        no = await self.answer(envelope.rcpt_tos[0], "data")
        if no:
            return no
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print(json.dumps({
            "from": envelope.mail_from, "to": envelope.rcpt_tos,
            "isGuarded": server.transport.get_extra_info("sslcontext") is not None,
            "isKnown": bool(session.authenticated),
            "headers": {name.lower(): str(value) for name, value in mail.items()},
            "whole": envelope.content.decode("latin-1"), "text": mail.get_content(),
            "defects": [str(one) for one in mail.defects],
            "longest": max(map(len, envelope.content.split(b"\r\n"))),
        }), flush=True)
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, data):
    isRight = isinstance(data, LoginPassword) and (data.login, data.password) == ACCOUNT
    return AuthResult(success=isRight, handled=False)


async def main():
    pem, key = certificate(HOST)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    loop = asyncio.get_running_loop()

    async def listen(tls=None, **settings):
        server = await loop.create_server(
            lambda: SMTP(Mailroom(), hostname=HOST, loop=loop, **settings),
            "127.0.0.1", 0, ssl=tls)
        return server.sockets[0].getsockname()[1]

    ports = {
        "starttls": await listen(
            tls_context=context, require_starttls=True, authenticator=authenticate,
            auth_required=True),
        "tls": await listen(tls=context),
        "clear": await listen(),
    }
    print(json.dumps({"ports": ports, "authority": pem}), flush=True)
    await asyncio.Event().wait()


def serve():
    """Serves until it is killed."""
    asyncio.run(main())
