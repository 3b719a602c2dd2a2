// Tocsin — Web: being installed, and the number on the icon
// SPDX-License-Identifier: Apache-2.0

/** The browser's own offer to install the client; null where it makes none, or it is installed. */
export const installing = {
  offer: null,
  /** Called when there is an offer, or none any more. */
  changed: () => {},
};

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  installing.offer = event;
  installing.changed();
});
addEventListener("appinstalled", () => {
  installing.offer = null;
  installing.changed();
});

/** Asks the person, who has just touched the screen for it. */
export async function install() {
  const { offer } = installing;
  installing.offer = null;
  await offer?.prompt();
  installing.changed();
}

let shown = null;

/** Shows on the icon how many pages wait; nothing there for none. */
export function showBadge(count) {
  if (shown === count) return;
  shown = count;
  const work = count > 0 ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.();
  work?.catch(() => {});
}
