// Tocsin — Web: what this browser remembers, in IndexedDB
// SPDX-License-Identifier: Apache-2.0

const NAME = "tocsin";
const VERSION = 1;

/** Object stores: `self` the keys and identity, `pages` by page id, `state` counters and windows,
 * `outgoing` the answers that are not yet confirmed, in order. */
export const Store = Object.freeze({
  self: "self", pages: "pages", state: "state", outgoing: "outgoing",
});

let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const database = request.result;
      database.createObjectStore(Store.self);
      database.createObjectStore(Store.state);
      database.createObjectStore(Store.pages, { keyPath: "page" });
      database.createObjectStore(Store.outgoing, { keyPath: "order", autoIncrement: true });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/** A request of IndexedDB as a promise. */
export const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * Runs `work` in one read-write transaction over the named stores and waits until it is durable.
 *
 * `work` gets the stores in order and may await nothing but requests of this transaction.
 */
export async function transact(names, work) {
  const database = await open();
  const transaction = database.transaction(names, "readwrite", { durability: "strict" });
  const committed = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
  });
  committed.catch(() => {});
  let result;
  try {
    result = await work(...names.map((name) => transaction.objectStore(name)));
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It has ended already; the error below is what matters.
    }
    throw error;
  }
  await committed;
  return result;
}

/** Reads one value; undefined when there is none. */
export async function read(name, key) {
  const database = await open();
  return done(database.transaction(name).objectStore(name).get(key));
}

/** Reads every value of a store, in the order of its keys. */
export async function readAll(name) {
  const database = await open();
  return done(database.transaction(name).objectStore(name).getAll());
}

/** Forgets everything, keys included. */
export async function erase() {
  const names = Object.values(Store);
  await transact(names, (...stores) => stores.forEach((store) => store.clear()));
}
