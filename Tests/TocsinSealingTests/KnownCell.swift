// Tocsin — SealingTests: known answers of the vault, made by another library
// SPDX-License-Identifier: Apache-2.0

/// What `Tests/DeviceClient/sealed_cells.py` makes with PyNaCl, and checks against this file.
enum KnownCell {
  static let cell = hex(
    """
    0100000001000102030405060708090a0b0c0d0e0f1011121314151617ef76d9e6937d77856ee7b6
    69d7c2c2c130ba175b71f792c43227f936f260a85fbc721281
    """)
  static let wrapped = hex(
    """
    0100000002000102030405060708090a0b0c0d0e0f10111213141516171c3ab6d706e5fc4a9d631c
    ac7756750e1d8d8c911576bff692213b2a6dbceb673bcf7c7f0451075c37552d27e7dea92b
    """)
  static let index = hex("d650bb9e2840dd3ecc7c91cc8c107c0c")
  static let commitment = hex("d0edd63b2be9512f7008f80de9f78a7d9a338b55aa098b24b994c1ba7993528c")
  static let passphraseKey = hex("e3f737b4e42c48eb3b5f0fb6aeaa3bedc914decede80c72349d1d8fdd0482989")
  static let weakHash =
    "$argon2id$v=19$m=8192,t=1,p=1$tJTM64BfrrnFB9CIpEFK1Q"
    + "$PLiCahqIucKYW2yLoVV0C34F91HDYMec6HBx1ORwoZg"
}
