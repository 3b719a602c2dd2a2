// Tocsin — Web: the switchboard's screen, kept for a reload while the gateway is away
// SPDX-License-Identifier: Apache-2.0

import { startWorker, Worker } from "../device/workers.js";
import { LANGUAGES } from "../words/words.js";

const CATALOGUE = /^\/web\/words\/[a-z]{2}(?=[-.])/;

/** The same part of the catalogue in every language: a reader may choose another meanwhile. */
const inAll = (path) => (CATALOGUE.test(path)
  ? Object.keys(LANGUAGES).map((code) => path.replace(CATALOGUE, `/web/words/${code}`)) : [path]);

/** The files of the client that this document was made of. */
const parts = () => [...new Set(performance.getEntriesByType("resource")
  .map((one) => new URL(one.name))
  .filter((one) => one.origin === location.origin && one.pathname.startsWith("/web/"))
  .flatMap((one) => inAll(one.pathname)))];

let isKept = false;

/** Has a worker keep this screen's files, as they are now; once a document. */
export async function keepShell() {
  if (isKept || !("serviceWorker" in navigator)) return;
  isKept = true;
  try {
    const kept = await startWorker(Worker.switchboard);
    const worker = kept.installing ?? kept.waiting ?? kept.active;
    worker?.postMessage({ parts: parts() });
  } catch {
    // A browser that keeps nothing still shows everything while the gateway is reached.
  }
}
