// Any SIP message text parses or not; the SDP region lies inside the body and replacing it keeps the rest.
#include <algorithm>
#include <cstdlib>

#include "client/sip/body.hpp"
#include "client/sip/message.hpp"

namespace {

bool inside(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void check_body(const rtpe::sip::Message& message) {
  using namespace rtpe::sip;
  const auto region = find_sdp(message);
  (void)core_finds_sdp(message);
  if (!region) return;
  if (region->offset > message.body.size() || region->length > message.body.size() - region->offset) std::abort();
  for (const auto part_length : {PartLength::keep, PartLength::rewrite}) {
    std::string out;
    replace_sdp(message, *region, "v=0\r\n", part_length, out);
    if (out.find("v=0\r\n") == std::string::npos) std::abort();
    if (part_length == PartLength::keep && out.size() != message.body.size() - region->length + 5) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rtpe::sip;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ParsedMessage parsed;
  if (parse(text, parsed)) {
    const auto& message = parsed.message;
    for (const auto view : {message.call_id, message.from_tag, message.to_tag, message.content_type, message.body})
      if (!inside(view, parsed.text)) std::abort();
    for (const auto branch : message.via_branches)
      if (!inside(branch, parsed.text)) std::abort();
    check_body(message);
  }
  // The first line is a Content-Type, the rest a body: multipart is reached without a whole message around it.
  const auto end = std::min(text.find('\n'), size);
  Message message;
  message.has_content_type = true;
  message.content_type = text.substr(0, end);
  message.body = text.substr(std::min(end + 1, size));
  message.content_length = static_cast<std::int64_t>(message.body.size());
  check_body(message);
  return 0;
}
