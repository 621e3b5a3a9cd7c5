#include "mock_engine/program/request_view.hpp"

#include <boost/json/parse.hpp>

#include "client/ng/cookie.hpp"

namespace rtpe::mock {
namespace {

constexpr std::string_view load_limit_feature = "load limit";

void view_bencode(bencode::View root, RequestView& view) {
  view.command = root.find_string("command");
  view.call_id = root.find_string("call-id");
  view.from_tag = root.find_string("from-tag");
  view.to_tag = root.find_string("to-tag");
  const bencode::View supports = root.find("supports");
  if (!supports || supports.kind() != bencode::Kind::list) return;
  for (const bencode::View item : supports)
    if (item.string() == load_limit_feature) view.supports_load_limit = true;
}

void view_json(const boost::json::object& root, RequestView& view) {
  const auto text = [&](std::string_view key) -> std::optional<std::string_view> {
    const boost::json::value* found = root.if_contains(key);
    if (found == nullptr || !found->is_string()) return std::nullopt;
    return std::string_view(found->get_string());
  };
  view.command = text("command");
  view.call_id = text("call-id");
  view.from_tag = text("from-tag");
  view.to_tag = text("to-tag");
  const boost::json::value* supports = root.if_contains("supports");
  if (supports == nullptr || !supports->is_array()) return;
  for (const boost::json::value& item : supports->get_array())
    if (item.is_string() && std::string_view(item.get_string()) == load_limit_feature) view.supports_load_limit = true;
}

}  // namespace

RequestView RequestReader::read(std::string_view message) {
  RequestView view;
  const auto split = ng::split(message);
  if (!split) return view;
  view.cookie = split->cookie;
  view.is_json = split->payload.starts_with('{');
  if (view.is_json) {
    boost::system::error_code error;
    document_ = boost::json::parse(split->payload, error);
    if (!error && document_.is_object()) view_json(document_.get_object(), view);
  } else if (const auto root = reader_.read(split->payload, {.tolerance = bencode::Tolerance::peer});
             root && root->kind() == bencode::Kind::dictionary) {
    view_bencode(*root, view);
  }
  return view;
}

}  // namespace rtpe::mock
