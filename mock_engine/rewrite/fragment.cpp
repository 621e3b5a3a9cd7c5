// Trickled candidates (flag `fragment`): what of them shows in replies (observed at 10.5.3.5).
#include "mock_engine/rewrite/negotiate.hpp"

namespace rtpe::mock {
namespace {

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

void forget_addresses(Media& media) {
  for (Stream& stream : media.streams) {
    stream.flags.clear(StreamFlag::advertised);
    stream.flags.clear(StreamFlag::located);
    stream.local = nullptr;
    stream.local_port = 0;
  }
}

}  // namespace

void take_fragment(Call& call, const Options& options) {
  Leg* leg = call.find_tag(options.mode == OperationMode::answer ? options.to_tag : options.from_tag);
  if (leg == nullptr) return;
  bool has_credentials = false;  // on session level; others are not looked at
  auto media = leg->medias.begin();
  for (std::string_view rest = options.sdp; !rest.empty() && media != leg->medias.end();) {
    const std::string_view line = take_line(rest);
    if (line.starts_with("a=ice-ufrag:")) has_credentials = true;
    if (!line.starts_with("m=")) continue;
    if (!has_credentials) return;
    // Sections count by position, whatever their mid.
    if (media->flags.has(MediaFlag::ice)) {
      for (Stream& stream : media->streams) stream.flags.clear(StreamFlag::advertised);
    } else {  // the daemon closes it on both sides
      forget_addresses(*media);
      const auto place = static_cast<std::size_t>(media - leg->medias.begin());
      if (Leg* partner = call.partner_of(*leg); partner != nullptr && place < partner->medias.size())
        forget_addresses(partner->medias[place]);
    }
    ++media;
  }
}

}  // namespace rtpe::mock
