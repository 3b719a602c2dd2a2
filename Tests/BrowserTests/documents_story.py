#!/usr/bin/env python3
# Tocsin — BrowserTests: documents that came with a page, in real Chromium
# SPDX-License-Identifier: Apache-2.0
"""A responder looks at an ECG, as a JPEG and as a PDF, from memory and nowhere else.

Usage: documents_story.py [--screens [DIR]]   (--screens writes pictures)
The program is TOCSIN_BINARY, else TOCSIN, else .build/debug/tocsin. Ends with `N passed, N failed`.
"""

import base64
import datetime
import json
import os

from browsers import DESKTOP, PHONE, enrol
from gateway import MESSAGE, Gateway
from staging import perform
from telling import expect

FIRST = "dr.amsel"

# An ECG, drawn by the browser and encoded as a JPEG.
DRAW = """() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 900, height: 420 });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff6f4";
  pen.fillRect(0, 0, 900, 420);
  pen.strokeStyle = "#f3c3bb";
  for (let at = 0; at < 900; at += 20) {
    pen.strokeRect(at, 0, 0.5, 420);
    pen.strokeRect(0, at, 900, 0.5);
  }
  pen.strokeStyle = "#111";
  pen.lineWidth = 2;
  pen.beginPath();
  for (let x = 0; x < 900; x += 1) {
    const t = x % 180;
    const y = t > 60 && t < 66 ? 40 : t > 66 && t < 72 ? 300 : 210 - 14 * Math.sin(t / 14);
    pen.lineTo(x, y);
  }
  pen.stroke();
  return canvas.toDataURL("image/jpeg", 0.8).split(",")[1];
}"""


def pdf():
    """A small PDF with a line of text and a curve."""
    drawing = (b"BT /F1 20 Tf 60 760 Td (ECG, 12 leads, 25 mm/s) Tj ET\n1.5 w 60 500 m "
               + b"".join(b"%d %d l " % (60 + at * 8, 500 + (at % 12 == 5) * 120)
                          for at in range(60))
               + b"S")
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
             b"/Resources<</Font<</F1 5 0 R>>>>>>",
             b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
             b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\n"
                  b"startxref\n%d\n%%%%EOF" % (table, len(out)))


class Ward:
    """The windows of the story and its checks; a later check builds on earlier ones."""

    viewer = True

    def __init__(self, gateway, windows):
        self.gateway = gateway
        self.windows = windows
        self.phone = windows.open(PHONE, "light")
        self.desk = windows.open(DESKTOP, "dark", locale="de-DE")
        self.saved = []
        for page in (self.phone, self.desk):
            page.on("download", lambda one: self.saved.append(one.suggested_filename))

    def enrols(self):
        """a responder has a phone and a desk"""
        enrol(self.phone, self.gateway.link(FIRST), "My phone")
        enrol(self.desk, self.gateway.link(FIRST), "Desk 3")
        self.jpeg = self.phone.evaluate(DRAW)

    def lists(self):
        """a page lists the documents that came with it"""
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%d%H%M%S+0000")
        text = MESSAGE.format(now=now, control="ECG001", number="990021", name="ZZTEST^BRAVO",
                              test="Troponin T", ward="DEMO", drawn=now, value="1480")
        sheets = (("JPEG", "ECG picture", self.jpeg),
                  ("PDF", "ECG report", base64.b64encode(pdf()).decode()),
                  ("DICOM", "ECG waveform", base64.b64encode(bytes(128) + b"DICM" * 40).decode()))
        for at, (kind, title, data) in enumerate(sheets, 2):
            text += (f"OBX|{at}|ED|11524-{at}^{title}^LN||SYN^IM^{kind}^Base64^{data}"
                     "||||||F\r")
        path = os.path.join(self.gateway.folder.name, "ecg.hl7")
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        self.gateway.run("send", "--mllp", self.gateway.mllp, path)
        for page in (self.phone, self.desk):
            page.locator(".row", has_text="Troponin").click()
            page.locator(".documents li").nth(2).wait_for()
        text = self.phone.inner_text(".documents")
        for part in ("Documents", "JPEG image", "PDF", "cannot be shown here"):
            expect(part in text, f"{part!r} is not in {text!r}")
        laid = self.phone.locator(".documents .line").first.evaluate(
            "(one) => getComputedStyle(one).display")
        expect(laid == "flex", f"a line is laid out as {laid}")
        self.look(self.phone, "documents-phone-light")
        self.look(self.desk, "documents-desktop-dark-de")

    def shows_a_picture(self):
        """a picture is shown from memory, with its leaf on the trail"""
        page = self.phone
        expect(self.views() == 0, "a view is on the trail already")
        page.click("[data-key=document-1]")
        page.wait_for_selector("dialog.document img")
        page.wait_for_function("document.querySelector('dialog img').naturalWidth === 900")
        expect(page.get_attribute("dialog img", "src").startswith("blob:"), "it is not from memory")
        expect(self.views() == 1, "the view is not on the trail")
        self.look(page, "document-jpeg-phone-light", "dialog[open]")
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog", state="detached")

    def shows_a_pdf(self):
        """a PDF is shown in the page, and nothing is saved"""
        page = self.desk
        page.click("[data-key=document-2]")
        page.wait_for_selector("dialog.document iframe")
        for _ in range(100):
            if [one for one in page.frames if one.url.startswith("chrome-extension://")]:
                break
            page.wait_for_timeout(100)
        else:
            expect(False, "the viewer has not opened it")
        if self.windows.screens:
            page.wait_for_timeout(3000)
        self.look(page, "document-pdf-desktop-dark", "dialog[open]")
        page.click("[data-key=close-document]")
        page.wait_for_selector("dialog", state="detached")
        expect(self.views() == 2, "the view is not on the trail")
        expect(self.saved == [], f"{self.saved} were saved")

    def keeps_nothing(self):
        """nothing of a document stays in the browser"""
        kept = self.phone.evaluate("""async () => {
          const names = (await indexedDB.databases()).map((one) => one.name);
          const texts = [];
          for (const name of names) {
            const db = await new Promise((done) => {
              const asked = indexedDB.open(name);
              asked.onsuccess = () => done(asked.result);
            });
            for (const store of db.objectStoreNames) {
              const all = await new Promise((done) => {
                const asked = db.transaction(store).objectStore(store).getAll();
                asked.onsuccess = () => done(asked.result);
              });
              texts.push(JSON.stringify(all));
            }
          }
          return texts.join("") + (await caches.keys()).join("");
        }""")
        expect(self.jpeg[200:280] not in kept, "a document is kept as text")
        expect(len(kept) < len(self.jpeg), f"{len(kept)} characters are kept")

    def closes_to_others(self):
        """what was declined opens no more"""
        page = self.phone
        page.click("[data-key=decline]")
        page.click("[data-key=wrong-person]")
        page.locator(".outcome", has_text="Marked wrong person").wait_for()
        page.click("[data-key=document-1]")
        page.locator(".documents .note.bad", has_text="could not be shown").wait_for()
        expect(self.views() == 2, "it was shown")

    def ran_clean(self):
        """no script error, and nothing that the content security policy had to stop"""
        expect(not self.windows.faults, "; ".join(self.windows.faults))

    def views(self):
        lines = self.gateway.run("trail", "search", "--data", self.gateway.data, "--action",
                                 "content.viewed", "--json").splitlines()
        return len([line for line in lines if "document" in json.loads(line)["reason"]])

    def look(self, page, name, wait=".documents"):
        self.windows.look(page, name, wait, full=False, unless="first headings")


STEPS = [
    Ward.enrols, Ward.lists, Ward.shows_a_picture, Ward.shows_a_pdf, Ward.keeps_nothing,
    Ward.closes_to_others, Ward.ran_clean,
]


if __name__ == "__main__":
    perform(Gateway(), Ward, STEPS, {Ward.enrols, Ward.lists})
