// Tocsin — Web: what lets the switchboard's screen be loaded anew while the gateway is away
// SPDX-License-Identifier: Apache-2.0

// Serves the screen under /switchboard alone, and the client's own files to it: everybody can read
// those from the gateway without signing in. No answer of the interface (/v1) passes through here,
// so that nothing of a patient, an alert or a session can be kept. The gateway is always asked
// first; what was kept answers only when it does not, or when a proxy says that it is away.

const SHELL = "tocsin-shell";
const SCREEN = "/switchboard";
const WAIT_MS = 4000;
const PATHS_MAX = 500;

const isPart = (path) => path.startsWith("/web/");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { parts } = event.data;
  if (Array.isArray(parts)) event.waitUntil(keep(parts.filter(isPart).slice(0, PATHS_MAX)));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  const isScreen = request.mode === "navigate" && pathname === SCREEN;
  if (isScreen || isPart(pathname)) event.respondWith(answer(request, pathname));
});

async function answer(request, path) {
  let told = null;
  try {
    told = await fetch(request, { signal: AbortSignal.timeout(WAIT_MS) });
    if (told.status < 500) return told;
  } catch {
    // No answer: what was kept stands in.
  }
  const shell = await caches.open(SHELL);
  return await shell.match(path, { ignoreVary: true }) ?? told ?? Response.error();
}

/** Keeps the screen with all its parts, or, when one of them is not told, what was kept before. */
async function keep(parts) {
  const paths = [SCREEN, ...parts];
  const told = await Promise.all(
    paths.map((path) => fetch(path, { cache: "no-cache", credentials: "omit" })));
  if (told.some((one) => one.status !== 200)) return;
  const shell = await caches.open(SHELL);
  await Promise.all(told.map((one, at) => shell.put(paths[at], one)));
  const old = (await shell.keys()).filter((one) => !paths.includes(new URL(one.url).pathname));
  await Promise.all(old.map((one) => shell.delete(one)));
}
