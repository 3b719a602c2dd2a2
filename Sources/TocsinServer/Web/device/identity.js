// Tocsin — Web: this device's keys
// SPDX-License-Identifier: Apache-2.0

import { keyID } from "./bytes.js";
import { erase, read, Store, transact } from "./database.js";
import { importSigner } from "./envelope.js";

const SELF = "self";

/** Why this browser cannot be a device: null, `insecure` or `unsupported`. */
export async function obstacle() {
  if (!isSecureContext || !globalThis.crypto?.subtle) return "insecure";
  if (!globalThis.indexedDB || !navigator.locks) return "unsupported";
  try {
    await crypto.subtle.generateKey({ name: "X25519" }, false, ["deriveBits"]);
    await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
    return null;
  } catch {
    return "unsupported";
  }
}

/** A device of before there were locks has none: pages come to it whole. */
async function identityOf(self) {
  return {
    device: self.device, responder: self.responder, site: self.site, name: self.name,
    signer: await importSigner(self.signer), signerKeyID: await keyID(self.signer),
    notifyPrivate: self.keys.notify.secret, notifyPublic: self.keys.notify.raw,
    notifyKeyID: await keyID(self.keys.notify.raw),
    acceptPrivate: self.keys.accept.secret, acceptKeyID: await keyID(self.keys.accept.raw),
    detailPublic: self.keys.detail.raw, unlockedPublic: self.keys.unlocked.raw,
    lock: self.lock ?? null,
  };
}

/** Remembers an enrolment, and nothing of what this browser knew of an earlier one. */
export async function keepIdentity(self) {
  await erase();
  await transact([Store.self], (store) => store.put(self, SELF));
  await navigator.storage?.persist?.();
  return identityOf(self);
}

/** Who this browser is; null when it is not enrolled. */
export async function loadIdentity() {
  const self = await read(Store.self, SELF);
  return self ? identityOf(self) : null;
}
