#include "scenarios/flow/bodies.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace rtpe::scenario::flow {
namespace {

constexpr std::string_view recorded_offer =
    "v=0\r\no=alice 53655765 1 IN IP4 127.0.8.20\r\ns=-\r\nc=IN IP4 127.0.8.20\r\nt=0 0\r\n"
    "m=audio 6010 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n";
constexpr std::string_view recorded_answer =
    "v=0\r\no=bob 53655765 1 IN IP4 127.0.8.30\r\ns=-\r\nc=IN IP4 127.0.8.30\r\nt=0 0\r\n"
    "m=audio 6010 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n";

/// Takes the next line off `text`, without its line end.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool is_direction(std::string_view line) {
  return line == "a=sendrecv" || line == "a=sendonly" || line == "a=recvonly" || line == "a=inactive";
}

/// "o=user id version ..." with the version raised; unchanged when it is no number.
std::string with_version(std::string_view line, std::uint32_t step) {
  const auto first = line.find(' ');
  const auto second = first == std::string_view::npos ? first : line.find(' ', first + 1);
  const auto third = second == std::string_view::npos ? second : line.find(' ', second + 1);
  if (third == std::string_view::npos) return std::string(line);
  const std::string_view digits = line.substr(second + 1, third - second - 1);
  std::uint64_t version = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::string(line);
  return fmt::format("{}{}{}", line.substr(0, second + 1), version + step, line.substr(third));
}

}  // namespace

std::string renegotiated(std::string_view sdp, std::uint32_t version_step, std::string_view direction) {
  std::string out;
  bool in_media = false;
  const auto end_section = [&] {
    if (in_media) out.append("a=").append(direction).append("\r\n");
  };
  while (!sdp.empty()) {
    const std::string_view line = take_line(sdp);
    if (is_direction(line)) continue;
    if (line.starts_with("m=")) {
      end_section();
      in_media = true;
    }
    out.append(line.starts_with("o=") ? with_version(line, version_step) : std::string(line)).append("\r\n");
  }
  end_section();
  return out;
}

Bodies::Bodies(std::vector<BodyPair> pairs) {
  struct Round {
    std::string_view offer, answer;
  };
  constexpr std::array<Round, rounds> directions{{{"", ""}, {"sendonly", "recvonly"}, {"sendrecv", "sendrecv"}}};
  for (const BodyPair& pair : pairs)
    for (std::uint8_t round = 0; round < rounds; ++round) {
      const auto& [offer, answer] = directions[round];
      texts_.push_back(round == 0 ? pair.offer : renegotiated(pair.offer, round, offer));
      texts_.push_back(round == 0 ? pair.answer : renegotiated(pair.answer, round, answer));
    }
}

Bodies Bodies::recorded() {
  return Bodies({{.offer = std::string(recorded_offer), .answer = std::string(recorded_answer)}});
}

std::string_view Bodies::text(std::uint32_t pair, const Body& body) const {
  return texts_[(std::size_t{pair} * rounds + body.round) * 2 + (body.side == Body::Side::offer ? 0 : 1)];
}

Expected<Bodies> Bodies::of(Expected<SdpFile> file) {
  if (!file) return std::unexpected(file.error());
  Bodies bodies(std::move(file->pairs));
  bodies.call_ids_ = std::move(file->call_ids);
  return bodies;
}

Expected<Bodies> Bodies::read(const std::string& path) { return of(read_sdp_file(path)); }

Expected<Bodies> Bodies::parse(std::string_view text, const std::string& path) {
  return of(parse_sdp_file(text, path));
}

}  // namespace rtpe::scenario::flow
