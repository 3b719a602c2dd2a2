// Tocsin — Web: the client itself, kept so that it starts while the gateway is away
// SPDX-License-Identifier: Apache-2.0

import { startWorker, Worker } from "./workers.js";

/** How often a window that stays open looks whether there is another version. */
const LOOK_MS = 60 * 60 * 1000;

/**
 * Has the worker keep the files of the client, now and from time to time.
 *
 * @param newer called when another version than that of this window is kept
 */
export async function keepShell(newer) {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data?.isNewer === true) newer();
  });
  try {
    const kept = await startWorker(Worker.pages);
    const look = () => (kept.active ?? kept.waiting ?? kept.installing)?.postMessage(
      { keep: true });
    look();
    setInterval(look, LOOK_MS);
  } catch {
    // A browser that keeps nothing still shows everything while the gateway is reached.
  }
}
