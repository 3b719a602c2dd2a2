// Tocsin — Web: the PIN, and reading a value back, in German
// SPDX-License-Identifier: Apache-2.0

/** Die Tasten, auf denen die PIN getippt wird. */
const pad = {
  title: "Ihre PIN",
  typed: (count) => (count === 1 ? "1 Ziffer eingegeben" : `${count} Ziffern eingegeben`),
  erase: "Letzte Ziffer löschen",
  go: "Entsperren",
  working: "Wird geprüft …",
  notNow: "Jetzt nicht",
  wrong: (left) =>
    (left === 1 ? "Falsche PIN. Noch 1 Versuch." : `Falsche PIN. Noch ${left} Versuche.`),
  dead: "Die PIN war zu oft falsch. Das Gerät "
    + "klingelt weiter und nimmt an. Um hier wieder zu lesen, bitten Sie Ihre Dienstplanung um "
    + "einen neuen Link.",
  offline: "Tocsin hat nicht geantwortet. Prüfen Sie das Netz und versuchen Sie es erneut.",
  ended: "Dieses Gerät wurde beendet.",
};

/** Der Schritt der Anmeldung, in dem eine PIN gewählt wird. */
const pin = {
  next: "Weiter",
  title: "Wählen Sie eine PIN",
  lead: "Sie öffnet, was Ihre Rufe über einen Patienten sagen. Gerufen werden und annehmen geht "
    + "ohne PIN.",
  label: "PIN, 6 bis 12 Ziffern",
  again: "Dieselbe PIN noch einmal",
  hint: "Nach 8 falschen Versuchen in Folge muss das Gerät neu angemeldet werden. Niemand kann "
    + "Ihnen Ihre PIN nennen.",
  fault: {
    form: "Eine PIN hat 6 bis 12 Ziffern.",
    guessable: "Diese PIN ist zu leicht zu erraten. Vermeiden Sie Reihen und Wiederholungen.",
    different: "Die beiden PINs sind nicht gleich.",
  },
};

/** Ein Wert, der nach dem Annehmen zurückgelesen wird. */
const readBack = {
  title: (due) => `Lesen Sie den Wert bis ${due} zurück`,
  text: "Rufen Sie zurück, sagen Sie, was Sie lesen, und geben Sie den Wert hier ein.",
  locked: "Entsperren Sie dieses Gerät, um den Wert zurückzulesen.",
  go: "Zurücklesen",
  goPlain: "Ich habe ihn zurückgelesen",
  wrong: "Nicht derselbe Wert",
  both: (typed, value) => `Eingegeben: ${typed}; im Ruf steht ${value}.`,
  again: "Sehen Sie noch einmal hin und geben Sie den Wert erneut ein.",
  call: "Rufen Sie den Absender an, bevor Sie handeln. Auch die Vermittlung ist gebeten, Sie "
    + "anzurufen.",
  done: (at) => [`Zurückgelesen um ${at}`, "Tocsin hat es bestätigt."],
};

export const pinning = Object.freeze({ pad, pin, readBack });
