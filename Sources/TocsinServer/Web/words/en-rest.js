// Tocsin — Web: the words of the screens that are loaded later, in English
// SPDX-License-Identifier: Apache-2.0

import { browse } from "./en-browse.js";
import { calls } from "./en-calls.js";
import { duty } from "./en-duty.js";
import { engineer } from "./en-engineer.js";
import { enrolment } from "./en-enrol.js";
import { office } from "./en-office.js";
import { pinning } from "./en-pin.js";
import { steps } from "./en-policies.js";
import { figures } from "./en-reports.js";
import { duties } from "./en-rotas.js";
import { self } from "./en-self.js";

/** What the catalogue is completed with, at once. */
export const rest = Object.freeze({
  ...office, ...browse, ...engineer, ...calls, ...duties, ...duty, ...steps,
  ...figures, ...self, ...enrolment, ...pinning,
});
