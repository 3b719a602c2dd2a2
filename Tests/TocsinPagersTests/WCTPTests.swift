// Tocsin — PagersTests: WCTP, from both sides
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinPagers

@Suite struct `The XML of WCTP` {
  private func read(_ text: String) -> XMLElement? { XMLElement(parsing: Array(text.utf8)) }

  @Test func `is read with its attributes, its entities and its nesting`() throws {
    let root = try #require(
      read(
        "\u{FEFF}<?xml version='1.0'?>\n<!DOCTYPE a SYSTEM \"http://x/y.dtd\"><!-- c -->"
          + "<a b=\"1 &lt; 2\" c='&#233;'><d/>x &amp; <![CDATA[<y>]]><d e=''>z</d></a>\n"))
    #expect(root.name == "a" && root.attributes == ["b": "1 < 2", "c": "é"])
    #expect(root.text == "x & <y>" && root.children.map(\.text) == ["", "z"])
    #expect(root.at("d")?.name == "d" && root.at("d", "e") == nil)
  }

  @Test(arguments: [
    "", "a", "<a>", "<a></b>", "<a/><b/>", "<a b=1/>", "<a b='1' b='2'/>", "<a>&x;</a>",
    "<a>&#0;</a>", "<a>&</a>", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<a b='<'/>", "<a",
    "<a><!-- </a>", "<a><![CDATA[ </a>", "<?xml", "<a b='", "< a/>",
  ])
  func `is nothing else`(text: String) { #expect(read(text) == nil) }

  @Test func `is bounded in its length, its depth and its elements`() {
    func nested(_ depth: Int) -> String {
      String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
    }
    #expect(read(nested(XMLElement.depthMax)) != nil)
    #expect(read(nested(XMLElement.depthMax + 1)) == nil)
    #expect(read("<a>\(String(repeating: "<b/>", count: XMLElement.elementsMax))</a>") == nil)
    #expect(read("<a>\(String(repeating: "b", count: XMLElement.bytesMax))</a>") == nil)
  }
}

@Suite struct `A message over WCTP` {
  private static func submission(
    _ content: String = "<wctp-Alphanumeric>Ring ward 7</wctp-Alphanumeric>",
    recipient: String = "7701", header: String = "submitTimestamp=\"2026-11-24T10:00:00\""
  ) -> String {
    """
    <?xml version="1.0"?>
    <!DOCTYPE wctp-Operation SYSTEM "http://dtd.wctp.org/wctp-dtd-v1r1.dtd">
    <wctp-Operation wctpVersion="wctp-dtd-v1r1">
      <wctp-SubmitRequest>
        <wctp-SubmitHeader \(header)>
          <wctp-Originator senderID="lab@hospital.example" securityCode="x"/>
          <wctp-MessageControl messageID="17" deliveryPriority="HIGH" allowResponse="true"/>
          <wctp-Recipient recipientID="\(recipient)"/>
        </wctp-SubmitHeader>
        <wctp-Payload>\(content)</wctp-Payload>
      </wctp-SubmitRequest>
    </wctp-Operation>
    """
  }

  private func fault(_ text: String) -> WCTPFault? {
    do throws(WCTPFault) {
      _ = try WCTPRequest(parsing: Array(text.utf8))
      return nil
    } catch { return error }
  }

  @Test func `is a call for its recipient`() throws {
    let request = try WCTPRequest(parsing: Array(Self.submission().utf8))
    var call = PagerCall(pager: "7701", text: "Ring ward 7")
    (call.priority, call.caller) = ("high", "lab@hospital.example")
    #expect(request.call == call)
    #expect(request.name == "lab@hospital.example 17 2026-11-24T10:00:00")
  }

  @Test func `has a name only where its sender says when it was made`() throws {
    let other = Self.submission(header: "submitTimeStamp=\"2026-11-24T10:00:01\"")
    let request = try WCTPRequest(parsing: Array(other.utf8))
    #expect(request.name == "lab@hospital.example 17 2026-11-24T10:00:01")
    #expect(try WCTPRequest(parsing: Array(Self.submission(header: "").utf8)).name == "")
  }

  @Test func `shows the choices that its sender offers`() throws {
    let content =
      "<wctp-MCR><wctp-MessageText>Come?</wctp-MessageText><wctp-Choice>Yes</wctp-Choice>"
      + "<wctp-Choice><wctp-SendChoice>No</wctp-SendChoice></wctp-Choice></wctp-MCR>"
    let request = try WCTPRequest(parsing: Array(Self.submission(content).utf8))
    #expect(request.call.text == "Come?\n- Yes\n- No")
  }

  @Test func `may come from a client without a gateway of its own`() throws {
    let text = Self.submission().replacing("SubmitRequest", with: "SubmitClientMessage")
      .replacing("SubmitHeader", with: "SubmitClientHeader")
      .replacing("wctp-Originator", with: "wctp-ClientOriginator")
      .replacing("MessageControl", with: "ClientMessageControl")
    let request = try WCTPRequest(parsing: Array(text.utf8))
    #expect(request.call.pager == "7701" && request.call.caller == "lab@hospital.example")
    #expect(request.answer(PagerTaking(.accepted)).contains("trackingNumber=\"0\""))
    let answer = request.answer(PagerTaking(.accepted, tags: Sample.tags))
    #expect(answer.contains("wctp-ClientSuccess successCode=\"200\""))
    #expect(answer.contains("trackingNumber=\"70.8\""))
  }

  @Test func `is refused by what is wrong with it`() {
    #expect(fault("no xml") == .notXML)
    #expect(fault("<other/>") == .notWCTP)
    #expect(fault("<wctp-Operation><wctp-VersionQuery/></wctp-Operation>") == .otherOperation)
    #expect(fault("<wctp-Operation><wctp-SubmitRequest/></wctp-Operation>") == .notWCTP)
    #expect(fault(Self.submission(recipient: "")) == .unknownPager)
    #expect(fault(Self.submission("<wctp-Alphanumeric> </wctp-Alphanumeric>")) == .noText)
    #expect(fault(Self.submission("<wctp-TransparentData/>")) == .noText)
    let long = String(repeating: "a", count: PagerLimits.textBytesMax + 1)
    #expect(fault(Self.submission("<wctp-Alphanumeric>\(long)</wctp-Alphanumeric>")) == .noText)
  }

  @Test(
    arguments: zip(
      PagerVerdict.allCases,
      [
        "successCode=\"200\"", "errorCode=\"403\"", "errorCode=\"400\"", "errorCode=\"606\"",
      ]))
  func `is answered by the codes of WCTP`(verdict: PagerVerdict, code: String) throws {
    let request = try WCTPRequest(parsing: Array(Self.submission().utf8))
    let answer = request.answer(PagerTaking(verdict))
    #expect(answer.contains("<wctp-Confirmation>") && answer.contains(code))
    #expect(XMLElement(parsing: Array(answer.utf8))?.name == "wctp-Operation")
  }

  @Test(arguments: WCTPFault.allCases)
  func `is refused in XML`(fault: WCTPFault) {
    let root = XMLElement(parsing: Array(fault.answer.utf8))
    #expect(root?.at("wctp-Confirmation", "wctp-Failure")?.attributes["errorCode"] != nil)
  }
}
