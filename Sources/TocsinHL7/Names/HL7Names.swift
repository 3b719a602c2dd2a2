// Tocsin — TocsinHL7: what the common segments and fields are called
// SPDX-License-Identifier: Apache-2.0

/// The names of segments and fields as HL7 v2.5.1 has them, shortened where that is clear; for
/// people who look at a message. What is not here has no name, and is shown all the same.
package enum HL7Names {
  /// The name of a segment; nil for one that is not here, such as Z segments.
  package static func segment(_ code: String) -> String? {
    table[code.uppercased()]?.first
  }

  /// The name of field `number`, counted from 1; nil for one that is not here.
  package static func field(_ code: String, _ number: Int) -> String? {
    guard let names = table[code.uppercased()], names.indices.contains(number), number > 0 else {
      return nil
    }
    return names[number]
  }

  /// By segment: its name, then those of its fields.
  private static let table: [String: [String]] = Dictionary(
    uniqueKeysWithValues: lines.map { line in
      let parts = line.split(separator: "|").map(String.init)
      return (parts[0], Array(parts.dropFirst()))
    })

  private static let lines = [
    """
    MSH|Message header|Field separator|Encoding characters|Sending application\
    |Sending facility|Receiving application|Receiving facility|Time of message|Security\
    |Message type|Message control ID|Processing ID|Version ID|Sequence number\
    |Continuation pointer|Accept acknowledgment type|Application acknowledgment type\
    |Country code|Character set|Principal language|Alternate character set handling\
    |Message profile
    """,
    """
    MSA|Message acknowledgment|Acknowledgment code|Message control ID|Text message\
    |Expected sequence number|Delayed acknowledgment type|Error condition
    """,
    """
    ERR|Error|Error code and location|Error location|HL7 error code|Severity\
    |Application error code|Application error parameter|Diagnostic information\
    |User message
    """,
    """
    EVN|Event type|Event type code|Recorded time|Planned event time|Event reason code\
    |Operator ID|Event occurred|Event facility
    """,
    """
    PID|Patient identification|Set ID|Patient ID|Patient identifier list\
    |Alternate patient ID|Patient name|Mother's maiden name|Time of birth\
    |Administrative sex|Patient alias|Race|Patient address|County code|Phone number, home\
    |Phone number, business|Primary language|Marital status|Religion\
    |Patient account number|SSN number|Driver's license number|Mother's identifier\
    |Ethnic group|Birth place|Multiple birth indicator|Birth order|Citizenship\
    |Veterans military status|Nationality|Patient death time|Patient death indicator
    """,
    """
    PD1|Patient additional demographic|Living dependency|Living arrangement\
    |Patient primary facility|Primary care provider
    """,
    """
    PV1|Patient visit|Set ID|Patient class|Assigned location|Admission type\
    |Preadmit number|Prior location|Attending doctor|Referring doctor|Consulting doctor\
    |Hospital service|Temporary location|Preadmit test indicator|Re-admission indicator\
    |Admit source|Ambulatory status|VIP indicator|Admitting doctor|Patient type\
    |Visit number|Financial class|Charge price indicator|Courtesy code|Credit rating\
    |Contract code|Contract effective date|Contract amount|Contract period|Interest code\
    |Transfer to bad debt code|Transfer to bad debt date|Bad debt agency code\
    |Bad debt transfer amount|Bad debt recovery amount|Delete account indicator\
    |Delete account date|Discharge disposition|Discharged to location|Diet type\
    |Servicing facility|Bed status|Account status|Pending location\
    |Prior temporary location|Admit time|Discharge time
    """,
    """
    PV2|Patient visit, additional|Prior pending location|Accommodation code|Admit reason\
    |Transfer reason
    """,
    "NK1|Next of kin|Set ID|Name|Relationship|Address|Phone number",
    """
    MRG|Merge patient|Prior patient identifier list|Prior alternate patient ID\
    |Prior patient account number|Prior patient ID|Prior visit number\
    |Prior alternate visit ID|Prior patient name
    """,
    "AL1|Patient allergy|Set ID|Allergen type|Allergen code|Allergy severity|Allergy reaction",
    "DG1|Diagnosis|Set ID|Coding method|Diagnosis code|Diagnosis description|Diagnosis time",
    "GT1|Guarantor|Set ID|Guarantor number|Guarantor name",
    "IN1|Insurance|Set ID|Health plan ID|Insurance company ID|Insurance company name",
    """
    ORC|Common order|Order control|Placer order number|Filler order number\
    |Placer group number|Order status|Response flag|Quantity and timing|Parent order\
    |Time of transaction|Entered by|Verified by|Ordering provider|Enterer's location\
    |Call back phone number|Order effective time|Order control code reason\
    |Entering organization|Entering device|Action by
    """,
    """
    OBR|Observation request|Set ID|Placer order number|Filler order number\
    |Universal service identifier|Priority|Requested time|Observation time\
    |Observation end time|Collection volume|Collector identifier|Specimen action code\
    |Danger code|Relevant clinical information|Specimen received time|Specimen source\
    |Ordering provider|Order callback phone number|Placer field 1|Placer field 2\
    |Filler field 1|Filler field 2|Results reported, status changed|Charge to practice\
    |Diagnostic service section|Result status|Parent result|Quantity and timing\
    |Result copies to|Parent|Transportation mode|Reason for study\
    |Principal result interpreter|Assistant result interpreter|Technician|Transcriptionist\
    |Scheduled time
    """,
    """
    OBX|Observation|Set ID|Value type|Observation identifier|Observation sub-ID\
    |Observation value|Units|Reference range|Abnormal flags|Probability\
    |Nature of abnormal test|Observation result status|Effective date of reference range\
    |User defined access checks|Observation time|Producer's ID|Responsible observer\
    |Observation method|Equipment instance identifier|Analysis time|Observation site
    """,
    "NTE|Notes and comments|Set ID|Source of comment|Comment|Comment type",
    """
    SPM|Specimen|Set ID|Specimen ID|Specimen parent IDs|Specimen type\
    |Specimen type modifier|Specimen additives|Specimen collection method\
    |Specimen source site|Source site modifier|Collection site|Specimen role\
    |Specimen collection amount|Grouped specimen count|Specimen description|Handling code\
    |Risk code|Specimen collection time|Specimen received time
    """,
    """
    TQ1|Timing and quantity|Set ID|Quantity|Repeat pattern|Explicit time\
    |Relative time and units|Service duration|Start time|End time|Priority
    """,
    """
    TXA|Transcription document header|Set ID|Document type|Content presentation\
    |Activity time|Primary activity provider|Origination time|Transcription time|Edit time\
    |Originator|Authenticator|Transcriptionist|Unique document number\
    |Parent document number|Placer order number|Filler order number\
    |Unique document file name|Completion status|Confidentiality status\
    |Availability status
    """,
    """
    SCH|Scheduling activity information|Placer appointment ID|Filler appointment ID\
    |Occurrence number|Placer group number|Schedule ID|Event reason|Appointment reason\
    |Appointment type|Appointment duration|Appointment duration units\
    |Appointment timing quantity
    """,
    """
    RXE|Pharmacy encoded order|Quantity and timing|Give code|Give amount, minimum\
    |Give amount, maximum|Give units|Give dosage form|Provider's instructions
    """,
    """
    RXO|Pharmacy order|Requested give code|Requested give amount, minimum\
    |Requested give amount, maximum|Requested give units
    """,
    "RXR|Pharmacy route|Route|Administration site|Administration device|Administration method",
    """
    PRT|Participation|Participation instance ID|Action code|Action reason\
    |Role of participation|Person
    """,
    "ROL|Role|Role instance ID|Action code|Role|Role person",
    "ACC|Accident|Accident time|Accident code|Accident location",
    "DSC|Continuation pointer|Continuation pointer|Continuation style",
    "BHS|Batch header",
    "BTS|Batch trailer",
    "FHS|File header",
    "FTS|File trailer",
    "IN2|Insurance, additional",
    "IN3|Insurance certification",
    "PR1|Procedures",
    "AIS|Appointment, service",
    "AIL|Appointment, location",
    "AIP|Appointment, personnel",
    "RGS|Resource group",
    "DB1|Disability",
    "ARV|Access restriction",
    "CON|Consent",
  ]
}
