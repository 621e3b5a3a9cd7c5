#include "client/proxy/replication.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <limits>

#include "base/json_text.hpp"

namespace rtpe::proxy {
namespace {

namespace json = boost::json;

std::unexpected<Error> unreadable(std::string message) {
  return std::unexpected(Error{.kind = ErrorKind::invalid_input, .message = std::move(message), .place = "KDMQ"});
}

std::optional<std::string> text_of(const json::object& object, std::string_view key) {
  const auto* const value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

}  // namespace

std::string json_of(const TableChange& change) {
  std::string out =
      fmt::format(R"({{"action":{},"callid":{})", static_cast<int>(change.action), json_string(change.call_id));
  if (!change.via_branch.empty()) out += ",\"viabranch\":" + json_string(change.via_branch);
  if (change.action == TableChange::Action::insert)
    out += fmt::format(R"(,"rtpengine_url":{},"setid":{})", json_string(change.url), change.set_id);
  return out + "}";
}

Expected<std::optional<TableChange>> read_table_change(std::string_view text) {
  json::error_code fault;
  const json::value value = json::parse(text, fault);
  const auto* const object = fault ? nullptr : value.if_object();
  if (object == nullptr) return unreadable("the body is no JSON object");
  const auto* const action = object->if_contains("action");
  if (action == nullptr || !action->is_int64()) return unreadable("the body has no action");
  if (action->get_int64() != 1 && action->get_int64() != 2) return std::nullopt;
  TableChange change{.action = static_cast<TableChange::Action>(action->get_int64())};
  auto call_id = text_of(*object, "callid");
  if (!call_id) return unreadable("the body has no callid");
  change.call_id = std::move(*call_id);
  change.via_branch = text_of(*object, "viabranch").value_or("");
  if (change.action == TableChange::Action::remove) return change;
  auto url = text_of(*object, "rtpengine_url");
  const auto* const set = object->if_contains("setid");
  const bool has_set = set != nullptr && set->is_int64() && set->get_int64() >= 0 &&
                       set->get_int64() <= std::numeric_limits<std::uint32_t>::max();
  if (!url || !has_set) return unreadable("the body names no node");
  change.url = std::move(*url);
  change.set_id = static_cast<std::uint32_t>(set->get_int64());
  return change;
}

Replicated apply(const TableChange& change, Proxy& shared, Time now) {
  const std::uint32_t now_s = seconds_of(now);
  if (change.action == TableChange::Action::remove)
    return {.has_changed = shared.table.remove(now_s, change.call_id, change.via_branch, Command::delete_)};
  NodeSet* const set = shared.registry.find_set(change.set_id);
  if (set == nullptr) return {.status = 500};
  const auto node =
      std::ranges::find(set->nodes, change.url, [](const auto& one) { return std::string_view(one->url); });
  if (node == set->nodes.end()) return {.status = 500};
  return {.node = node->get(), .has_changed = shared.table.insert(now_s, change.call_id, change.via_branch, **node)};
}

}  // namespace rtpe::proxy
