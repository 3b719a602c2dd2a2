// Tocsin — SealingTests: golden bytes that an independent client can check itself by
// SPDX-License-Identifier: Apache-2.0

/// Ed25519 is deterministic, so these are what any client computes from the same seeds:
/// accept seed = SHA-256("tocsin kat accept"), signer seed = SHA-256("tocsin kat signer"),
/// notify, detail and unlocked likewise ("tocsin kat device", "… detail", "… unlocked"),
/// nonce = the first 16 bytes of SHA-256("tocsin kat nonce").
enum Golden {
  /// An accept of the known-answer envelope, counter 1, 1.5 s after its issue.
  static let answer = """
    544341310301000000112233445566778899aabbccddeeff101112131415161718191a1b1c1d1e1f\
    202122232425262728292a2b2c2d2e2f3a0476617317808f360bacb649227176de795f0317fbe4fd\
    69c4fb72f978c67058bf766ec9ab61d5071aa31574dae6960000000000000001000001a20c23c8dc\
    00000000b22b4f77a7b9ffd6fa9a4240b1835ea1eb9bd74f6f793bc5bb32f55a83977bd22a2cad00\
    625afb73da4d6bbe393e501e4dc6dd9fd964fe961bdda2ecdce78f05
    """

  /// The receipt for it: taken, acknowledged, 20 ms later, trail entry 4.
  static let receipt = """
    544352310003000000112233445566778899aabbccddeeff202122232425262728292a2b2c2d2e2f\
    53b2799089eedd7e748741c2e5b9e533e6609610999b5d4c4794fe03a0f1c3e9000001a20c23c8f0\
    00000000000000048cf6685f99dfd36a266b3166812b497f8c85f36f45817b0801357249d7e1d68e\
    292fe63e23c983840849731676ff3c754ab5752ae267bc8f61111e0e52e705848eb330efa6931bc9\
    ac3c3c159765da0d
    """

  /// The header of `GET /v1/devices/{id}/envelopes?after=0&limit=10`, 1.5 s after the issue.
  static let authorization = """
    Tocsin-Device id=20212223-2425-2627-2829-2a2b2c2d2e2f,ms=1795500001500,nonce=wA2\
    qPbLwHQWBQCxCTXGc9A,sig=SKvq3n9t-L0NQEwA-jXMfXPYxKmmGaLP0hzxn-If0ZXAspOl26BNlGpz\
    _0wgaT41-PwGmW6y__GnlwtUKHXCAA
    """

  /// The bytes that it signs.
  static let requestBytes = """
    746f6373696e2f726571756573742f763100474554202f76312f646576696365732f323032313232\
    32332d323432352d323632372d323832392d3261326232633264326532662f656e76656c6f706573\
    3f61667465723d30266c696d69743d31300a313739353530303030313530300ac00daa3db2f01d05\
    81402c424d719cf4e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
    """

  /// The proof for the token `kdXn6XqjN0FkD2l4c3RhbGwtdG9rZW4tZXhhbXBsZSE`.
  static let proof = """
    29ea1b7c878a4db2d80c805fbc9371a4e0365e7af3d96aa17936bc14849d07327810ead8340a7542\
    92996a2d792478b10098f1496175c413d26af674aa7bc70f
    """
}
