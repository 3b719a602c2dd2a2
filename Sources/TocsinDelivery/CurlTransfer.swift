// Tocsin — Delivery: one request as libcurl sees it
// SPDX-License-Identifier: Apache-2.0

internal import CCurl
internal import TocsinGateway

/// An easy handle, what it was told, and what has come back so far. Lives on the thread that owns
/// the multi handle; libcurl calls back on that thread and only while the handle is in it.
final class CurlTransfer {
  let job: CurlJob
  let handle: UnsafeMutableRawPointer
  private let rule: AddressRule
  private let place: URLPlace
  /// As the rule knows it: `https` for all that TLS guards.
  private let guarded: String
  private let replyBytesMax: Int
  /// A mail on its way; nil for HTTP.
  private let mail: MailExchange?
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private var headerBytes = 0
  private var headers: [(name: String, value: String)] = []
  private var body: [UInt8] = []
  private var isTooLarge = false
  private var isForbidden = false

  init(_ job: CurlJob, _ settings: CurlSettings) throws(OutboundError) {
    let rule = job.rule ?? settings.rule
    guard let place = URLPlace(job.errand.url), let guarded = Self.guarded(place, job.errand),
      rule.allows(scheme: guarded, host: place.host), Self.isPlain(job.errand)
    else { throw .forbidden }
    guard let handle = curl_easy_init() else { throw .unreachable("no memory for a request") }
    self.job = job
    self.handle = handle
    self.place = place
    self.rule = rule
    self.guarded = guarded
    switch job.errand {
    case .http(let request): (mail, replyBytesMax) = (nil, request.replyBytesMax)
    case .mail(let errand): (mail, replyBytesMax) = (MailExchange(errand), 65_536)
    case .reach: (mail, replyBytesMax) = (nil, 65_536)
    }
    guard configure(settings), configureErrand() else {
      throw .unreachable("the library refuses a setting")
    }
    connectCallbacks()
  }

  deinit {
    curl_easy_cleanup(handle)
    for list in lists { curl_slist_free_all(list) }
  }

  /// Whether nothing of it can be read as two lines.
  private static func isPlain(_ errand: CurlErrand) -> Bool {
    let isLine = { (text: String) in text.utf8.allSatisfy { $0 != 0x0D && $0 != 0x0A && $0 != 0 } }
    switch errand {
    case .http(let request):
      return isLine(request.method)
        && request.headers.allSatisfy { isLine($0.name) && isLine($0.value) }
    case .mail(let mail):
      return isLine(mail.sender + mail.recipient + mail.account + (mail.secret ?? ""))
    case .reach: return true
    }
  }

  /// The scheme by which the address rule judges; nil for what this errand cannot speak. Mail in
  /// the clear is judged as `http:` is: it goes to this machine alone.
  private static func guarded(_ place: URLPlace, _ errand: CurlErrand) -> String? {
    switch (errand, place.scheme) {
    case (.http, "https"), (.http, "http"): place.scheme
    case (.mail, "smtps"): "https"
    case (.mail, "smtp"): place.isThisMachine ? "http" : "https"
    case (.reach, "smtp"): place.isThisMachine ? "http" : "https"
    case (.reach(let errand), "http"): errand.isPlain ? "https" : "http"
    case (.reach, "https"), (.reach, "smtps"): "https"
    case (.http, _), (.mail, _), (.reach, _): nil
    }
  }

  // MARK: What it is told

  private func configure(_ settings: CurlSettings) -> Bool {
    let numbers: [(CURLoption, Int)] = [
      (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_SSL_VERIFYPEER, 1),
      (CURLOPT_SSL_VERIFYHOST, 2), (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
      (CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS)),
      (CURLOPT_TIMEOUT_MS, max(1, job.errand.timeoutMilliseconds)),
      (CURLOPT_CONNECTTIMEOUT_MS, settings.connectMilliseconds),
      // A name that is still being looked up when its time is over is left to itself; else every
      // other transfer would wait with this thread until the resolver gives up.
      (CURLOPT_QUICK_EXIT, 1),
    ]
    var isSet = numbers.allSatisfy { tocsin_curl_set_long(handle, $0, $1) == CURLE_OK }
    isSet = isSet && set(CURLOPT_URL, job.errand.url)
    isSet = isSet && set(CURLOPT_PROTOCOLS_STR, place.scheme)
    isSet = isSet && set(CURLOPT_PROXY, "")
    if let authorities = settings.authorities {
      isSet = isSet && set(CURLOPT_CAINFO, authorities)
      isSet = isSet && tocsin_curl_set_text(handle, CURLOPT_CAPATH, nil) == CURLE_OK
    }
    return isSet && set(CURLOPT_RESOLVE, list: settings.pins)
  }

  private func configureErrand() -> Bool {
    switch job.errand {
    case .http(let request): configure(request)
    case .mail(let errand): configure(errand)
    case .reach: configureReach()
    }
  }

  private func configureReach() -> Bool {
    let tls = guarded == "http" || place.scheme == "http" ? CURLUSESSL_NONE : CURLUSESSL_ALL
    return tocsin_curl_set_long(handle, CURLOPT_CONNECT_ONLY, 1) == CURLE_OK
      && tocsin_curl_set_long(handle, CURLOPT_USE_SSL, Int(tls.rawValue)) == CURLE_OK
  }

  private func configure(_ errand: MailErrand) -> Bool {
    var isSet = set(CURLOPT_MAIL_FROM, "<\(errand.sender)>")
    isSet = isSet && set(CURLOPT_MAIL_RCPT, list: ["<\(errand.recipient)>"])
    if let secret = errand.secret, !errand.account.isEmpty {
      isSet = isSet && set(CURLOPT_USERNAME, errand.account) && set(CURLOPT_PASSWORD, secret)
    }
    let tls = guarded == "http" ? CURLUSESSL_NONE : CURLUSESSL_ALL
    isSet = isSet && tocsin_curl_set_long(handle, CURLOPT_USE_SSL, Int(tls.rawValue)) == CURLE_OK
    isSet = isSet && tocsin_curl_set_long(handle, CURLOPT_UPLOAD, 1) == CURLE_OK
    isSet = isSet && tocsin_curl_set_long(handle, CURLOPT_VERBOSE, 1) == CURLE_OK
    let size = curl_off_t(errand.message.count)
    return isSet && tocsin_curl_set_size(handle, CURLOPT_INFILESIZE_LARGE, size) == CURLE_OK
  }

  private func configure(_ request: OutboundRequest) -> Bool {
    // An empty `Expect` keeps the library from waiting for a server's leave to send the body.
    let lines = request.headers.map { "\($0.name): \($0.value)" } + ["Expect:"]
    guard set(CURLOPT_HTTPHEADER, list: lines) else { return false }
    if request.method == "HEAD" {
      return tocsin_curl_set_long(handle, CURLOPT_NOBODY, 1) == CURLE_OK
    }
    if !request.body.isEmpty || request.method == "POST" {
      let size = curl_off_t(request.body.count)
      let isSized = tocsin_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, size) == CURLE_OK
      let isCopied = (request.body + [0]).withUnsafeBytes { bytes in
        tocsin_curl_set_text(
          handle, CURLOPT_COPYPOSTFIELDS, bytes.bindMemory(to: CChar.self).baseAddress) == CURLE_OK
      }
      guard isSized, isCopied else { return false }
    }
    return set(CURLOPT_CUSTOMREQUEST, request.method)
  }

  private func set(_ option: CURLoption, _ text: String) -> Bool {
    tocsin_curl_set_text(handle, option, text) == CURLE_OK
  }

  private func set(_ option: CURLoption, list lines: [String]) -> Bool {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard let longer = curl_slist_append(list, line) else {
        curl_slist_free_all(list)
        return false
      }
      list = longer
    }
    guard let list else { return true }
    lists.append(list)
    return tocsin_curl_set_list(handle, option, list) == CURLE_OK
  }

  // MARK: What comes back

  private func connectCallbacks() {
    let pointer = Unmanaged.passUnretained(self).toOpaque()
    tocsin_curl_set_pointer(handle, CURLOPT_WRITEDATA, pointer)
    tocsin_curl_set_pointer(handle, CURLOPT_HEADERDATA, pointer)
    tocsin_curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, pointer)
    tocsin_curl_set_writer(handle, CURLOPT_WRITEFUNCTION) { start, size, count, pointer in
      CurlTransfer.at(pointer)?.takeBody(UnsafeRawBufferPointer(start: start, count: size * count))
        ?? 0
    }
    tocsin_curl_set_writer(handle, CURLOPT_HEADERFUNCTION) { start, size, count, pointer in
      CurlTransfer.at(pointer)?.takeHeader(
        UnsafeRawBufferPointer(start: start, count: size * count))
        ?? 0
    }
    if mail != nil { watchMail(pointer) }
    tocsin_curl_set_opener(handle) { pointer, _, address in
      guard let address, CurlTransfer.at(pointer)?.mayConnect(to: address) == true else {
        return -1
      }
      return tocsin_curl_open(address)
    }
  }

  /// The library says nothing of how far a mail came but to who watches what it sends.
  private func watchMail(_ pointer: UnsafeMutableRawPointer) {
    tocsin_curl_set_pointer(handle, CURLOPT_READDATA, pointer)
    tocsin_curl_set_writer(handle, CURLOPT_READFUNCTION) { start, size, count, pointer in
      CurlTransfer.at(pointer)?.mail?.give(
        UnsafeMutableRawBufferPointer(start: start, count: size * count)) ?? 0
    }
    tocsin_curl_set_pointer(handle, CURLOPT_DEBUGDATA, pointer)
    tocsin_curl_set_watcher(handle) { _, kind, start, count, pointer in
      if kind == CURLINFO_HEADER_OUT {
        CurlTransfer.at(pointer)?.mail?.says(UnsafeRawBufferPointer(start: start, count: count))
      }
      return 0
    }
  }

  private static func at(_ pointer: UnsafeMutableRawPointer?) -> CurlTransfer? {
    pointer.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
  }

  private func mayConnect(to wanted: UnsafePointer<curl_sockaddr>) -> Bool {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = Int(tocsin_curl_address(wanted, &bytes))
    guard let address = InternetAddress(Array(bytes.prefix(count))),
      rule.allows(address, scheme: guarded, host: place.host)
    else {
      isForbidden = true
      return false
    }
    return true
  }

  private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard body.count + bytes.count <= replyBytesMax else {
      isTooLarge = true
      return 0
    }
    body.append(contentsOf: bytes)
    return bytes.count
  }

  private func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
    headerBytes += bytes.count
    guard headerBytes <= DeliveryLimits.replyHeaderBytesMax else {
      isTooLarge = true
      return 0
    }
    let line = String(decoding: bytes, as: UTF8.self)
    if let mail {
      mail.hears(line)
    } else if line.hasPrefix("HTTP/") {
      headers = []
    } else if let colon = line.firstIndex(of: ":") {
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      let end = value.lastIndex { !$0.isWhitespace }
      headers.append(
        (line[..<colon].lowercased(), end.map { String(value[...$0]) } ?? ""))
    }
    return bytes.count
  }

  /// What came of it, after libcurl has said that it is done.
  func outcome(_ code: CURLcode) -> CurlJob.Outcome {
    if isTooLarge { return .failure(CurlFailure(.tooLarge)) }
    switch code {
    case CURLE_OK:
      var status = 0
      tocsin_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
      return .success(OutboundReply(status: status, headers: headers, body: body))
    case CURLE_OPERATION_TIMEDOUT: return .failure(CurlFailure(.timedOut))
    case CURLE_COULDNT_CONNECT where isForbidden: return .failure(CurlFailure(.forbidden))
    default:
      let words = String(cString: curl_easy_strerror(code))
      return .failure(CurlFailure(.unreachable(words), cause(code)))
    }
  }

  private func cause(_ code: CURLcode) -> CurlFailure.Cause {
    let trust = [CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED, CURLE_SSL_CACERT_BADFILE]
    if trust.contains(code) { return .trust }
    if code == CURLE_LOGIN_DENIED { return .account }
    if let mail, let reply = mail.reply, reply.status >= 400 { return .mail(mail.stage, reply) }
    return .other
  }
}
