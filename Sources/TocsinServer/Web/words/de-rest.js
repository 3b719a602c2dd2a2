// Tocsin — Web: the words of the screens that are loaded later, in German
// SPDX-License-Identifier: Apache-2.0

import { browse } from "./de-browse.js";
import { calls } from "./de-calls.js";
import { duty } from "./de-duty.js";
import { engineer } from "./de-engineer.js";
import { enrolment } from "./de-enrol.js";
import { office } from "./de-office.js";
import { pinning } from "./de-pin.js";
import { steps } from "./de-policies.js";
import { figures } from "./de-reports.js";
import { duties } from "./de-rotas.js";
import { self } from "./de-self.js";

/** What the catalogue is completed with, at once. */
export const rest = Object.freeze({
  ...office, ...browse, ...engineer, ...calls, ...duties, ...duty, ...steps,
  ...figures, ...self, ...enrolment, ...pinning,
});
