// Tocsin — Web: making and showing passkeys
// SPDX-License-Identifier: Apache-2.0

import { fromBase64URL, toBase64URL } from "../device/bytes.js";

/** Whether this browser can do it at all. */
export const canUsePasskeys = () =>
  Boolean(globalThis.PublicKeyCredential && navigator.credentials);

/** No passkey came of it: the person gave up, or there is none. Nothing else is said. */
export class NoPasskey extends Error {}

const bytesOf = (options) => ({ ...options, id: fromBase64URL(options.id) });
const textOf = (buffer) => toBase64URL(new Uint8Array(buffer));

/** The byte strings of the response, by the names that the standard gives them. */
function json(credential, names) {
  const response = {};
  for (const name of names) {
    if (credential.response[name]) response[name] = textOf(credential.response[name]);
  }
  return {
    id: credential.id, rawId: textOf(credential.rawId), type: credential.type, response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function ceremony(work) {
  let credential = null;
  try {
    credential = await work();
  } catch {
    // Refusals of every kind are one: the browser tells the person what happened.
  }
  if (!credential) throw new NoPasskey("no passkey");
  return credential;
}

/** Makes a passkey. @returns `RegistrationResponseJSON` @throws NoPasskey */
export async function makePasskey(options) {
  const publicKey = {
    ...options, challenge: fromBase64URL(options.challenge), user: bytesOf(options.user),
    excludeCredentials: options.excludeCredentials.map(bytesOf),
  };
  const made = await ceremony(() => navigator.credentials.create({ publicKey }));
  return json(made, ["clientDataJSON", "attestationObject"]);
}

/** Shows a passkey. @returns `AuthenticationResponseJSON` @throws NoPasskey */
export async function showPasskey(options) {
  const publicKey = {
    ...options, challenge: fromBase64URL(options.challenge),
    allowCredentials: options.allowCredentials.map(bytesOf),
  };
  const shown = await ceremony(() => navigator.credentials.get({ publicKey }));
  return json(shown, ["clientDataJSON", "authenticatorData", "signature", "userHandle"]);
}
