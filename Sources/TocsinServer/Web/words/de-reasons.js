// Tocsin — Web: the words of why somebody is paged, in German
// SPDX-License-Identifier: Apache-2.0

const reasons = {
  "on-call": {
    first: (rota, until) => `${rota}: Dienst bis ${until}`,
    second: (rota, until) => `${rota}: zweite Linie bis ${until}`,
    trainee: (rota, until) => `${rota}: in Ausbildung, bis ${until}`,
  },
  override: {
    first: (rota, until) => `${rota}: Dienst durch Vertretung bis ${until}`,
    second: (rota, until) => `${rota}: zweite Linie durch Vertretung bis ${until}`,
    trainee: (rota, until) => `${rota}: in Ausbildung, durch Vertretung bis ${until}`,
  },
  handover: {
    first: (rota, by, until) => `${rota}: von ${by} übernommen, bis ${until}`,
    second: (rota, by, until) => `${rota}: zweite Linie von ${by} übernommen, bis ${until}`,
    trainee: (rota, by, until) => `${rota}: in Ausbildung, von ${by} übernommen, bis ${until}`,
  },
  "named-by-policy": "in der Regelung namentlich genannt",
  "before-test": (by) => `hatte Dienst vor ${by}, wo der Testruf noch nicht angenommen ist`,
  "goes-off-duty": "geht aus dem Dienst; die Ablösung hat nicht geantwortet",
  "delivered-before": "hat es vorher erhalten",
  "to-be-told": "in der Meldung zur Kenntnisnahme genannt",
  "by-telephone": "telefonisch angenommen",
  "answered-before": "hat beantwortet, was jetzt berichtigt ist",
  "handed-over": (by) => `von ${by} übergeben`,
  "last-resort": "letzte Instanz der Regelung",
  reassigned: (by) => `von ${by} zugeteilt`,
  "named-by-message": "in der Meldung genannt",
  "acknowledged-last": "hat den letzten solchen Alarm angenommen",
  stale: (length) => `seit ${length} kein Lebenszeichen der Quelle: vielleicht ist es vorbei`,
};

const dutyStart = {
  title: (names) => `Dienstbeginn: ${names}`,
  text: "Testruf: nehmen Sie ihn an, dann steht fest, dass Sie erreichbar sind.",
};

const hours = {
  "every day": "jeden Tag", "but holidays": "außer Feiertage", holidays: "Feiertage",
};

/** What the catalogue is completed with. */
export const why = Object.freeze({ reasons, dutyStart, hours });
