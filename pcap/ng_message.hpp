// Recognises NG messages (and SIP) by their shape, on any port.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "client/bencode/reader.hpp"

namespace rtpe::capture {

/// A message of the NG protocol: cookie, blank, dictionary in bencode or JSON (protocol.md section 2).
struct NgMessage {
  enum class Kind : std::uint8_t {
    request,       ///< a dictionary without `result`; `command` may be missing
    reply,         ///< a dictionary with `result`
    notification,  ///< a dictionary with `notify`: pushed by the daemon, not answered
    malformed,     ///< cookie and the start of a dictionary, then something that cannot be read
  };
  enum class Syntax : std::uint8_t { bencode, json };
  Kind kind = Kind::request;
  Syntax syntax = Syntax::bencode;
  bool is_cut = false;  ///< the capture holds only the beginning; keys behind it are missing
  std::string_view cookie;
  std::string_view command, call_id, result, error_reason;  ///< empty: no such key
};

/// Dissects payloads. Keeps buffers between calls; views in the result are valid until the next call and as long as the
/// payload is.
class NgDissector {
 public:
  static constexpr std::size_t cookie_at_most = 2048;
  /// nullopt: this is not NG. `is_cut`: the payload is only the beginning of what was on the wire.
  std::optional<NgMessage> dissect(std::string_view payload, bool is_cut);

 private:
  std::optional<NgMessage> bencode(NgMessage message, std::string_view dictionary, bool is_cut);
  std::optional<NgMessage> json(NgMessage message, std::string_view text, bool is_cut);
  bencode::Reader reader_;
  std::string command_, call_id_, result_, error_reason_;
};

/// Is this a SIP message (request or status line)?
[[nodiscard]] bool is_sip(std::string_view payload);

}  // namespace rtpe::capture
