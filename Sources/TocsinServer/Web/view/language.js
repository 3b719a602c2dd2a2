// Tocsin — Web: choosing the language
// SPDX-License-Identifier: Apache-2.0

import { element } from "./element.js";
import { chooseLanguage, language, LANGUAGES, words } from "../words/words.js";

/** The languages to choose from, each by its own name. A choice starts the client afresh. */
export const languageChoice = () =>
  element(
    "label", { class: "language" }, element("span", {}, words.common.language),
    element(
      "select", {
        name: "language", "aria-label": words.common.language, dataset: { key: "language" },
        onchange: (event) => {
          chooseLanguage(event.currentTarget.value);
          location.reload();
        },
      },
      Object.entries(LANGUAGES).map(([code, name]) => element(
        "option", { value: code, lang: code, selected: code === language }, name))));
