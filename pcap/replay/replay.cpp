#include "pcap/replay/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "pcap/replay/replay_names.hpp"

namespace rtpe::capture {
namespace {

class Replaying {
 public:
  Replaying(std::string suffix, const ReplayEnds& ends) : suffix_(suffix), names_(std::move(suffix)), ends_(ends) {}

  Expected<void> play(const RecordedExchange& recorded) {
    const bencode::ReadOptions tolerant{.tolerance = bencode::Tolerance::peer};
    const auto request = request_reader_.read(recorded.request, tolerant);
    const auto captured = captured_reader_.read(recorded.reply, tolerant);
    ReplayedExchange out;
    out.recorded = &recorded;
    if (!request || !captured) return {};
    const std::string cookie = cookie_for(recorded);
    const auto reply = ends_.ask(cookie, cookie + " " + names_.renamed(*request));
    if (!reply) return std::unexpected(reply.error());
    ++totals.sent;
    if (*reply) compare(*captured, **reply, out);
    if (!out.was_answered)
      ++totals.unanswered;
    else
      ++(out.differences.empty() ? totals.equal : totals.different);
    if (out.is_equal() && !out.without_media.empty()) ++totals.without_media;
    ends_.told(out);
    return {};
  }

  ReplayTotals totals;

 private:
  /// A cookie that came again and got the same reply was answered from the engine's memory of cookies: it comes again.
  std::string cookie_for(const RecordedExchange& recorded) {
    Cookie& known = cookies_[fmt::format("{} {}", recorded.node.text(), recorded.cookie)];
    if (known.fresh.empty() || known.reply != recorded.reply) known.fresh = fmt::format("{}{}", ++sent_, suffix_);
    known.reply = recorded.reply;
    return known.fresh;
  }
  void compare(const bencode::View& captured, const std::string& reply, ReplayedExchange& out) {
    const auto replayed = replayed_reader_.read(reply, {.tolerance = bencode::Tolerance::peer});
    if (!replayed) {
      out.was_answered = true;
      out.differences.push_back({.captured = "a dictionary", .replayed = "bytes that are none"});
      return;
    }
    out.was_answered = true;
    const auto captured_sdp = captured.find_string("sdp"), replayed_sdp = replayed->find_string("sdp");
    if (captured_sdp) add_own_addresses(*captured_sdp, captured_addresses_);
    if (replayed_sdp) add_own_addresses(*replayed_sdp, replayed_addresses_);
    auto lines = reply_lines(*replayed, replayed_addresses_);
    for (std::string& line : lines) line = names_.original(line);
    out.differences = differences(reply_lines(captured, captured_addresses_), lines);
    if (ends_.media == ReplayEnds::Media::none) {
      const auto rest = std::ranges::stable_partition(out.differences, std::not_fn(is_of_media_that_came));
      out.without_media.assign(rest.begin(), rest.end());
      out.differences.erase(rest.begin(), rest.end());
    }
    if (!captured_sdp || !replayed_sdp) return;
    names_.learn_sdp(*captured_sdp, *replayed_sdp);
    if (ends_.negotiated) ends_.negotiated(*captured_sdp, *replayed_sdp);
  }

  std::string suffix_;
  ReplayNames names_;
  const ReplayEnds& ends_;
  bencode::Reader request_reader_, captured_reader_, replayed_reader_;
  std::vector<std::string> captured_addresses_, replayed_addresses_;
  struct Cookie {
    std::string fresh;
    std::string_view reply;  ///< of the capture, to its last use
  };
  std::map<std::string, Cookie> cookies_;
  std::uint64_t sent_ = 0;
};

}  // namespace

Expected<ReplayTotals> replay(const RecordedExchanges& recorded, const std::string& suffix, const ReplayEnds& ends) {
  Replaying replaying(suffix, ends);
  for (const RecordedExchange& exchange : recorded.exchanges) {
    if (!ends.wait(exchange.sent - recorded.exchanges.front().sent)) break;
    if (auto played = replaying.play(exchange); !played) return std::unexpected(played.error());
  }
  return replaying.totals;
}

}  // namespace rtpe::capture
