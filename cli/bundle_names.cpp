#include "cli/bundle_names.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "pcap/to_scenario/alike_call_id.hpp"
#include "scenarios/log/schema.hpp"

namespace rtpe::cli {
namespace {

using scenario::Arena;
using Kind = capture::Anonymiser::Kind;

template <class Visit>
void for_each_line_of(std::string_view text, Visit&& visit) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
    visit(text.substr(0, end));
    text.remove_prefix(end);
  }
}

/// "udp:rtp1.example.org:2223" -> "rtp1.example.org".
std::string_view host_of(std::string_view url) {
  url.remove_prefix(std::min(url.find(':') + 1, url.size()));
  return url.substr(0, url.rfind(':'));
}

/// As many letters as the old one has; the same number gives the same text.
std::string call_id_candidate(std::size_t length, std::uint64_t seed, std::uint32_t number) {
  constexpr std::string_view letters = "0123456789abcdefghijklmnopqrstuv";
  std::uint64_t state = seed ^ (std::uint64_t{number} * 0x9e3779b97f4a7c15ULL);
  std::string out;
  while (out.size() < length) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    out += letters[state >> 59U];
  }
  return out;
}

template <class T>
void replace(T& /*value*/, Arena& /*arena*/, const BundleNames& /*names*/) {}
void replace(std::string_view& text, Arena& arena, const BundleNames& names) { text = arena.copy(names.text(text)); }

template <class E>
void replace_fields(E& object, Arena& arena, const BundleNames& names);

template <class T>
void replace(std::span<const T>& list, Arena& arena, const BundleNames& names) {
  if constexpr (requires { scenario::Schema<T>::fields; }) {
    const std::span<T> rows = arena.copy(list);
    for (T& row : rows) replace_fields(row, arena, names);
    list = rows;
  }
}

template <class E>
void replace_fields(E& object, Arena& arena, const BundleNames& names) {
  scenario::for_each_field<E>([&](const auto& field) { replace(object.*field.member, arena, names); });
}

}  // namespace

/// What the call's events and the nodes tell.
class BundleNames::Lessons final : public scenario::EventSink {
 public:
  Lessons(BundleNames& to, scenario::CallKey key) : to_(to), key_(key) {}
  void record(Duration /*since_start*/, const scenario::Event& event) override {
    std::visit([this](const auto& one) { learn(one); }, event);
  }
  HashAlgorithm algorithm = HashAlgorithm::byte_sum;
  [[nodiscard]] std::uint32_t weights() const {
    std::uint32_t most = 0;
    for (const auto& [set, weight] : weights_) most = std::max(most, weight);
    return most;
  }

 private:
  template <class E>
  void learn(const E& /*event*/) {}
  void learn(const scenario::RunStarted& run) {
    for (const scenario::NodeEntry& node : run.nodes) {
      learn_url(node.url);
      if (node.proxy == key_.proxy) weights_[node.set] += node.weight;
    }
    for (const scenario::EngineEntry& engine : run.engines) learn_url(engine.listen);
  }
  void learn(const scenario::CallStarted& call) {
    if (scenario::call_of(call) != key_) return;
    to_.call_id_ = call.call_id;
    const auto at = call.call_id.find('@');
    if (at != std::string_view::npos) learn_host(call.call_id.substr(at + 1));
  }
  void learn(const scenario::Selected& choice) {
    if (scenario::call_of(choice) == key_ && choice.algorithm) algorithm = *choice.algorithm;
  }
  void learn(const scenario::DatagramSent& datagram) {
    if (scenario::call_of(datagram) != key_) return;
    to_.names_.learn_addresses(datagram.source);
    to_.names_.learn_addresses(datagram.destination);
    if (datagram.protocol == scenario::WireProtocol::sip)
      to_.names_.learn_sip(datagram.bytes);
    else
      to_.names_.learn_ng(datagram.bytes);
  }
  void learn_url(std::string_view url) {
    to_.names_.learn_addresses(url);
    learn_host(host_of(url));
  }
  void learn_host(std::string_view host) {
    to_.names_.learn_addresses(host);
    if (std::ranges::any_of(host, [](char c) { return c >= 'g' && c <= 'z'; })) to_.names_.learn(Kind::host, host);
  }

  BundleNames& to_;
  scenario::CallKey key_;
  std::map<std::uint32_t, std::uint32_t> weights_;  ///< of each set of the call's proxy
};

class BundleNames::Replacing final : public scenario::EventSink {
 public:
  Replacing(const BundleNames& names, scenario::EventSink& next) : names_(names), next_(next) {}
  void record(Duration since_start, const scenario::Event& event) override {
    arena_.clear();
    scenario::Event copy = event;
    std::visit([this](auto& one) { change(one); }, copy);
    next_.record(since_start, copy);
  }

 private:
  template <class E>
  void change(E& event) {
    replace_fields(event, arena_, names_);
  }
  void change(scenario::RunStarted& run) {
    run.title = "A run of rtpe-lab";
    run.file = "scenario.toml";
    run.case_name = {};
    replace(run.proxies, arena_, names_);
    replace(run.engines, arena_, names_);
    replace(run.nodes, arena_, names_);
  }
  void change(scenario::Selected& choice) {
    const bool is_new = choice.algorithm && choice.call_id == names_.call_id_;
    replace_fields(choice, arena_, names_);
    if (!is_new) return;
    const HashSteps steps = hash_steps(choice.call_id, *choice.algorithm);
    choice.number = steps.number;
    choice.byte_sum = steps.byte_sum;
    choice.digest.bytes =
        arena_.copy(std::string_view(reinterpret_cast<const char*>(steps.digest.data()), steps.digest.size()));
  }
  void change(scenario::DatagramSent& datagram) {
    const std::string bytes = names_.with_new_call_id(datagram.bytes);
    const bool is_sip = datagram.protocol == scenario::WireProtocol::sip;
    const std::string fresh = is_sip ? names_.names_.sip(bytes) : names_.names_.ng(bytes);
    replace_fields(datagram, arena_, names_);
    datagram.bytes = arena_.copy(fresh);
  }

  const BundleNames& names_;
  scenario::EventSink& next_;
  Arena arena_;
};

Expected<BundleNames> BundleNames::learned(const EventSource& log, scenario::CallKey key, const std::string& scenario,
                                           std::uint64_t seed) {
  BundleNames out(seed);
  // Every line as the first one of a message: its URIs and addresses.
  for_each_line_of(scenario, [&](std::string_view line) { out.names_.learn_sip(line); });
  Lessons lessons(out, key);
  if (auto read = log(lessons); !read) return std::unexpected(read.error());
  out.choose_call_id(seed, lessons.algorithm, lessons.weights());
  return out;
}

void BundleNames::choose_call_id(std::uint64_t seed, HashAlgorithm algorithm, std::uint32_t weights) {
  for (std::uint32_t number = 0; number < capture::alike_candidates_at_most; ++number) {
    new_call_id_ = call_id_candidate(call_id_.size(), seed, number);
    if (new_call_id_ != call_id_ && capture::chooses_alike(call_id_, new_call_id_, algorithm, weights) &&
        names_.text(new_call_id_) == new_call_id_)
      return;
  }
  new_call_id_ = call_id_;
}

std::string BundleNames::with_new_call_id(std::string_view text) const {
  std::string out(text);
  if (call_id_.empty()) return out;
  for (auto at = out.find(call_id_); at != std::string::npos; at = out.find(call_id_, at + call_id_.size()))
    out.replace(at, call_id_.size(), new_call_id_);
  return out;
}

std::string BundleNames::text(std::string_view text) const { return names_.text(with_new_call_id(text)); }

std::string BundleNames::configuration(std::string_view text) const {
  std::string out;
  for_each_line_of(text, [&](std::string_view line) {
    const bool stays = line.starts_with("loadmodule") || line.starts_with("mpath") || line.starts_with("#!");
    out += stays ? std::string(line) : this->text(line);
  });
  return out;
}

EventSource BundleNames::replaced(const EventSource& log) const {
  return [this, log](scenario::EventSink& sink) {
    Replacing replacing(*this, sink);
    return log(replacing);
  };
}

std::vector<std::string> BundleNames::originals() const {
  auto out = names_.originals();
  if (has_new_call_id()) out.push_back(call_id_);
  return out;
}

}  // namespace rtpe::cli
