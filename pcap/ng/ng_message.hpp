// Recognises NG messages by what makes them NG, on any port: a cookie, and a dictionary with a `command` or a `result`.
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
    undecided,     ///< cut before the key that tells requests from replies
  };
  enum class Syntax : std::uint8_t { bencode, json };
  Kind kind = Kind::request;
  Syntax syntax = Syntax::bencode;
  /// It has a known command or a known result in the right form. Else it only looks similar: whoever knows its cookie
  /// or its endpoints decides. Logs and other text begin so too.
  bool is_certain = false;
  bool is_cut = false;                  ///< the capture holds only the beginning; keys behind it are missing
  std::string_view cookie, dictionary;  ///< the dictionary as far as it was captured
  std::string_view command, call_id, from_tag, to_tag, result, error_reason, warning, sdp;  ///< empty: no such key
  /// As new, field by field: what the compiler makes of the whole at once takes much longer.
  void clear() {
    kind = Kind::request;
    syntax = Syntax::bencode;
    is_certain = is_cut = false;
    for (std::string_view* text :
         {&cookie, &dictionary, &command, &call_id, &from_tag, &to_tag, &result, &error_reason, &warning, &sdp})
      *text = {};
  }
};
static_assert(sizeof(NgMessage) == 168, "clear() clears new fields, too");

/// Dissects payloads. Keeps buffers between calls; views in the result are valid until the next call and as long as the
/// payload is.
class NgDissector {
 public:
  static constexpr std::size_t cookie_at_most = 2048;
  /// What stands before a blank and the beginning of a dictionary; empty: this is not NG.
  [[nodiscard]] static std::string_view cookie_of(std::string_view payload);
  /// nullopt: this is not NG. `is_cut`: the payload is only the beginning of what was on the wire.
  std::optional<NgMessage> dissect(std::string_view payload, bool is_cut) {
    std::optional<NgMessage> message(std::in_place);
    const auto cookie = cookie_of(payload);
    if (cookie.empty() || !dissect(payload, cookie, is_cut, *message)) message.reset();
    return message;
  }
  /// The same into `message`, whatever it held; false: this is not NG. `cookie`: of this payload, by cookie_of(), and
  /// not empty.
  bool dissect(std::string_view payload, std::string_view cookie, bool is_cut, NgMessage& message);

 private:
  // Each fills the message; false: this is not NG.
  [[gnu::cold, gnu::noinline]] static bool damaged(NgMessage& message, bool is_cut);
  static bool judged(NgMessage& message, bool has_notify, bool is_strict);
  bool bencode(NgMessage& message, bool is_cut);
  [[gnu::noinline]] bool read_whole(NgMessage& message, bool is_cut);
  [[gnu::noinline]] bool json(NgMessage& message, bool is_cut);
  bencode::Reader reader_;
  std::string storage_[8];  ///< of JSON's texts
};

/// Is this one of the commands of the daemon's releases (protocol.md section 6)?
[[nodiscard]] bool is_known_command(std::string_view command);

}  // namespace rtpe::capture
