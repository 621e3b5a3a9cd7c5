// Trickled candidates (flag `fragment`): what of them shows in replies (observed at 10.5.3.5).
#include "mock_engine/rewrite/negotiate.hpp"
#include "mock_engine/rewrite/streams.hpp"

namespace rtpe::mock {
namespace {

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

/// A fragment's section is read as one without address and port: that says nothing where candidates are trickled, and
/// is a rejected media otherwise.
void take_section(Call& call, Leg& leg, std::size_t place) {
  Media& media = leg.medias[place];
  for (Stream& stream : media.streams) {
    stream.flags.clear(StreamFlag::advertised);
    if (!media.flags.has(MediaFlag::ice)) stream.flags.clear(StreamFlag::located);
  }
  if (media.flags.has(MediaFlag::trickle_ice)) return;
  leave_ports(media);
  if (Leg* partner = call.partner_of(leg); partner != nullptr && place < partner->medias.size())
    leave_ports(partner->medias[place]);
}

}  // namespace

void take_fragment(Call& call, const Options& options) {
  Leg* leg = call.find_tag(options.mode == OperationMode::answer ? options.to_tag : options.from_tag);
  if (leg == nullptr) return;
  bool has_credentials = false;  // on session level; others are not looked at
  std::size_t place = 0;         // sections count by position, whatever their mid
  for (std::string_view rest = options.sdp; !rest.empty() && place < leg->medias.size();) {
    const std::string_view line = take_line(rest);
    if (line.starts_with("a=ice-ufrag:")) has_credentials = true;
    if (!line.starts_with("m=")) continue;
    if (!has_credentials) return;
    take_section(call, *leg, place++);
  }
}

}  // namespace rtpe::mock
