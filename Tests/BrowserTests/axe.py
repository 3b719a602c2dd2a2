# Tocsin — BrowserTests: axe, which tries every screen against the rules of accessibility
# SPDX-License-Identifier: Apache-2.0
"""axe-core as its package brings it, run in the page through the browser's developer tools.

The policy of the client lets no foreign script in: what the tools evaluate, it does not ask.
"""

import functools
import importlib.resources

RUN = """async (only) => {
  const options = { resultTypes: ["violations"], iframes: false, elementRef: false };
  if (only) options.runOnly = { type: "rule", values: only };
  const { violations } = await axe.run(document, options);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => {
    const why = [...node.any, ...node.all, ...node.none].map((one) => one.message)[0] ?? "";
    return `${id}: ${node.target.join(" ")}: ${why}`;
  }));
}"""
IS_DARK = "matchMedia('(prefers-color-scheme: dark)').matches"
# What another scheme of colours can change.
COLOURS = ["color-contrast", "link-in-text-block"]


@functools.cache
def source():
    """The script of axe-core."""
    folder = importlib.resources.files("axe_playwright_python")
    return (folder / "axe.min.js").read_text(encoding="utf-8")


def violations(page, only=None):
    """What axe finds on the screen as it is; `only` names the rules, all of them without it."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(source())
    return page.evaluate(RUN, only)


def in_both_schemes(page):
    """What axe finds in light and dark; the window is left in the colours that it had."""
    own = "dark" if page.evaluate(IS_DARK) else "light"
    other = "light" if own == "dark" else "dark"
    found = [f"{own}: {one}" for one in violations(page)]
    page.emulate_media(color_scheme=other)
    found += [f"{other}: {one}" for one in violations(page, COLOURS)]
    page.emulate_media(color_scheme=own)
    return found
