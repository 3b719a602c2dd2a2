// Tocsin — Web: the words of why somebody is paged, in English
// SPDX-License-Identifier: Apache-2.0

const reasons = {
  "on-call": {
    first: (rota, until) => `on call for ${rota} until ${until}`,
    second: (rota, until) => `second on call for ${rota} until ${until}`,
    trainee: (rota, until) => `trainee on call for ${rota} until ${until}`,
  },
  override: {
    first: (rota, until) => `on call for ${rota} by override until ${until}`,
    second: (rota, until) => `second on call for ${rota} by override until ${until}`,
    trainee: (rota, until) => `trainee on call for ${rota} by override until ${until}`,
  },
  handover: {
    first: (rota, by, until) => `took over ${rota} from ${by} until ${until}`,
    second: (rota, by, until) => `took over the second line of ${rota} from ${by} until ${until}`,
    trainee: (rota, by, until) => `took over the trainee line of ${rota} from ${by} until ${until}`,
  },
  "named-by-policy": "named by the policy",
  "before-test": (by) => `was on duty before ${by}, whose test page is not answered yet`,
  "goes-off-duty": "goes off duty; who comes has not answered",
  "delivered-before": "was delivered it before",
  "to-be-told": "named by the message to be told",
  "by-telephone": "accepted by telephone",
  "answered-before": "answered for what is corrected now",
  "handed-over": (by) => `handed over by ${by}`,
  "last-resort": "last resort of the policy",
  reassigned: (by) => `reassigned by ${by}`,
  "named-by-message": "named by the message",
  "acknowledged-last": "acknowledged the last alert like this",
  stale: (length) => `no sign of life from the source for ${length}: it may be over`,
};

const dutyStart = {
  title: (names) => `Start of duty: ${names}`,
  text: "Test page: accept it, and you are known to be reached.",
};

const hours = {
  "every day": "every day", "but holidays": "but holidays", holidays: "holidays",
};

/** What the catalogue is completed with. */
export const why = Object.freeze({ reasons, dutyStart, hours });
