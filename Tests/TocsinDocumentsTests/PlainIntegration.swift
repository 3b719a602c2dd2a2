// Tocsin — TocsinDocumentsTests: the least integration there is
// SPDX-License-Identifier: Apache-2.0

/// An integration with one rule, eleven lines long, to which a test adds the part that it is about.
let plainIntegration = """
  title: T
  zone: Europe/Paris
  rules:
    - name: r
      message: ORU^R01
      draft:
        kind: k
        priority: high
        dedup-key: "{OBR-3.1}"
        who: { name: "{PID-5}", number: "{PID-3.1}" }
        what: { name: "{OBR-4.2}" }

  """
