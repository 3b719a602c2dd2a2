// Tocsin — Web: the addresses of the screens that need a signed-in person
// SPDX-License-Identifier: Apache-2.0

/** The addresses; the first two are for whoever has not come in yet. */
export const PATHS = ["/sign-in", "/welcome", "/account", "/administration", "/board", "/alert",
  "/switchboard", "/integrations", "/messages", "/message", "/try", "/intended-use",
  "/rotas", "/policies", "/reports"];

/** Whether an address is one of these screens. */
export const isOffice = (path) => PATHS.includes(path);
