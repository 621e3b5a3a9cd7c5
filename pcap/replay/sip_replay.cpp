#include "pcap/replay/sip_replay.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <unordered_map>

#include "pcap/sip/sip_message.hpp"

namespace rtpe::capture {
namespace {

constexpr Duration longest_wait = std::chrono::milliseconds(100);  // so that Ctrl-C ends it

class SipReplaying {
 public:
  SipReplaying(const RecordedDialogs& recorded, MediaReplay* media, ReplayNetwork& network,
               const SipReplayOptions& options, const SipReplayEnds& ends)
      : recorded_(recorded), media_(media), network_(network), options_(options), ends_(ends) {}

  /// A socket for each address of a party.
  Expected<void> open_sockets() {
    for (const RecordedDialog& dialog : recorded_.dialogs) {
      for (std::size_t party = 0; party < dialog.parties.size(); ++party) {
        const Endpoint today = today_of(dialog, party);
        if (media_ != nullptr) media_->move(dialog.parties[party].address, today.address);
        if (sockets_.contains(today)) continue;
        const auto socket = network_.open(today);
        if (!socket) {
          Error error = socket.error();
          error.remedy = "--callers and --callees say where the parties of the calls are today";
          return std::unexpected(error);
        }
        sockets_[today] = *socket;
        locals_[*socket] = today;
      }
    }
    return {};
  }

  SipReplayTotals run() {
    began_ = network_.now();
    if (media_ != nullptr && !recorded_.dialogs.empty()) media_->begin(began_, first_time(), options_.dialog.speed);
    while (ends_.goes_on()) {
      const Time now = network_.now();
      begin_due(now);
      Time next = std::min(now + longest_wait, next_start());
      if (media_ != nullptr) next = std::min(next, media_->send_due(now));
      for (auto& dialog : running_) {
        if (dialog->next() <= now) dialog->advance(now);
        next = std::min(next, dialog->next());
      }
      retire();
      const bool has_media = media_ != nullptr && !media_->is_over() && !options_.one_by_one;
      if (running_.empty() && started_ == recorded_.dialogs.size() && !has_media) break;
      if (const auto arrival = network_.receive(next)) receive(*arrival);
    }
    return totals_;
  }

 private:
  [[nodiscard]] Time first_time() const { return recorded_.dialogs.front().messages.front().time; }

  [[nodiscard]] Endpoint today_of(const RecordedDialog& dialog, std::size_t party) const {
    const auto& moved = party == 0 ? options_.callers : options_.callees;
    if (!moved) return dialog.parties[party];
    Endpoint out = *moved;
    if (out.port == 0) out.port = dialog.parties[party].port;
    return out;
  }

  [[nodiscard]] Time next_start() const {
    if (started_ == recorded_.dialogs.size() || running_.size() >= dialogs_at_once) return Time::max();
    if (options_.one_by_one) return running_.empty() ? began_ : Time::max();
    const Duration since_first = recorded_.dialogs[started_].messages.front().time - first_time();
    return began_ + std::chrono::duration_cast<Duration>(since_first / options_.dialog.speed);
  }

  void begin_due(Time now) {
    while (next_start() <= now) {
      const RecordedDialog& recorded = recorded_.dialogs[started_++];
      DialogEnds ends{.proxy = options_.proxy, .parties = {}, .send = {}, .told = {}, .media = media_};
      for (std::size_t party = 0; party < recorded.parties.size(); ++party)
        ends.parties.push_back(today_of(recorded, party));
      const auto here = ends.parties;
      ends.send = [this, here](std::size_t party, const Endpoint& to, std::string_view bytes) {
        network_.send(sockets_.at(here[party]), to, bytes);
      };
      ends.told = [this](const RecordedDialog& dialog, const ReplayedMessage& message) {
        ++totals_.messages;
        if (!message.is_equal()) ++totals_.different;
        ends_.told(dialog, message);
      };
      DialogOptions dialog = options_.dialog;
      if (options_.one_by_one) dialog.speed = 1e6;
      running_.push_back(std::make_unique<DialogReplay>(recorded, std::move(ends), dialog));
      parties_[running_.back().get()] = here;
      by_call_id_[running_.back()->call_id()] = running_.back().get();
      running_.back()->start(now);
    }
  }

  void receive(const ReplayNetwork::Arrival& arrival) {
    if (media_ != nullptr && media_->take(arrival)) return;
    if (!is_sip(arrival.bytes)) return;
    const auto dialog = by_call_id_.find(std::string(read_sip(arrival.bytes).call_id));
    if (dialog == by_call_id_.end()) return;
    const auto& parties = parties_.at(dialog->second);
    const auto party = std::ranges::find(parties, locals_.at(arrival.socket));
    if (party == parties.end()) return;
    dialog->second->datagram(network_.now(), static_cast<std::size_t>(party - parties.begin()), arrival.from,
                             arrival.bytes);
  }

  void retire() {
    std::erase_if(running_, [&](const std::unique_ptr<DialogReplay>& dialog) {
      if (!dialog->is_over()) return false;
      ++totals_.dialogs;
      if (dialog->differences() == 0) ++totals_.equal;
      by_call_id_.erase(dialog->call_id());
      parties_.erase(dialog.get());
      return true;
    });
  }

  const RecordedDialogs& recorded_;
  MediaReplay* media_;
  ReplayNetwork& network_;
  const SipReplayOptions& options_;
  const SipReplayEnds& ends_;
  std::map<Endpoint, std::size_t> sockets_;
  std::map<std::size_t, Endpoint> locals_;
  std::vector<std::unique_ptr<DialogReplay>> running_;
  std::unordered_map<std::string, DialogReplay*> by_call_id_;
  std::unordered_map<const DialogReplay*, std::vector<Endpoint>> parties_;
  std::size_t started_ = 0;
  Time began_;
  SipReplayTotals totals_;
};

}  // namespace

Expected<SipReplayTotals> replay_sip(const RecordedDialogs& recorded, MediaReplay* media, ReplayNetwork& network,
                                     const SipReplayOptions& options, const SipReplayEnds& ends) {
  SipReplaying replaying(recorded, media, network, options, ends);
  if (const auto opened = replaying.open_sockets(); !opened) return std::unexpected(opened.error());
  return replaying.run();
}

}  // namespace rtpe::capture
