// pcap replay --proxy: the parties of a capture's calls, on both sides of a proxy that is there.
#include <fmt/format.h>

#include "base/json_text.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/pcap_replay.hpp"
#include "pcap/replay/sip_replay.hpp"

namespace rtpe::cli {
namespace {

std::string what_came(const capture::ReplayedMessage& message) {
  if (message.captured.empty()) return fmt::format("{} came, which the capture does not have", message.replayed);
  if (message.replayed.empty()) return fmt::format("{} did not come", message.captured);
  if (message.captured != message.replayed) return fmt::format("{} came, not {}", message.replayed, message.captured);
  return fmt::format("{} with another SDP", message.captured);
}

void print_text(const capture::RecordedDialog& dialog, const capture::ReplayedMessage& message) {
  if (message.is_equal()) return;
  print(fmt::format("{}call {}: to {}: {}\n", message.frame == 0 ? "" : fmt::format("frame {}: ", message.frame),
                    dialog.call_id, dialog.parties[message.party].text(), what_came(message)) +
        differences_text(message.differences));
}

void print_json(const capture::RecordedDialog& dialog, const capture::ReplayedMessage& message) {
  std::string out = fmt::format("{{\"record\":\"message\",\"frame\":{},\"call_id\":", message.frame);
  append_json_string(out, dialog.call_id);
  out += fmt::format(",\"party\":\"{}\",\"captured\":", dialog.parties[message.party].text());
  append_json_string(out, message.captured);
  out += ",\"replayed\":";
  append_json_string(out, message.replayed);
  out += fmt::format(",\"equal\":{},", message.is_equal());
  append_differences_json(out, message.differences);
  print(out + "}\n");
}

void print_summary(const ReplayVerbOptions& options, const capture::RecordedDialogs& recorded,
                   const capture::SipReplayTotals& totals, const std::string& media) {
  if (options.as_json)
    return print(fmt::format(
        "{{\"record\":\"summary\",\"calls\":{},\"equal\":{},\"messages\":{},\"different\":{},"
        "\"headless\":{},\"left_out\":{},{}}}\n",
        totals.dialogs, totals.equal, totals.messages, totals.different, recorded.headless, recorded.left_out, media));
  print(fmt::format("{} calls replayed: {} as captured, {} different; {} messages came, {} of them different\n",
                    totals.dialogs, totals.equal, totals.dialogs - totals.equal, totals.messages, totals.different));
  if (recorded.headless + recorded.left_out > 0)
    print(fmt::format("left out: {} calls that begin before the capture, {} messages that are cut or too many\n",
                      recorded.headless, recorded.left_out));
  print(media);
}

/// Where parties are today; empty: as captured.
Expected<std::optional<capture::Endpoint>> parties_at(const std::string& text) {
  if (text.empty()) return std::nullopt;
  auto address = capture::parse_endpoint(text, std::uint16_t{0});
  if (!address) return std::unexpected(address.error());
  return *address;
}

}  // namespace

int replay_to_proxy(const ReplayVerbOptions& options) {
  capture::SipReplayOptions sip;
  const auto proxy = capture::parse_endpoint(options.proxy, std::uint16_t{5060});
  if (!proxy) return fail(proxy.error());
  sip.proxy = *proxy;
  const auto callers = parties_at(options.callers), callees = parties_at(options.callees);
  if (!callers || !callees) return fail(callers ? callees.error() : callers.error());
  sip.callers = *callers;
  sip.callees = *callees;
  const auto timeout = timeout_of(options, std::chrono::seconds(5));
  if (!timeout) return fail(timeout.error());
  const auto links = links_of(options);
  if (!links) return fail(links.error());
  const auto recorded = capture::recorded_dialogs(options.files);
  if (!recorded) return fail(recorded.error());
  if (recorded->dialogs.empty())
    return fail(recorded->damage ? *recorded->damage
                                 : Error{.message = "there are no SIP calls with their beginning in it",
                                         .place = options.files.front()});
  const auto recorded_media = media_of(options);
  if (!recorded_media) return fail(recorded_media.error());
  capture::ReplayNetwork network(*links, options.seed);
  capture::MediaReplay media(*recorded_media, network);
  sip.dialog = {.suffix = replay_suffix(),
                .speed = options.speed,
                .timeout = *timeout,
                .may_lose_provisionals = options.loss > 0};
  sip.one_by_one = options.fast;
  const auto totals =
      capture::replay_sip(*recorded, &media, network, sip,
                          {.told =
                               [&](const capture::RecordedDialog& dialog, const capture::ReplayedMessage& message) {
                                 options.as_json ? print_json(dialog, message) : print_text(dialog, message);
                               },
                           .goes_on = [] { return !interrupt_flag(); }});
  if (!totals) return fail(totals.error());
  print_summary(options, *recorded, *totals, options.as_json ? media_json(media, network) : media_text(media, network));
  if (recorded->damage) return fail(*recorded->damage);
  return totals->different == 0 && totals->dialogs == recorded->dialogs.size() ? exit_passed : exit_check_failed;
}

}  // namespace rtpe::cli
