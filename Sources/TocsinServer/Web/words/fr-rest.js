// Tocsin — Web: the words of the screens that are loaded later, in French
// SPDX-License-Identifier: Apache-2.0

import { browse } from "./fr-browse.js";
import { calls } from "./fr-calls.js";
import { duty } from "./fr-duty.js";
import { engineer } from "./fr-engineer.js";
import { enrolment } from "./fr-enrol.js";
import { office } from "./fr-office.js";
import { pinning } from "./fr-pin.js";
import { steps } from "./fr-policies.js";
import { figures } from "./fr-reports.js";
import { duties } from "./fr-rotas.js";
import { self } from "./fr-self.js";

/** What the catalogue is completed with, at once. */
export const rest = Object.freeze({
  ...office, ...browse, ...engineer, ...calls, ...duties, ...duty, ...steps,
  ...figures, ...self, ...enrolment, ...pinning,
});
