// Tocsin — BrowserTests: the catalogues say the same in every language
// SPDX-License-Identifier: Apache-2.0

async () => {
  const [{ en }, { fr }, { de }, { LANGUAGES }] = await Promise.all(
    ["en", "fr", "de", "words"].map((name) => import(`/web/words/${name}.js`)));
  const results = [];
  const check = (name, findings) =>
    results.push([name, findings.length > 0 ? findings.slice(0, 8).join("; ") : null]);

  /** Every word of a catalogue by its path, such as `time.minutesAgo`. */
  const leaves = (value, path = "") =>
    value !== null && typeof value === "object"
      ? Object.keys(value).flatMap((key) => leaves(value[key], path ? `${path}.${key}` : key))
      : [[path, value]];

  /** What a word becomes with its parameters marked, and with one of a thing where that differs; a
   * function may give a pair of texts. */
  const filled = (word) => {
    if (typeof word !== "function") return [String(word)];
    const marks = Array.from({ length: word.length }, (_, at) => `M${at}`);
    const one = /plural\(/.test(String(word)) ? word(...marks.map(() => 1)) : [];
    return [word(...marks), one].flat().map(String);
  };
  const marksIn = (word) =>
    [...new Set(filled(word).join(" ").toUpperCase().match(/M\d\b/g) ?? [])].sort().join(" ");

  const english = new Map(leaves(en));
  for (const [language, catalogue] of Object.entries({ fr, de })) {
    const other = new Map(leaves(catalogue));
    const keys = new Set([...english.keys(), ...other.keys()]);
    check(`the catalogue ${language} has the keys of the English one`,
      [...keys].filter((key) => !english.has(key) || !other.has(key)));
    const both = [...keys].filter((key) => english.has(key) && other.has(key));
    check(`the catalogue ${language} takes and shows the same parameters`, both.filter((key) => {
      const [a, b] = [english.get(key), other.get(key)];
      return typeof a !== typeof b || (typeof a === "function" && a.length !== b.length)
        || marksIn(a) !== marksIn(b);
    }));
    check(`the catalogue ${language} leaves no word out`,
      both.filter((key) => filled(other.get(key)).some((text) => text.trim() === "")));
    const long = both.filter((key) => filled(english.get(key))[0].length > 24);
    check(`the catalogue ${language} is translated`,
      long.filter((key) => filled(english.get(key))[0] === filled(other.get(key))[0]));
  }
  check("each language can be chosen by its own name",
    ["en", "fr", "de"].filter((one) => !LANGUAGES[one]));
  return results;
}
