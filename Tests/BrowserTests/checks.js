// Tocsin — BrowserTests: the device's modules against vectors, tampering and disorder
// SPDX-License-Identifier: Apache-2.0

async (rfc9180) => {
  const load = (name) => import(`/web/device/${name}.js`);
  const [bytes, envelopes, answers, pages, streams, { openBase }] =
    await Promise.all(["bytes", "envelope", "answer", "pages", "stream", "hpke"].map(load));
  const { concat, equal, keyID, sha256, utf8, bigEndian, uuidText } = bytes;
  const { EnvelopeRefused, openEnvelope, parseEnvelope, importSigner } = envelopes;
  const results = [];
  const hex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const same = (got, wanted) => {
    const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
    if (a !== b) throw new Error(`${a} is not ${b}`);
  };
  const check = async (name, work) => {
    try {
      await work();
      results.push([name, null]);
    } catch (error) {
      results.push([name, String(error)]);
    }
  };

  const header = hex(
    "54434e310101020100112233445566778899aabbccddeeff101112131415161718191a1b1c1d1e1f"
    + "202122232425262728292a2b2c2d2e2ff89c40f94b63314bd1ba17e4582dac5c8cf6685f99dfd36a"
    + "266b3166812b497f0000000000000007000001a20c23c300000001a20c2856e00001000100000000"
    + "00000000000000000000000000000050");
  const enc = hex("9c127796510e1a1c0f68c28635475d924830e5f7bc8f18601d4bafdabfd24109");
  const sealed = hex(
    "1418d56e36a29129f9d6b3bac6f7fe1eee592766dcf59c44a4ee6bcf275edc7686255604015fade5"
    + "cc5f2ae88cf7eb3fef21e0cb0da68ed2923b7f80ae9c0bed4606d279b1a5609442efa39fd8ca6d0f");
  const signature = hex(
    "50ead39683f17eca17ae002e266e15bce6860fc05d1dc5797d33b011b1e2434bc867d552937f970d"
    + "eaadcc757cfa272585503e656ebd6d005a861c6e52b6c00a");
  const signerRaw = hex("22b4d357328e4ef99ce4f41d9e93df13ecbffae9c388f10206f6ed8cd50399b6");
  const vector = concat(header, enc, sealed, signature);

  // PKCS#8 for a raw X25519 or Ed25519 secret (RFC 8410): a fixed prefix and 32 bytes.
  const pkcs8 = (oid, raw) =>
    concat(hex("302e020100300506032b65"), Uint8Array.of(oid), hex("04220420"), raw);
  const publicOf = async (key) => {
    const jwk = await crypto.subtle.exportKey("jwk", key);
    return bytes.fromBase64URL(jwk.x);
  };
  const x25519 = (raw) => crypto.subtle.importKey(
    "pkcs8", pkcs8(0x6e, raw), { name: "X25519" }, true, ["deriveBits"]);
  const ed25519 = (raw) => crypto.subtle.importKey(
    "pkcs8", pkcs8(0x70, raw), { name: "Ed25519" }, true, ["sign"]);

  const secret = await x25519(await sha256(utf8("tocsin kat device")));
  const notifyPublic = await publicOf(secret);
  const signerSecret = await ed25519(await sha256(utf8("tocsin kat signer")));
  const recipient = {
    site: "00112233-4455-6677-8899-aabbccddeeff",
    device: "20212223-2425-2627-2829-2a2b2c2d2e2f",
    signer: await importSigner(signerRaw), signerKeyID: await keyID(signerRaw),
    notifyPrivate: secret, notifyPublic, notifyKeyID: await keyID(notifyPublic),
  };
  const resign = async (body) => {
    const signed = concat(utf8("tocsin/envelope/v1\0"), body);
    return concat(body, new Uint8Array(await crypto.subtle.sign("Ed25519", signerSecret, signed)));
  };
  const refusal = async (envelope, changed = {}) => {
    try {
      await openEnvelope(envelope, { ...recipient, ...changed });
      return "opened";
    } catch (error) {
      return error instanceof EnvelopeRefused ? error.code : String(error);
    }
  };
  const altered = (at, value) => {
    const out = vector.slice(0, -64);
    out[at] = value;
    return resign(out);
  };

  await check("the known-answer vector opens", async () => {
    const opened = await openEnvelope(vector, recipient);
    same(opened.content, { c: "LAB-CRIT", w: "ICU2" });
    same([opened.type, opened.priority, opened.seq, opened.step, opened.attempt], [1, 2, 7, 1, 1]);
    same(opened.page, "10111213-1415-1617-1819-1a1b1c1d1e1f");
    same(
      Array.from(opened.hash, (byte) => byte.toString(16).padStart(2, "0")).join(""),
      "de795f0317fbe4fd69c4fb72f978c67058bf766ec9ab61d5071aa31574dae696");
    same(await publicOf(signerSecret), signerRaw);
  });

  const bent = (whole, bit) => {
    const out = whole.slice();
    out[bit >> 3] ^= 1 << (bit & 7);
    return out;
  };

  await check("any one bit of an envelope changed, and it is refused", async () => {
    for (let bit = 0; bit < vector.length * 8; bit += 1) {
      const outcome = await refusal(bent(vector, bit));
      if (outcome === "opened") throw new Error(`opened with bit ${bit} changed`);
    }
  });

  await check("the vector of RFC 9180 opens, and with no bit changed", async () => {
    const parts = ["publicKey", "enc", "info", "aad", "ciphertext"];
    const sealed = Object.fromEntries(parts.map((part) => [part, hex(rfc9180[part])]));
    sealed.privateKey = await x25519(hex(rfc9180.secretKey));
    same(await openBase(sealed), hex(rfc9180.plaintext));
    for (const part of parts) {
      for (let bit = 0; bit < sealed[part].length * 8; bit += 1) {
        const changed = { ...sealed, [part]: bent(sealed[part], bit) };
        const opened = await openBase(changed).catch(() => null);
        if (opened) throw new Error(`opened with bit ${bit} of ${part} changed`);
      }
    }
  });

  await check("a changed header that is signed again is refused by its seal", async () => {
    for (const at of [6, 30, 95, 113]) same(await refusal(await altered(at, 3)), "seal");
  });

  await check("a truncated or prolonged envelope is refused", async () => {
    for (let length = 0; length < vector.length; length += 1) {
      same(await refusal(vector.slice(0, length)), "length");
    }
    same(await refusal(concat(vector, Uint8Array.of(0))), "length");
  });

  await check("unknown suites and unused flags are refused", async () => {
    same(await refusal(await altered(4, 2)), "suite");
    same(await refusal(await altered(7, 9)), "flags");
  });

  await check("another signer, site, device or key is refused, in that order", async () => {
    const other = hex("00".repeat(16));
    same(await refusal(vector, { signerKeyID: other, site: "x" }), "signer");
    same(await refusal(vector, { site: "x", device: "x" }), "site");
    same(await refusal(vector, { device: "x", notifyKeyID: other }), "device");
    same(await refusal(vector, { notifyKeyID: other }), "recipient key");
    const thief = await crypto.subtle.generateKey({ name: "X25519" }, true, ["deriveBits"]);
    same(await refusal(vector, { notifyPrivate: thief.privateKey }), "seal");
  });

  await check("an all-zero encapsulated key is refused", async () => {
    const out = vector.slice(0, -64);
    out.fill(0, 136, 168);
    same(await refusal(await resign(out)), "seal");
  });

  await check("an unknown type and priority are read, and never silent", async () => {
    const envelope = parseEnvelope(await altered(5, 77));
    const record = pages.merge(undefined, { ...envelope, content: null, hash: enc }, 1000);
    same([record.status, record.isReadable], ["unknown", false]);
    same([pages.isWaiting(record), pages.isRinging(record)], [true, true]);
    same(pages.urgency(99), 2);
  });

  const incoming = (more) => ({
    page: "p", seq: 1, type: 1, priority: 2, flags: 0, attempt: 1, step: 0, issuedAt: 1000,
    expiresAt: 2000, hash: enc, content: { what: "K 7.1 mmol/L" }, ...more,
  });

  await check("a page collapses by its id, and an older envelope changes nothing", () => {
    const first = pages.merge(undefined, incoming({ seq: 5 }), 1000);
    same(pages.merge(first, incoming({ seq: 4, type: 4 }), 1001).status, "open");
    const again = pages.merge(first, incoming({ seq: 6, attempt: 2 }), 1002);
    same([again.page, again.attempt, again.firstReceivedAt], ["p", 2, 1000]);
    const empty = { what: "", who: {}, since: null };
    const gone = pages.merge(again, incoming({ seq: 7, type: 4, content: empty }), 1003);
    same([gone.status, gone.content.what], ["withdrawn", "K 7.1 mmol/L"]);
    same([pages.isWaiting(gone), pages.isRinging(gone)], [false, false]);
  });

  await check("a stand-down ends a page, says who said so, and keeps why it came", () => {
    const called = { what: "Call", why: "on call" };
    const first = pages.merge(undefined, incoming({ content: called }), 1);
    const content = { what: "Call", why: "Stood down by S: nobody has to come", by: "S" };
    const over = pages.merge(first, incoming({ seq: 2, type: 11, content }), 2);
    same([over.status, over.content.by, over.content.why], ["stoodDown", "S", "on call"]);
    same([pages.isWaiting(over), pages.isRinging(over), pages.wantsReceipt(11)],
      [false, false, false]);
  });

  await check("a call for a call leaves the page open, until it is over", () => {
    const record = { ...pages.merge(undefined, incoming(), 1000), call: { status: "taken" } };
    same([pages.isWaiting(record), pages.mayAskForCall(record)], [true, true]);
    const again = pages.merge(record, incoming({ seq: 2, attempt: 2 }), 1001);
    same(again.call.status, "taken");
    const gone = pages.merge(again, incoming({ seq: 3, type: 4 }), 1002);
    same(pages.mayAskForCall(gone), false);
  });

  await check("a settled answer is asked again only by what was issued after it", () => {
    const answer = { kind: 3, status: "taken", serverTime: 1500 };
    const record = { ...pages.merge(undefined, incoming(), 1000), answer };
    const crossing = incoming({ seq: 2, attempt: 2, issuedAt: 1400 });
    same(pages.merge(record, crossing, 1600).answer?.status, "taken");
    const reminder = incoming({ seq: 2, attempt: 2, issuedAt: 1600 });
    same(pages.merge(record, reminder, 1600).answer, null);
    const sending = { ...record, answer: { ...answer, status: "sending" } };
    same(pages.merge(sending, reminder, 1600).answer?.status, "sending");
  });

  await check("a PIN comes to the same proof as elsewhere, and opens what it wrapped", async () => {
    const { pinSecret, proofOf, unwrapKeys, wrapKeys } = await load("unlocking");
    const secret = await pinSecret("271828", new Uint8Array(16));
    same(await proofOf(secret),
      hex("55984664d8645ba1396d7432e5cfc79619fb446cd8b3c7bc8e5209a32cc4f420"));
    const made = async (kind, usages) =>
      (await crypto.subtle.generateKey({ name: kind }, true, usages)).privateKey;
    const secrets = {
      detail: await made("X25519", ["deriveBits"]),
      unlocked: await made("Ed25519", ["sign", "verify"]),
    };
    const halves = { secret, share: new Uint8Array(32), device: recipient.device };
    const wrapped = await wrapKeys(secrets, halves);
    const opened = await unwrapKeys(wrapped, halves);
    same([opened.detail.extractable, opened.unlocked.extractable], [false, false]);
    const others = [
      { ...halves, share: new Uint8Array(32).fill(1) }, { ...halves, device: recipient.site },
      { ...halves, secret: await pinSecret("271829", new Uint8Array(16)) },
    ];
    for (const other of others) {
      same(await unwrapKeys(wrapped, other).then(() => "opened", () => "shut"), "shut");
    }
    const swapped = { detail: wrapped.unlocked, unlocked: wrapped.detail };
    same(await unwrapKeys(swapped, halves).then(() => "opened", () => "shut"), "shut");
  });

  await check("the replay window takes each seq once", () => {
    const window = { highest: 0, seen: [] };
    const taken = [1, 3, 2, 3, 1, 100, 37, 36, 100].map((seq) => pages.takeSeq(window, seq));
    same(taken, [true, true, true, false, false, true, true, false, false]);
  });

  await check("the stream's text is read whatever its pieces", () => {
    const text = ": hello\n\nevent: envelope\nid: 7\ndata: abc\n\nevent: envelope\r\nid: 8\r\n"
      + "data: def\r\n\r\n: \n\n";
    for (let size = 1; size <= text.length; size += 1) {
      const parser = new streams.EventParser();
      const found = [];
      for (let at = 0; at < text.length; at += size) {
        found.push(...parser.feed(text.slice(at, at + size)));
      }
      same(found.map((one) => [one.event, one.id, one.data]),
        [["envelope", "7", "abc"], ["envelope", "8", "def"]]);
    }
  });

  await check("an answer has the layout and the signature of TCA1", async () => {
    const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
    const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const identity = {
      ...recipient, acceptPrivate: pair.privateKey, acceptKeyID: await keyID(raw),
    };
    const answer = {
      kind: 4, page: uuidText(hex("10".repeat(16))), hash: await sha256(vector), counter: 258,
      at: 1700000000000, reason: 2,
    };
    const out = await answers.signAnswer(identity, answer);
    same(out.length, 188);
    same(out.slice(0, 8), concat(utf8("TCA1"), Uint8Array.of(4, 1, 0, 0)));
    same(out.slice(104, 112), bigEndian(258, 8));
    same(out.slice(120, 124), Uint8Array.of(0, 2, 0, 0));
    const signed = concat(utf8("tocsin/ack/v1\0"), out.slice(0, 124));
    same(await crypto.subtle.verify("Ed25519", pair.publicKey, out.slice(124), signed), true);
  });

  await check("a receipt is believed only whole, ours, and for exactly this answer", async () => {
    const answer = crypto.getRandomValues(new Uint8Array(188));
    const body = concat(
      utf8("TCR1"), Uint8Array.of(0, 3, 0, 0), bytes.uuidBytes(recipient.site),
      bytes.uuidBytes(recipient.device), await sha256(answer), bigEndian(1700000000000, 8),
      bigEndian(9, 8), recipient.signerKeyID);
    const signed = concat(utf8("tocsin/receipt/v1\0"), body);
    const mark = new Uint8Array(await crypto.subtle.sign("Ed25519", signerSecret, signed));
    const receipt = concat(body, mark);
    const wanted = { result: 0, phase: 3, serverTime: 1700000000000, trailIndex: 9 };
    same(await answers.verifyReceipt(recipient, answer, receipt), wanted);
    for (let at = 0; at < receipt.length; at += 1) {
      const bent = receipt.slice();
      bent[at] ^= 0x10;
      same(await answers.verifyReceipt(recipient, answer, bent), null);
    }
    const other = crypto.getRandomValues(new Uint8Array(188));
    same(await answers.verifyReceipt(recipient, other, receipt), null);
    same(equal(receipt, receipt.slice()), true);
  });

  return results;
}
