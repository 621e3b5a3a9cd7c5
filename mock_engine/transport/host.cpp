#include "mock_engine/transport/host.hpp"

#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <utility>

namespace rtpe::mock {
namespace {

constexpr std::size_t most_asleep = 10'000;

}  // namespace

Host::Host(boost::asio::io_context& context, Engine engine, const ServerOptions& options)
    : context_(context),
      timer_(context),
      clock_(options.clock),
      engine_(std::move(engine)),
      program_(engine_, options.program, clock_.now()) {
  engine_.set_media_library(&files_);
  engine_.observe(this);
}

void Host::unknown_flag(Time, std::string_view call_id, std::string_view command, std::string_view flag) {
  if (!on_unknown_flag) return;
  const auto& told = engine_.unknown_flags();
  if (told.size() >= most_unknown_flags) return;
  for (const UnknownFlag& one : told)
    if (one.command == command && one.flag == flag) return;
  on_unknown_flag(Error{.message = fmt::format("rtpengine does not know '{}' and ignores it", flag),
                        .place = fmt::format("engine {}: {} of call {}", engine_.config().name, command, call_id)});
}

std::uint64_t Host::add(ReplyTarget& target) {
  targets_.emplace(++last_target_, &target);
  return last_target_;
}

void Host::send(const Peer& peer, std::string_view bytes, Piece piece) {
  const auto target = targets_.find(peer.connection);
  if (target != targets_.end()) target->second->deliver(peer, bytes, piece);
}

void Host::no_reply(const Peer& peer) {
  const auto target = targets_.find(peer.connection);
  if (target != targets_.end()) target->second->no_reply(peer);
}

void Host::process_changed(ProcessState state) {
  if (state == ProcessState::down) {
    asleep_.clear();
    if (on_process) on_process(false);  // the ports first: who sees its connection end must not get a new one
    // Targets take themselves off the list when they are shut.
    std::vector<std::uint64_t> numbers;
    for (const auto& [number, target] : targets_) numbers.push_back(number);
    for (const std::uint64_t number : numbers)
      if (const auto target = targets_.find(number); target != targets_.end()) target->second->shut();
  } else if (state == ProcessState::up) {
    if (on_process) on_process(true);
    for (auto& task : std::exchange(asleep_, {})) boost::asio::post(context_, std::move(task));
  }
  if (on_change) on_change();
}

void Host::when_awake(std::function<void()> task) {
  if (program_.process() == ProcessState::up)
    task();
  else if (program_.process() == ProcessState::hung && asleep_.size() < most_asleep)
    asleep_.push_back(std::move(task));
}

void Host::act(const Effect& effect) {
  program_.act(now(), effect, *this);
  settle();
}

void Host::settle() {
  const std::optional<Time> next = program_.next_time();
  if (!next) {
    if (armed_) timer_.cancel();
    armed_.reset();
    return;
  }
  if (armed_ && *armed_ <= *next) return;
  armed_ = next;
  timer_.expires_at(clock_.steady(*next));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) run_due();
  });
}

void Host::run_due() {
  armed_.reset();
  program_.run_timers(now(), *this);
  settle();
}

}  // namespace rtpe::mock
