// The bencode reader takes any bytes; what it takes strictly comes back from the writer as it was.
#include <cstdlib>

#include "client/bencode/reader.hpp"
#include "client/bencode/value.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rtpe::bencode;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static Reader reader;
  std::string json;
  const auto strict = reader.read(text);
  if (strict) {
    const auto value = to_value(*strict);
    if (encode(value) != text) std::abort();
    to_json(value, json);
  } else if (strict.error().offset > size) {
    std::abort();
  }
  const bool accepted = strict.has_value();
  const auto peer = reader.read(text, {.tolerance = Tolerance::peer, .limits = {.depth = 64, .tokens = 4096}});
  if (peer) {
    const auto again = encode(to_value(*peer));
    if (!Reader().read(again)) std::abort();
  } else if (accepted && peer.error().fault != Fault::too_deep && peer.error().fault != Fault::too_many_tokens) {
    std::abort();
  }
  return 0;
}
