// pcap replay --to: the NG commands of a capture, and its media into the ports that they open.
#include <fmt/format.h>

#include "base/json_text.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/pcap_replay.hpp"
#include "pcap/replay/engine_control.hpp"
#include "pcap/replay/replay.hpp"

namespace rtpe::cli {
namespace {

void print_text(const capture::ReplayedExchange& exchange) {
  if (exchange.is_equal()) return;
  const capture::RecordedExchange& recorded = *exchange.recorded;
  print(fmt::format("frame {}: {} of {}: {}\n", recorded.frame, recorded.command,
                    recorded.call_id.empty() ? "no call" : recorded.call_id,
                    exchange.was_answered ? "another reply" : "no reply") +
        differences_text(exchange.differences));
}

void print_json(const capture::ReplayedExchange& exchange) {
  const capture::RecordedExchange& recorded = *exchange.recorded;
  std::string out = fmt::format("{{\"record\":\"exchange\",\"frame\":{},\"command\":", recorded.frame);
  append_json_string(out, recorded.command);
  out += ",\"call_id\":";
  append_json_string(out, recorded.call_id);
  out += fmt::format(",\"answered\":{},\"equal\":{},", exchange.was_answered, exchange.is_equal());
  append_differences_json(out, exchange.differences);
  out += fmt::format(",\"without_media\":{}", exchange.without_media.size());
  print(out + "}\n");
}

void print_summary(const ReplayVerbOptions& options, const capture::RecordedExchanges& recorded,
                   const capture::ReplayTotals& totals, const std::string& media) {
  const auto left_out = recorded.unanswered + recorded.unreadable;
  if (options.as_json)
    return print(fmt::format(
        "{{\"record\":\"summary\",\"sent\":{},\"equal\":{},\"different\":{},\"unanswered\":{},"
        "\"left_out\":{},\"without_media\":{},{}}}\n",
        totals.sent, totals.equal, totals.different, totals.unanswered, left_out, totals.without_media, media));
  print(fmt::format("{} commands sent: {} equal replies, {} different, {} without a reply\n", totals.sent, totals.equal,
                    totals.different, totals.unanswered));
  if (totals.without_media > 0)
    print(fmt::format("{} of the equal replies say nothing of media, as none was sent\n", totals.without_media));
  if (left_out > 0)
    print(fmt::format("left out: {} that nobody answered in the capture, {} that are cut or no bencode\n",
                      recorded.unanswered, recorded.unreadable));
  print(media);
}

/// Who tells the engine of media; nobody without --control.
Expected<std::optional<capture::MediaTeller>> teller_of(const ReplayVerbOptions& options, const std::string& suffix) {
  if (options.control.empty()) return std::nullopt;
  auto teller = capture::MediaTeller::at(options.control, suffix);
  if (!teller) return std::unexpected(std::move(teller.error()));
  return std::move(*teller);
}

}  // namespace

int replay_to_engine(const ReplayVerbOptions& options) {
  const auto address = capture::parse_endpoint(options.engine);
  if (!address) return fail(address.error());
  const auto timeout = timeout_of(options, std::chrono::seconds(1));
  if (!timeout) return fail(timeout.error());
  const auto links = links_of(options);
  if (!links) return fail(links.error());
  const auto recorded = capture::recorded_exchanges(options.files);
  if (!recorded) return fail(recorded.error());
  if (recorded->exchanges.empty())
    return fail(recorded->damage
                    ? *recorded->damage
                    : Error{.message = "there are no NG commands with replies in it", .place = options.files.front()});
  const auto recorded_media = media_of(options);
  if (!recorded_media) return fail(recorded_media.error());
  capture::ReplayNetwork network(*links, options.seed);
  capture::MediaReplay media(*recorded_media, network);
  auto engine = capture::EngineControl::open(network, *address, {.timeout = *timeout, .sends = options.sends}, &media);
  if (!engine) return fail(engine.error());
  const std::string suffix = replay_suffix();
  auto teller = teller_of(options, suffix);
  if (!teller) return fail(teller.error());
  if (*teller) media.tell(**teller);
  const auto tell = [&]() -> Expected<void> { return *teller ? (*teller)->tell() : Expected<void>(); };
  const std::function<bool()> goes_on = [] { return !interrupt_flag(); };
  const Time began = network.now();
  media.begin(began, recorded->exchanges.front().sent, options.speed);
  const auto totals = capture::replay(
      *recorded, suffix,
      {.ask = [&](std::string_view cookie, std::string_view datagram) -> Expected<std::optional<std::string>> {
         if (const auto told = tell(); !told) return std::unexpected(told.error());
         return engine->ask(cookie, datagram);
       },
       .wait =
           [&](Duration since_first) {
             if (!options.fast)
               engine->wait(began + std::chrono::duration_cast<Duration>(since_first / options.speed), goes_on);
             return goes_on();
           },
       .told =
           [&](const capture::ReplayedExchange& one) {
             if (*teller) (*teller)->learn(*one.recorded);
             options.as_json ? print_json(one) : print_text(one);
           },
       .negotiated = [&](std::string_view captured, std::string_view today) { media.learn(captured, today); },
       .media = recorded_media->packets.empty() ? capture::ReplayEnds::Media::none : capture::ReplayEnds::Media::sent});
  if (!totals) return fail(totals.error());
  while (goes_on() && !media.is_over()) engine->wait(network.now() + std::chrono::milliseconds(100), goes_on);
  if (const auto told = tell(); !told) return fail(told.error());
  print_summary(options, *recorded, *totals, options.as_json ? media_json(media, network) : media_text(media, network));
  if (totals->sent > 0 && totals->unanswered == totals->sent)
    return fail(Error{.kind = ErrorKind::missing, .message = "nobody answers there", .place = options.engine});
  if (recorded->damage) return fail(*recorded->damage);
  return totals->equal == totals->sent ? exit_passed : exit_check_failed;
}

}  // namespace rtpe::cli
