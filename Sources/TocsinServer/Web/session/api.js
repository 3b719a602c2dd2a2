// Tocsin — Web: what a signed-in person asks of the gateway
// SPDX-License-Identifier: Apache-2.0

import { utf8 } from "../device/bytes.js";
import { signedFetch } from "../device/request.js";
import { forgetSession, keepSession, loadSession, newSession } from "./session.js";

/** The gateway said no: `code` is the last part of the problem's type, `offline` for no answer. */
export class Refused extends Error {
  constructor(status, problem = {}) {
    super(`refused with ${status}`);
    this.status = status;
    this.code = (problem.type ?? "").split(":").at(-1) || (status ? String(status) : "offline");
    this.field = problem.field ?? null;
    this.reason = problem.reason ?? null;
    this.detail = problem.detail ?? null;
  }
}

/** What every request carries that changes something: no form of another site can send it. */
const MEANT = { "X-Tocsin": "1" };

async function answerOf(response) {
  if (response.status === 204) return null;
  const body = await response.json().catch(() => null);
  if (response.ok) return body;
  const refused = new Refused(response.status, body ?? {});
  refused.seconds = Number(response.headers.get("Retry-After") ?? 2);
  throw refused;
}

function shape(body, more = {}) {
  const headers = { ...MEANT, ...more };
  if (body === undefined) return { headers };
  headers["Content-Type"] = "application/json";
  return { headers, body: utf8(JSON.stringify(body)) };
}

async function reach(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TypeError) throw new Refused(0);
    throw error;
  }
}

/** Asks without a session: the ways to sign in. */
export const askOpenly = (method, target, body) =>
  reach(async () => answerOf(await fetch(target, {
    method, ...shape(body), cache: "no-store", credentials: "same-origin", redirect: "error",
  })));

/** What this module asks of whoever draws the screens. */
export const asker = {
  /** Has the person show again who they are; true when they did. */
  stepUp: async () => false,
  /** The session is over: the person has to sign in again. */
  isOver: () => {},
  /** The device in whose name everything is asked, in a window without a session; null for none. */
  device: null,
};

const askOnce = (session, method, target, options) =>
  reach(async () => answerOf(await signedFetch(session, method, target, options)));

/**
 * Asks in the name of the signed-in person. A step-up that is needed is asked for once, and the
 * question is put again.
 *
 * @param headers more header fields, such as `If-Match`
 * @throws Refused
 */
export async function ask(method, target, body, headers) {
  const session = asker.device ?? await loadSession();
  if (!session) {
    asker.isOver();
    throw new Refused(401);
  }
  const options = shape(body, headers);
  try {
    return await askOnce(session, method, target, options);
  } catch (error) {
    if (error.status === 401 && !asker.device) {
      await forgetSession();
      asker.isOver();
    }
    if (error.code !== "step-up-needed" || !await asker.stepUp()) throw error;
    return askOnce(session, method, target, options);
  }
}

/** The bytes of a target, in the name of the signed-in person. @throws Refused */
export async function askBytes(target) {
  const session = await loadSession();
  if (!session) throw new Refused(401);
  const response = await reach(() => signedFetch(session, "GET", target, shape()));
  if (!response.ok) return answerOf(response);
  return new Uint8Array(await response.arrayBuffer());
}

/** Begins a session with a proof that the gateway has just taken. */
export async function beginSession(proof) {
  const { session, body } = await newSession(proof);
  const begun = await askOpenly("POST", "/v1/session", body);
  await keepSession(session);
  return begun;
}
