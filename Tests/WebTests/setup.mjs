// Tocsin — WebTests: what a browser has and node has not, for the client's modules
// SPDX-License-Identifier: Apache-2.0

import { webcrypto } from "node:crypto";
import { register } from "node:module";

register("./modules.mjs", import.meta.url);
process.env.TZ = "Europe/Paris";

const define = (name, value) =>
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
if (!globalThis.crypto) define("crypto", webcrypto);
define("navigator", { languages: ["en-GB"] });
