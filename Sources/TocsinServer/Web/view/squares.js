// Tocsin — Web: a QR code drawn from its squares
// SPDX-License-Identifier: Apache-2.0

import { drawing } from "./element.js";

/** The light frame that a reader needs around it, in squares (ISO/IEC 18004). */
const QUIET = 4;

/**
 * Draws a QR code, dark on light whatever the colour scheme: many readers know no other.
 *
 * @param rows `1` for a dark square and `0` for a light one, as the gateway gives them
 */
export function squares(rows, label) {
  const size = rows.length + 2 * QUIET;
  const path = rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map(
    (run) => `M${run.index + QUIET} ${y + QUIET}h${run[0].length}v1h-${run[0].length}z`)).join("");
  return drawing(
    "svg", {
      viewBox: `0 0 ${size} ${size}`, class: "squares", role: "img", "aria-label": label,
      "shape-rendering": "crispEdges",
    },
    drawing("path", { d: `M0 0h${size}v${size}h-${size}z`, class: "squares-light" }),
    drawing("path", { d: path, class: "squares-dark" }));
}
