// Tocsin — Web: policies as timelines, and who would be paged
// SPDX-License-Identifier: Apache-2.0

import { hasRole } from "../office/welcome.js";
import { ask } from "../session/api.js";
import { element, icon, replace } from "../view/element.js";
import { hoursText } from "../view/hours.js";
import { span } from "../view/time.js";
import { words } from "../words/words.js";
import { drawEdited } from "./edited.js";
import { drawQuestion } from "./rehearsal.js";

const TEXT = words.policies;

/** Draws the list with the rehearsal, or the policy that the address names. */
export async function showPolicies(place, office) {
  const name = decodeURIComponent(location.hash.slice(1));
  try {
    if (!name) return drawList(place, office, await ask("GET", "/v1/policies"));
    const policy = await ask("GET", `/v1/policies/${encodeURIComponent(name)}`);
    return drawPolicy(place, office, policy);
  } catch (error) {
    if (error.status === 401) return undefined;
    if (error.status === 403) return office.failed(TEXT.forbidden, TEXT.forbiddenText);
    if (error.status === 404) return office.failed(TEXT.unknown, TEXT.unknownText);
    return office.failed();
  }
}

function drawList(place, office, site) {
  replace(place, element(
    "section", { class: "office wide", dataset: { screen: "policies" } },
    element("h1", { tabindex: "-1" }, TEXT.title), element("p", { class: "quiet" }, TEXT.lead),
    drawQuestion(site, office),
    element("ul", { class: "rota-list" }, site.policies.map((one) => row(one, office)))));
}

function row(policy, office) {
  const first = policy.roles[0].steps[0].targets.flatMap((one) => one.now);
  return element(
    "li", { class: "card policy-row", dataset: { policy: policy.name } },
    element(
      "h2", {}, office.link(
        `/policies#${encodeURIComponent(policy.name)}`,
        { dataset: { key: `policy-${policy.name}` } }, policy.title)),
    element(
      "p", {}, first.length > 0 ? TEXT.first(first[0].name) : TEXT.firstNobody),
    element("p", { class: "quiet" }, taking(policy)),
    element("p", { class: "quiet" }, led(policy)));
}

const taking = (policy) =>
  TEXT.takes(policy.priorities.map((one) => words.priority[levelOf(one)]).join(", "));

const levelOf = (word) => ["crash", "high", "medium", "low"].indexOf(word) + 1;

function led(policy) {
  const names = policy.routes.map(words.common.quoted);
  if (policy.isCatchAll) names.push(TEXT.catchAll);
  return names.length > 0 ? TEXT.routes(names.join(", ")) : TEXT.noRoute;
}

function drawPolicy(place, office, policy) {
  const { times } = policy;
  const facts = [
    [TEXT.acknowledged, span(times.acknowledged * 1000)],
    [TEXT.reminded, span(times.reminded * 1000)],
    times.readBack === null ? null : [TEXT.readBack, span(times.readBack * 1000)],
    [TEXT.resound, span(times.resound * 1000)],
    times.bundle === null ? null : [TEXT.bundle, span(times.bundle * 1000)],
    policy.cycles > 1 ? [TEXT.cycles, String(policy.cycles)] : null,
  ].filter((one) => one);
  replace(place, element(
    "section", { class: "office", dataset: { screen: "policy" } },
    office.link(
      "/policies", { class: "plain", dataset: { key: "to-policies" } }, icon("back"), TEXT.all),
    element("h1", { tabindex: "-1" }, policy.title),
    element("p", { class: "quiet" }, `${taking(policy)} ${led(policy)}`),
    policy.roles.map((role) => element(
      "section", { class: "card", "aria-label": role.role },
      policy.roles.length > 1 ? element("h2", {}, role.role) : element("h2", {}, TEXT.steps),
      element("ol", { class: "policy-line" }, timeline(role, policy)))),
    element(
      "section", { class: "card" }, element("h2", {}, TEXT.times),
      element("dl", { class: "facts" }, facts.map(([label, value]) => element(
        "div", { class: "fact" }, element("dt", {}, label), element("dd", {}, value))))),
    hasRole(office.me, "rota-manager") ? drawEdited(policy) : null));
}

/** Each step with the time at which it begins for the most urgent priority that is taken. */
function timeline(role, policy) {
  let at = 0;
  const steps = role.steps.map((step) => {
    const line = element(
      "li", {}, element("span", { class: "at" }, `+${span(at * 1000)}`),
      element(
        "div", { class: "what-then" }, element("ul", {}, step.targets.map(target)),
        step.copies.length > 0 ? element(
          "div", { class: "quiet" }, TEXT.copies, element("ul", {}, step.copies.map(target)))
          : null,
        step.hours === null ? null : element(
          "p", { class: step.isOpen ? "badge good" : "badge" },
          icon(step.isOpen ? "check" : "hold"),
          step.isOpen ? TEXT.open(hoursText(step.hours))
            : TEXT.closed(hoursText(step.hours))),
        element("p", { class: "quiet" }, waits(step.waits))));
    const [first] = step.waits;
    at += step.waits.filter((one) => levelOf(one.priority) <= levelOf(policy.priorities[0]))
      .at(-1)?.wait ?? first.wait;
    return line;
  });
  const cycles = policy.cycles > 1 ? TEXT.again(policy.cycles) : null;
  return [...steps, element(
    "li", { class: "last" }, element(
      "span", { class: "at" }, `+${span(at * policy.cycles * 1000)}`),
    element(
      "div", { class: "what-then" }, element("strong", {}, TEXT.fallback),
      cycles ? element("p", { class: "quiet" }, cycles) : null,
      element("ul", {}, policy.fallback.targets.map(target)),
      element("p", { class: "quiet" }, TEXT.every(span(policy.fallback.every * 1000)))))];
}

function waits(list) {
  if (list.length === 1) return TEXT.wait(span(list[0].wait * 1000));
  return list.map((one) => TEXT.waitOf(
    words.priority[levelOf(one.priority)], span(one.wait * 1000))).join(", ");
}

function target(one) {
  if (one.dependsOnAlert) return element("li", {}, element("strong", {}, TEXT.target[one.text]));
  const names = one.now.map((who) => element(
    "span", { class: "who-now" }, element("strong", {}, who.name),
    who.isReachable ? null : element(
      "span", { class: "badge bad" }, icon("warning"), TEXT.noDevice)));
  return element(
    "li", {}, names.length > 0 ? names : element(
      "span", { class: "badge bad" }, icon("warning"), TEXT.nobody),
    one.title && one.rota ? element("span", { class: "quiet" }, " ", one.title) : null);
}
