// Tocsin — Web: the switchboard's screen, kept for a reload while the gateway is away
// SPDX-License-Identifier: Apache-2.0

const WORKER = "/web/switchboard/worker.js";
const SCREEN = "/switchboard";

/** The one script that may be started so, for browsers that ask for more than its name. */
function trusted() {
  return globalThis.trustedTypes?.createPolicy("tocsin-worker", { createScriptURL: () => WORKER })
    .createScriptURL("") ?? WORKER;
}

/** The files of the client that this document was made of. */
const parts = () => [...new Set(performance.getEntriesByType("resource")
  .map((one) => new URL(one.name))
  .filter((one) => one.origin === location.origin && one.pathname.startsWith("/web/"))
  .map((one) => one.pathname))];

let isKept = false;

/** Has a worker keep this screen's files, as they are now; once a document. */
export async function keepShell() {
  if (isKept || !("serviceWorker" in navigator)) return;
  isKept = true;
  try {
    const kept = await navigator.serviceWorker.register(
      trusted(), { scope: SCREEN, updateViaCache: "none" });
    const worker = kept.installing ?? kept.waiting ?? kept.active;
    worker?.postMessage({ parts: parts() });
  } catch {
    // A browser that keeps nothing still shows everything while the gateway is reached.
  }
}
