// Tocsin — Web: the documents that came with a page, fetched when they are looked at
// SPDX-License-Identifier: Apache-2.0

import { EnvelopeRefused, EnvelopeType, openSealed } from "./envelope.js";
import { signedFetch } from "./request.js";

const target = (identity, page) => `/v1/devices/${identity.device}/pages/${page}/attachments`;

/** The documents of a page, without their bytes; null when they cannot be asked for now. */
export async function listAttachments(identity, page) {
  try {
    const response = await signedFetch(identity, "GET", target(identity, page));
    if (response.status === 404) return [];
    return response.ok ? (await response.json()).attachments : null;
  } catch {
    return null;
  }
}

/**
 * The bytes of one document: sealed for this device and signed by the site, as a page is.
 *
 * Nothing of it is stored. The gateway has the look on its trail before it sends a byte.
 *
 * @throws EnvelopeRefused when it cannot be believed; TypeError without a connection
 */
export async function openAttachment(identity, page, number) {
  const response = await signedFetch(identity, "GET", `${target(identity, page)}/${number}`);
  if (!response.ok) throw new EnvelopeRefused(String(response.status));
  const envelope = await openSealed(new Uint8Array(await response.arrayBuffer()), identity);
  const isIt = envelope.type === EnvelopeType.note && envelope.page === page
    && envelope.attempt === number;
  if (!isIt) throw new EnvelopeRefused("other document");
  return envelope.plain;
}
