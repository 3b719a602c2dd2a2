// Tocsin — Web: serving the client from what was kept, in the worker
// SPDX-License-Identifier: Apache-2.0

// The screens of who is paged come from the kept files, and start at once, whether the gateway is
// there or not. All are of one release: they are kept together, each compared with the tag under
// which the gateway names it, and only when the last one is there they take the place of the ones
// before. No answer of the interface (/v1) passes through here or is ever kept.

const PREFIX = "tocsin-pages-";
const RELEASE = "/release.json";
const INDEX = "/web/index.html";
/** Addresses of the client of who is paged; all others are asked of the gateway as ever. */
const SCREENS = ["/", "/page", "/duty", "/rota", "/call", "/devices", "/contacts", "/history",
  "/settings"];
/** What only screens of signed-in people need. */
const ELSEWHERE = ["/web/browse/", "/web/policies/", "/web/reports/", "/web/openapi.yaml"];

let current = null;

/** The newest release that was kept whole; null for none. */
async function kept() {
  if (current) return current;
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX)).sort();
  for (const name of names.reverse()) {
    const cache = await caches.open(name);
    if (await cache.match(RELEASE)) {
      current = cache;
      return cache;
    }
  }
  return null;
}

const pathOf = (url) => new URL(url).pathname;

/** Takes what is a file of the client or one of its screens; everything else goes its own way. */
export function answerFetch(event) {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (SCREENS.includes(pathname)) event.respondWith(answer(request, INDEX));
  } else if (pathname.startsWith("/web/")) {
    event.respondWith(answerPart(event, pathname));
  }
}

/** Parts of other screens come from the gateway: they are of its release, and not of this one. */
async function answerPart({ request, clientId }, path) {
  const client = clientId ? await self.clients.get(clientId) : null;
  return client && SCREENS.includes(pathOf(client.url)) ? answer(request, path) : fetch(request);
}

async function answer(request, path) {
  const cache = await kept().catch(() => null);
  const found = await cache?.match(path, { ignoreVary: true });
  return found ?? fetch(request);
}

async function part({ path, tag }) {
  const told = await fetch(path, { cache: "no-cache", credentials: "omit" });
  if (told.status !== 200 || told.headers.get("ETag") !== tag) throw new Error("another release");
  return told;
}

/**
 * Keeps the present release, unless it is kept already.
 *
 * @returns whether it took the place of another one
 * @throws what `fetch` throws; what was kept before stays then
 */
export async function keepRelease() {
  const told = await fetch(RELEASE, { cache: "no-store", credentials: "omit" });
  if (told.status !== 200) return false;
  const copy = told.clone();
  const { release, parts } = await told.json();
  const before = await kept();
  const known = await (await before?.match(RELEASE))?.json();
  if (known?.release === release) return false;
  const wanted = parts.filter(({ path }) => !ELSEWHERE.some((one) => path.startsWith(one)));
  const files = await Promise.all(wanted.map(part));
  const name = `${PREFIX}${Date.now()}-${release}`;
  const cache = await caches.open(name);
  await Promise.all(files.map((file, at) => cache.put(wanted[at].path, file)));
  await cache.put(RELEASE, copy);
  current = cache;
  const old = (await caches.keys()).filter((one) => one.startsWith(PREFIX) && one !== name);
  await Promise.all(old.map((one) => caches.delete(one)));
  return before !== null;
}
