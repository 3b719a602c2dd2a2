// Tocsin — Web: starting the client's service workers
// SPDX-License-Identifier: Apache-2.0

/** The scripts that may be started, each with the part of the site that it serves. */
export const Worker = Object.freeze({
  /** Takes what a push service brings while no window is open. It stands in no request's way. */
  pages: { script: "/web/device/worker.js", scope: "/", type: "module" },
  /** Keeps the switchboard's screen for a reload while the gateway is away. */
  switchboard: { script: "/web/switchboard/worker.js", scope: "/switchboard", type: "classic" },
});

/** Only these scripts, for browsers that ask for more than a name. */
const policy = globalThis.trustedTypes?.createPolicy("tocsin-worker", {
  createScriptURL: (script) => {
    if (Object.values(Worker).some((one) => one.script === script)) return script;
    throw new TypeError("not a worker of this client");
  },
});

/**
 * Registers a worker, or finds it registered.
 *
 * @returns its registration @throws what the browser throws where it has no such workers
 */
export const startWorker = ({ script, scope, type }) =>
  navigator.serviceWorker.register(
    policy?.createScriptURL(script) ?? script, { scope, type, updateViaCache: "none" });
