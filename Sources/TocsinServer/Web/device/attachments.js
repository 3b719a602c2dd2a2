// Tocsin — Web: a document that came with a page, fetched when it is looked at
// SPDX-License-Identifier: Apache-2.0

import { EnvelopeRefused, EnvelopeType, openSealed } from "./envelope.js";
import { signedFetch } from "./request.js";

/**
 * The bytes of one document: sealed for this device and signed by the site, as a page is.
 *
 * Nothing of it is stored. The gateway has the look on its trail before it sends a byte.
 *
 * @param reader whose keys open it: those of an unlocked device, where it has a lock
 * @throws EnvelopeRefused when it cannot be believed; TypeError without a connection
 */
export async function openAttachment(reader, page, number) {
  const target = `/v1/devices/${reader.device}/pages/${page}/attachments/${number}`;
  const response = await signedFetch(reader, "GET", target);
  if (!response.ok) throw new EnvelopeRefused(String(response.status));
  const envelope = await openSealed(new Uint8Array(await response.arrayBuffer()), reader);
  const isIt = envelope.type === EnvelopeType.note && envelope.page === page
    && envelope.attempt === number;
  if (!isIt) throw new EnvelopeRefused("other document");
  return envelope.plain;
}
