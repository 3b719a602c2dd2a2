// Tocsin — WebTests: loading the client's modules as a browser does
// SPDX-License-Identifier: Apache-2.0

const isWeb = (url) => /\/Sources\/TocsinServer\/Web\/[^?]*\.js(\?|$)/.test(url);

/** A module that was loaded for one language loads its own modules for the same one. */
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  const query = isWeb(found.url) ? new URL(context.parentURL ?? found.url).search : "";
  return query && !found.url.includes("?") ? { ...found, url: found.url + query } : found;
}

/** No package says here that these files are modules: the browser knows by how it asks. */
export const load = (url, context, next) =>
  next(url, isWeb(url) ? { ...context, format: "module" } : context);
