#include "mock_engine/statistics/counters.hpp"

#include <algorithm>
#include <cmath>

namespace rtpe::mock {
namespace {

constexpr std::size_t max_proxies = 1024;

constexpr std::array<CountedCommand, counted_commands> commands = {{
    {Command::ping, "ping", "Ping"},
    {Command::offer, "offer", "Offer"},
    {Command::answer, "answer", "Answer"},
    {Command::delete_, "delete", "Delete"},
    {Command::query, "query", "Query"},
    {Command::list, "list", "List"},
    {Command::start_recording, "startrec", "StartRec"},
    {Command::stop_recording, "stoprec", "StopRec"},
    {Command::start_forwarding, "startfwd", "StartFwd"},
    {Command::stop_forwarding, "stopfwd", "StopFwd"},
    {Command::block_dtmf, "blkdtmf", "BlkDTMF"},
    {Command::unblock_dtmf, "unblkdtmf", "UnblkDTMF"},
    {Command::block_media, "blkmedia", "BlkMedia"},
    {Command::unblock_media, "unblkmedia", "UnblkMedia"},
    {Command::play_media, "playmedia", "PlayMedia"},
    {Command::stop_media, "stopmedia", "StopMedia"},
    {Command::play_dtmf, "playdtmf", "PlayDTMF"},
    {Command::statistics, "stats", "Stats"},
    {Command::silence_media, "slnmedia", "SlnMedia"},
    {Command::unsilence_media, "unslnmedia", "UnslnMedia"},
    {Command::publish, "pub", "Pub"},
    {Command::subscribe_request, "subreq", "SubReq"},
    {Command::subscribe_answer, "subans", "SubAns"},
    {Command::unsubscribe, "unsub", "Unsub"},
}};

/// As the daemon computes it: the square root of the distance between mean of squares and square of the mean.
double deviation(double sum, double sum_of_squares, double count) {
  if (count == 0) return 0;
  const double mean = sum / count;
  return std::sqrt(std::fabs(sum_of_squares / count - mean * mean));
}

}  // namespace

const std::array<CountedCommand, counted_commands>& counted() { return commands; }

std::optional<std::size_t> counted_index(Command command) {
  const auto found = std::ranges::find(commands, command, &CountedCommand::command);
  if (found == commands.end()) return std::nullopt;
  return static_cast<std::size_t>(found - commands.begin());
}

std::string_view name_of(EndCause cause) {
  switch (cause) {
    case EndCause::deleted:
      return "delete";
    case EndCause::terminated:
      return "terminate";
    case EndCause::no_ports:
      return "ports";
    case EndCause::restarted:
      return "restart";
    case EndCause::media_timeout:
    case EndCause::silent_timeout:
    case EndCause::offer_timeout:
    case EndCause::final_timeout:
      break;
  }
  return "timeout";
}

double StatisticsSnapshot::average_duration_s() const {
  if (totals.managed == 0) return 0;
  return static_cast<double>(totals.duration_us) / 1e6 / static_cast<double>(totals.managed);
}

double StatisticsSnapshot::duration_deviation_s() const {
  return deviation(static_cast<double>(totals.duration_us) / 1e6, static_cast<double>(totals.duration_squared_ms) / 1e6,
                   static_cast<double>(totals.managed));
}

double StatisticsSnapshot::average_mos() const {
  return mos.samples == 0 ? 0 : static_cast<double>(mos.sum) / 10 / static_cast<double>(mos.samples);
}

double StatisticsSnapshot::mos_deviation() const {
  return deviation(static_cast<double>(mos.sum) / 10, static_cast<double>(mos.sum_of_squares) / 100,
                   static_cast<double>(mos.samples));
}

std::uint64_t StatisticsSnapshot::requests(std::size_t index) const {
  std::uint64_t sum = 0;
  for (const ProxyCounters& proxy : proxies) sum += proxy.requests[index];
  return sum;
}

ProxyCounters& Counters::proxy(std::string_view address) {
  if (last_proxy_ < proxies.size() && proxies[last_proxy_].address == address) return proxies[last_proxy_];
  auto found = std::ranges::find(proxies, address, &ProxyCounters::address);
  if (found == proxies.end()) {
    if (proxies.size() >= max_proxies) return proxies.back();
    proxies.push_back({.address = std::string(proxies.size() + 1 == max_proxies ? "others" : address)});
    found = std::prev(proxies.end());
  }
  last_proxy_ = static_cast<std::size_t>(found - proxies.begin());
  return *found;
}

void Counters::count_call(EndCause cause, Duration duration) {
  if (cause == EndCause::restarted) return;
  ++totals.managed;
  const auto us = static_cast<std::uint64_t>(std::chrono::floor<std::chrono::microseconds>(duration).count());
  totals.duration_us += us;
  totals.duration_squared_ms += us / 1000 * (us / 1000);
  switch (cause) {
    case EndCause::media_timeout:
      ++totals.timeout;
      break;
    case EndCause::silent_timeout:
      ++totals.silent_timeout;
      break;
    case EndCause::offer_timeout:
      ++totals.offer_timeout;
      break;
    case EndCause::final_timeout:
      ++totals.final_timeout;
      break;
    case EndCause::terminated:
      ++totals.forced_terminated;
      break;
    case EndCause::deleted:
    case EndCause::no_ports:
    case EndCause::restarted:
      ++totals.regular_terminated;
      break;
  }
}

void Counters::count_media(Time at, std::uint64_t packets, std::uint64_t bytes, std::uint64_t errors) {
  totals.relayed_packets += packets;
  totals.relayed_bytes += bytes;
  totals.relayed_errors += errors;
  const std::int64_t second = seconds_of(at);
  if (second != rate_second_) {
    previous_ = second == rate_second_ + 1 ? current_ : MediaRate{};
    current_ = {};
    rate_second_ = second;
  }
  current_.packets += packets;
  current_.bytes += bytes;
  current_.errors += errors;
}

void Counters::count_mos(std::uint8_t mos_times_ten) {
  if (mos_times_ten == 0) return;
  mos.sum += mos_times_ten;
  mos.sum_of_squares += std::uint64_t{mos_times_ten} * mos_times_ten;
  ++mos.samples;
}

MediaRate Counters::rate(Time now) const {
  const std::int64_t second = seconds_of(now);
  if (second == rate_second_) return previous_;
  return second == rate_second_ + 1 ? current_ : MediaRate{};
}

}  // namespace rtpe::mock
