// A SIP message as the module sees it: the few fields it reads, as views into text that somebody else owns.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace rtpe::sip {

/// Filled by parse() from text, or directly by a flow generator (no parsing then).
struct Message {
  bool is_request = true;
  std::string_view method;       ///< request method; replies: empty
  int status = 0;                ///< replies: status code
  std::string_view cseq_method;  ///< empty: no CSeq
  std::uint32_t cseq_number = 0;
  std::string_view call_id;
  std::string_view from_tag;
  std::string_view to_tag;                     ///< empty: none
  bool has_to = true;                          ///< a parseable To header exists
  std::vector<std::string_view> via_branches;  ///< top first; empty view: a Via without branch
  bool has_content_type = false;
  std::string_view content_type;  ///< header value, trimmed
  bool has_content_length = true;
  std::int64_t content_length = 0;
  std::string_view body;  ///< all bytes after the header
  // What only the routing script's variables need; empty where the message was not made from text.
  std::string_view request_uri;                   ///< requests
  std::string_view reason;                        ///< replies: reason phrase
  std::string_view from_uri, to_uri;              ///< with parameters inside <>, without <>
  std::string_view header;                        ///< the lines between the first one and the empty one
  std::string_view whole;                         ///< first line, header and body
  std::string_view source_address = "127.0.0.1";  ///< where it came from; tells IP4 from IP6
  std::uint32_t id = 1;                           ///< Kamailio's message id: set choice lasts for one id (2.2)
};

/// A message together with the text its views point into.
struct ParsedMessage {
  std::string text;
  Message message;
  ParsedMessage() = default;
  ParsedMessage(const ParsedMessage&) = delete;
  ParsedMessage& operator=(const ParsedMessage&) = delete;
  ParsedMessage(ParsedMessage&&) = delete;
};

/// Parses `text` (by libosip2) into `out`. LF-only line ends are accepted.
Expected<void> parse(std::string_view text, ParsedMessage& out);

}  // namespace rtpe::sip
