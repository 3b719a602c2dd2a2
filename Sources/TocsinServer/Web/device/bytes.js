// Tocsin — Web: byte strings, base64url, UUIDs and big-endian numbers
// SPDX-License-Identifier: Apache-2.0

const encoder = new TextEncoder();

/** The UTF-8 bytes of a text. */
export const utf8 = (text) => encoder.encode(text);

/** One byte string out of many. */
export function concat(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Whether two byte strings are the same; not for secrets. */
export const equal = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);

/** base64url without padding (RFC 4648 section 5). */
export function toBase64URL(bytes) {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The bytes of a base64url text without padding; throws on anything else. */
export function fromBase64URL(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Error("not base64url");
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** The lower-case text of a UUID's 16 bytes. */
export function uuidText(bytes) {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The 16 bytes of a UUID's text; throws on anything else. */
export function uuidBytes(text) {
  const hex = text.replaceAll("-", "");
  if (!/^[0-9a-fA-F]{32}$/.test(hex)) throw new Error("not a UUID");
  return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}

/** An unsigned number below 2^53 as big-endian bytes. */
export function bigEndian(value, length) {
  const out = new Uint8Array(length);
  let rest = value;
  for (let at = length - 1; at >= 0; at -= 1) {
    out[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return out;
}

/** The number at `offset`; throws when it is too large to be exact. */
export function readNumber(bytes, offset, length) {
  let value = 0;
  for (let at = offset; at < offset + length; at += 1) value = value * 256 + bytes[at];
  if (!Number.isSafeInteger(value)) throw new Error("number out of range");
  return value;
}

/** SHA-256, 32 bytes. */
export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** The id of a public key: the first 16 bytes of its SHA-256. */
export const keyID = async (publicKey) => (await sha256(publicKey)).slice(0, 16);
