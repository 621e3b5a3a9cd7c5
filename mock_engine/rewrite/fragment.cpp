// Trickled candidates (flag `fragment`): what of them shows in replies (observed at 10.5.3.5).
#include "mock_engine/calls/associate.hpp"
#include "mock_engine/rewrite/media_attributes.hpp"
#include "mock_engine/rewrite/negotiate.hpp"
#include "mock_engine/rewrite/streams.hpp"

namespace rtpe::mock {
namespace {

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line.substr(0, line.find_last_not_of('\r') + 1);
}

/// A fragment's section is read as one without address and port: that says nothing where candidates are trickled, and
/// is a rejected media otherwise.
void take_section(Call& call, Leg& leg, std::size_t place) {
  Media& media = leg.medias[place];
  media.flags.set(MediaFlag::initialized);
  for (Stream& stream : media.streams) {
    stream.flags.set(StreamFlag::filled);
    stream.flags.clear(StreamFlag::advertised);
    if (!media.flags.has(MediaFlag::ice)) stream.flags.clear(StreamFlag::located);
  }
  if (media.flags.has(MediaFlag::trickle_ice)) return;
  leave_ports(media);
  if (Leg* partner = call.partner_of(leg); partner != nullptr && place < partner->medias.size())
    leave_ports(partner->medias[place]);
}

}  // namespace

std::expected<void, NgError> check_fragment(std::string_view sdp) {
  for (std::string_view rest = sdp, line; !rest.empty() && !(line = take_line(rest)).empty();) {
    const bool is_line = line.size() >= 2 && line[1] == '=';
    if (!is_line || (line.starts_with("v=") && line != "v=0")) return std::unexpected(sdp_unparsable);
    if (!line.starts_with("m=") || line.data() == sdp.data()) continue;
    MediaPart part;
    const auto media = sdp::read_media_line(line.substr(2));
    if (!media) return std::unexpected(sdp_unparsable);
    part.line = *media;
    if (is_rtp(protocol_of(media->protocol)))
      if (const auto fine = read_formats(part); !fine) return fine;
  }
  return {};
}

void take_fragment(Call& call, const Options& options, Time now) {
  const bool is_answer = options.mode == OperationMode::answer;
  if (is_answer && call.find_tag(options.from_tag) != nullptr && call.find_tag(options.to_tag) == nullptr)
    static_cast<void>(associate_answer(call, {options.from_tag, options.to_tag, options.via_branch}, now));
  Leg* leg = call.find_tag(is_answer ? options.to_tag : options.from_tag);
  if (leg == nullptr) return;
  std::size_t place = 0;  // sections count by position, whatever their mid
  std::string_view rest = options.sdp;
  if (take_line(rest).empty()) return;  // it stands for the session, whatever it is
  for (std::string_view line; !rest.empty() && !(line = take_line(rest)).empty() && place < leg->medias.size();)
    if (line.starts_with("m=")) take_section(call, *leg, place++);
}

}  // namespace rtpe::mock
