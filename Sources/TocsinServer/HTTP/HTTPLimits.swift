// Tocsin — Server: the limits of the HTTP listener
// SPDX-License-Identifier: Apache-2.0

/// Every bound that the HTTP listener keeps.
package enum HTTPLimits {
  /// The longest body of a request, in bytes; beyond it 413.
  package static let bodyBytesMax = 1 << 20
  /// The longest body of a report that is answered as soon as it has come whole, in bytes; longer
  /// ones go the way of all requests.
  static let bodyAtOnceMax = 64 << 10
  /// Parts of requests that wait for a reply before theirs; beyond it nothing more is read.
  static let partsWaitingMax = 16
  /// The longest report of the content policy, in bytes; beyond it 413.
  package static let violationBytesMax = 64 << 10
  /// How long what `security.txt` says is good for, in days.
  package static let securityTextDays: Int64 = 90
  /// The deepest JSON that is read; beyond it 400.
  package static let jsonDepthMax = 64
  /// The longest target of a request, in bytes; beyond it 414.
  package static let targetBytesMax = 4 << 10
  /// All header fields of a request together, in bytes.
  package static let headerBytesMax = 16 << 10
  /// Connections at the same time; each device holds one for its stream.
  package static let connectionsMax = 16_384
  /// Of them, those over which nothing good was signed yet; the rest is kept for devices.
  package static let connectionsUnprovenMax = 3_072
  /// Such connections of one address; beyond it the oldest is closed.
  package static let connectionsOfAddressMax = 256
  /// A new connection's first request must have its whole head after so long.
  package static let headSeconds: Int64 = 15
  /// How often the certificate's files are looked at, in seconds.
  package static let certificateSeconds: Int64 = 5
  /// The largest file of a certificate chain or a key, in bytes.
  package static let certificateBytesMax = 256 << 10
  /// A connection without a whole request is closed after so long, however slowly one drips in.
  package static let idleSeconds: Int64 = 60
  /// A request's body must be whole after so long.
  package static let bodySeconds: Int64 = 30
  /// The longest that a stop waits for requests to be answered.
  package static let stopSeconds: Int64 = 5

  /// A stream this many events behind is closed; the device fetches what it misses.
  package static let streamEventsBehindMax = 64
  /// Streams of one device; the oldest ends when another begins.
  package static let streamsOfDeviceMax = 4
  /// What a source may promise of its next sign of life, in seconds: up to seven days.
  static let heartbeatSeconds: ClosedRange<Int64> = 5...604_800
  /// Streams of changes of alerts at the same time; the oldest ends when another begins.
  static let watchersMax = 256
  /// How often a stream looks into the mailbox though nothing told it to, in seconds.
  package static let pollSeconds = 2
  /// How often a stream says that it lives, in seconds.
  package static let commentSeconds = 15
  /// How often a stream notes that the device was in contact, in seconds.
  package static let contactSeconds = 60
  /// A device that takes nothing for so long has gone, in seconds.
  package static let writeSeconds = 30

  /// Envelopes of one fetch.
  package static let envelopesMax = 256
  /// Envelopes of a fetch that does not say how many.
  package static let envelopesDefault = 64
  /// The bytes of the web client together.
  package static let webBytesMax = 16 << 20
}
