#!/usr/bin/env python3
# Tocsin — DeviceClient: the sealed cells of the store, made by another library
# SPDX-License-Identifier: Apache-2.0
"""Makes the known answers of Tests/TocsinSealingTests/KnownCell.swift with PyNaCl and Python's own
BLAKE2b, and says whether the file has them. Ends with `N passed, N failed`.
"""

import hashlib
import os
import sys

from nacl import pwhash
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as seal

ROOT, SITE, KEY = bytes([9]) * 32, bytes([5]) * 16, bytes([7]) * 32
HERE = os.path.dirname(os.path.abspath(__file__))
SWIFT = os.path.join(os.path.dirname(HERE), "TocsinSealingTests", "KnownCell.swift")


def derive(key, purpose, number):
    """libsodium's crypto_kdf: BLAKE2b with the number as salt and the purpose as person."""
    return hashlib.blake2b(
        b"", digest_size=32, key=key, salt=number.to_bytes(8, "little") + bytes(8),
        person=purpose + bytes(8)).digest()


def cell(plain, key, place, epoch, nonce):
    parts = list(place) + [epoch.to_bytes(4, "big")]
    associated = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    head = b"\x01" + epoch.to_bytes(4, "big") + nonce
    return head + seal(plain, associated, nonce, key)


def place(table, column, row):
    return [SITE, table, column, row.to_bytes(8, "big", signed=True)]


def answers():
    text = b"hospital|4711"
    yield "cell", cell(
        b"Garcia, K 7.1 mmol/L", KEY, place(b"alert", b"state", 12), 1, bytes(range(24)))
    yield "wrapped", cell(
        bytes([8]) * 32, derive(ROOT, b"tcn-wrap", 2), place(b"key", b"wrapped", 3), 2,
        bytes(range(24)))
    yield "index", hashlib.blake2b(
        text, digest_size=16, key=derive(KEY, b"tcn-indx", 1)).digest()
    yield "commitment", hashlib.blake2b(text, digest_size=32, key=bytes([3]) * 16).digest()
    yield "passphraseKey", pwhash.argon2id.kdf(
        32, b"a long passphrase", bytes([6]) * 16, opslimit=3, memlimit=256 << 20)


def main():
    with open(SWIFT, encoding="utf-8") as file:
        known = "".join(file.read().split()).replace('"+"', "")
    failed = 0
    for name, answer in answers():
        is_known = answer.hex() in known
        failed += not is_known
        print(f"{'ok' if is_known else 'FAILED'} {name} {answer.hex()}")
    password = b"correct horse battery"
    weak = [part for part in known.split('"') if part.startswith("$argon2id$v=19$m=8192,")]
    try:
        is_known = bool(weak) and pwhash.verify(weak[0].encode(), password)
    except Exception as error:
        print(f"the hash is refused: {error}")
        is_known = False
    if not is_known:
        print(pwhash.argon2id.str(password, opslimit=1, memlimit=8 << 20).decode())
    failed += not is_known
    print(f"{6 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
