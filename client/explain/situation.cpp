#include "client/explain/situation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace rtpe {
namespace {

Error no_such_set(std::uint32_t wanted, const Registry& registry) {
  std::vector<std::uint32_t> ids;
  for (const auto& set : registry.sets()) ids.push_back(set.id);
  return {.message = fmt::format("there is no set {}", wanted),
          .remedy = ids.empty() ? "rtpengine_sock names no set" : fmt::format("the sets are {}", fmt::join(ids, ", "))};
}

}  // namespace

Expected<Setting> Setting::build(const Situation& situation) {
  const Personality& personality = situation.personality != nullptr ? *situation.personality : personalities().front();
  Parameters parameters = Parameters::defaults_of(personality);
  parameters.rtpengine_sock = situation.sock;
  parameters.wsapi = "lwsc";
  parameters.rtpengine_retr = 1;
  parameters.rtpengine_allow_op = situation.allow_op;
  if (situation.hash_algo) parameters.hash_algo = *situation.hash_algo;
  if (situation.aggressive_redetection) parameters.aggressive_redetection = *situation.aggressive_redetection;
  parameters.db_url = situation.db_url;
  auto proxy = Proxy::configure(std::move(parameters), personality);
  if (!proxy) return std::unexpected(proxy.error());
  if (situation.load_nodes && !situation.db_url.empty())
    if (auto loaded = situation.load_nodes(*proxy, Time{}); !loaded) return std::unexpected(loaded.error());
  Setting setting(std::move(*proxy));
  const auto id = situation.set_id.value_or(0);
  setting.set_ = setting.proxy_.registry.find_set(id);
  if (setting.set_ == nullptr) return std::unexpected(no_such_set(id, setting.proxy_.registry));
  std::vector<Node*> tried, known;
  const std::vector<std::string> known_url =
      situation.known ? std::vector{*situation.known} : std::vector<std::string>{};
  for (auto [urls, option, nodes] :
       {std::tuple{&situation.down, "down", &setting.down_},
        std::tuple{&situation.disabled, "disabled", &setting.disabled_},
        std::tuple{&situation.hidden, "hidden", &setting.hidden_}, std::tuple{&situation.tried, "tried", &tried},
        std::tuple{&known_url, "known", &known}}) {
    if (auto found = setting.find_all(*urls, option, *nodes); !found) return std::unexpected(found.error());
  }
  setting.tried_.assign(tried.begin(), tried.end());
  if (!known.empty()) setting.known_ = known.front();
  return setting;
}

Expected<void> Setting::find_all(const std::vector<std::string>& urls, std::string_view option,
                                 std::vector<Node*>& out) {
  for (const auto& url : urls) {
    const auto found = std::ranges::find_if(set_->nodes, [&](const auto& node) { return node->url == url; });
    if (found == set_->nodes.end()) {
      std::vector<std::string_view> known;
      for (const auto& node : set_->nodes) known.push_back(node->url);
      return std::unexpected(Error{.message = fmt::format("{} is no node of set {}", url, set_->id),
                                   .place = std::string(option),
                                   .remedy = fmt::format("its nodes are {}", fmt::join(known, ", "))});
    }
    out.push_back(found->get());
  }
  return {};
}

bool Setting::is_down(const Node& node) const { return std::ranges::find(down_, &node) != down_.end(); }

void Setting::restore(Time now) {
  for (auto& node : set_->nodes) {
    node->disabled = false;
    node->displayed = true;
    node->recheck = seconds_of(now);
  }
  for (Node* node : down_) {
    node->disabled = true;
    node->recheck = seconds_of(now) + static_cast<std::uint32_t>(proxy_.parameters.rtpengine_disable_tout);
  }
  for (Node* node : disabled_) node->disabled = true, node->recheck = permanent;
  for (Node* node : hidden_) node->displayed = false, node->disabled = true, node->recheck = permanent;
}

}  // namespace rtpe
