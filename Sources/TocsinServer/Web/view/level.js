// Tocsin — Web: priorities as the gateway writes them
// SPDX-License-Identifier: Apache-2.0

/** 1 crash to 4 low; a word that this version does not know counts as high. */
export const levelOf = (priority) => ({ crash: 1, high: 2, medium: 3, low: 4 })[priority] ?? 2;
