// Tocsin — Gateway: the statement of intended use, as this program carries it
// SPDX-License-Identifier: Apache-2.0

/// What a site accepts before alarms of bedside devices page anybody (S33).
package enum IntendedUse {
  /// The text of `Documentation/intended-use.md`; a test keeps them the same. What is accepted is
  /// the digest of these bytes, so that another text has to be accepted anew.
  package static let statement = #"""
    # Intended use

    Tocsin is a **secondary** means of telling hospital staff that a clinical or technical system
    has reported a condition. It is meant to shorten the time until the right person knows. It
    does not replace the primary means.

    ## It is meant for

    - passing on critical results, requests, and the alarms of devices, to the responder who is on
      call, with escalation;
    - use by trained staff of a hospital, on machines that the hospital runs and watches;
    - use beside the primary means, which stays in force: the alarm at the bedside sounds, the
      laboratory telephones where its rules ask for it.

    ## It is not meant for

    - being the only way in which a life-threatening condition becomes known;
    - alarms of bedside devices, unless the site has accepted this statement: until then messages
      with such alarms are kept and page nobody (`tocsin intended-use accept`). A changed
      statement is accepted anew;
    - diagnosis, triage or therapy. It shows what a source reported and neither computes, rounds
      nor interprets a value;
    - a site that has not tested its own fallback: a staffed desk or a telephone that somebody
      answers.

    ## What a site does before it goes live

    1. Reads the [hazard log](hazard-log.md), above all the lines that are open, and decides
       whether it can carry them.
    2. Writes its policies with a clinician, rehearses each, and has the rehearsals signed.
    3. Names who watches the gateway, and what happens by hand when it is down.
    4. Runs beside the old means until both have agreed for long enough.

    Whether Tocsin is a medical device at a given site depends on its use there and on the law of
    the place. The project makes no such claim and holds no certificate.

    """#
}
