#include "mock_engine/control/control_api.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "mock_engine/control/control_request.hpp"
#include "mock_engine/program/program_file.hpp"
#include "mock_engine/program/rule_words.hpp"
#include "mock_engine/transport/console.hpp"

namespace rtpe::mock {
namespace {

boost::json::object summary_of(const Controlled& server) {
  boost::json::object summary;
  for (const auto& [name, count] : server.totals()) summary[name] = count;
  return summary;
}

boost::json::object engine_json(Controlled& server) {
  boost::json::array listen;
  for (const ListenAddress& address : server.listening()) listen.emplace_back(address.text());
  return {{"name", server.name()},
          {"listen", std::move(listen)},
          {"process", name_of(server.program().process())},
          {"draining", server.program().draining()},
          {"state", server.program().state()},
          {"rules", server.program().rules().size()},
          {"summary", summary_of(server)}};
}

ControlReply on_health(const std::vector<Controlled*>& engines) {
  boost::json::array list;
  for (Controlled* server : engines) {
    boost::json::object& engine =
        list.emplace_back(boost::json::object{{"name", server->name()},
                                              {"process", name_of(server->program().process())},
                                              {"draining", server->program().draining()}})
            .get_object();
    if (EngineServer* mock = server->mock()) engine["calls_now"] = mock->summary().calls_now;
  }
  return json_reply(boost::json::object{{"status", "ok"}, {"engines", std::move(list)}});
}

ControlReply on_do(const ControlCall& call) {
  if (call.method != "POST") return method_not_allowed("POST");
  const auto effect = read_effect_json(call.body);
  if (!effect) return error_reply(effect.error());
  if (!acts_on_process(effect->verb))
    return error_reply(
        400, fmt::format("\"{}\" needs a rule; only hang, slow, crash, restart, drain and recover act at once",
                         name_of(effect->verb)));
  if (const std::string_view refusal = call.server.refusal(*effect); !refusal.empty()) return error_reply(409, refusal);
  call.server.act(*effect);
  return json_reply(engine_json(call.server));
}

ControlReply on_state(const ControlCall& call) {
  if (call.method == "PUT") {
    boost::system::error_code error;
    const boost::json::value body = boost::json::parse(call.body, error);
    const boost::json::value* state = !error && body.is_object() ? body.get_object().if_contains("state") : nullptr;
    if (state == nullptr || !state->is_string()) return error_reply(400, "{\"state\": \"NAME\"} is expected");
    call.server.program().set_state(std::string(state->get_string()));
  } else if (call.method != "GET") {
    return method_not_allowed("GET, PUT");
  }
  return json_reply(boost::json::object{{"state", call.server.program().state()}});
}

ControlReply on_reset(const ControlCall& call) {
  if (call.method != "POST") return method_not_allowed("POST");
  call.server.program().reset(call.server.now());
  call.server.program().journal().clear();
  call.server.settle();
  return json_reply(engine_json(call.server));
}

ControlReply on_engine(const ControlCall& call) {
  if (call.path.empty()) return call.method == "GET" ? json_reply(engine_json(call.server)) : method_not_allowed("GET");
  const std::string& what = call.path.front();
  if (what == "rules") return on_rules(call);
  if (what == "requests") return on_requests(call);
  if (what == "do") return on_do(call);
  if (what == "state") return on_state(call);
  if (what == "reset") return on_reset(call);
  if (EngineServer* mock = call.server.mock(); mock != nullptr) {
    if (what == "calls") return on_calls(call, *mock);
    if (what == "observations") return on_observations(call, *mock);
    if (what == "unknown-flags") return on_unknown_flags(call, *mock);
    if (what == "load") return on_load(call, *mock);
    if (what == "metrics") return {.body = metrics_text(mock->engine(), mock->now()), .content_type = "text/plain"};
  }
  return error_reply(404, fmt::format("no such path: {}", what));
}

ControlReply dispatch(const ControlRequest& request, const std::vector<Controlled*>& engines, const MorePaths& more) {
  const auto url = boost::urls::parse_origin_form(request.target);
  if (!url) return error_reply(400, "not a path");
  std::vector<std::string> path;
  for (const auto& segment : url->segments()) path.emplace_back(segment);
  std::erase(path, "");
  if (path.size() == 1 && path[0] == "health") return on_health(engines);
  Controlled* server = engines.size() == 1 ? engines.front() : nullptr;
  if (!path.empty() && path[0] == "engines") {
    if (path.size() == 1) {
      boost::json::array list;
      for (Controlled* engine : engines) list.push_back(engine_json(*engine));
      return json_reply(boost::json::object{{"engines", std::move(list)}});
    }
    const auto named = std::ranges::find(engines, path[1], [](Controlled* engine) { return engine->name(); });
    if (named == engines.end()) return error_reply(404, fmt::format("no engine is named {}", path[1]));
    server = *named;
    path.erase(path.begin(), path.begin() + 2);
  }
  if (server == nullptr)
    return error_reply(404, "several engines run here; say /engines/NAME/... (GET /engines lists them)");
  ControlCall call{
      .method = request.method, .path = std::move(path), .query = {}, .body = request.body, .server = *server};
  for (const auto& parameter : url->params()) call.query.emplace_back(parameter.key, parameter.value);
  if (more)
    if (auto reply = more(call)) return std::move(*reply);
  return on_engine(call);
}

}  // namespace

std::string ControlCall::parameter(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return {};
}

std::string error_body(std::string_view message) {
  return boost::json::serialize(boost::json::object{{"error", message}}) + "\n";
}

ControlReply json_reply(const boost::json::value& value, unsigned status) {
  return {.status = status, .body = boost::json::serialize(value) + "\n"};
}
ControlReply error_reply(unsigned status, std::string_view message) {
  return {.status = status, .body = error_body(message)};
}
ControlReply error_reply(const std::vector<Error>& errors) {
  std::string message;
  for (const Error& error : errors) message += (message.empty() ? "" : "; ") + error.text();
  return error_reply(400, message);
}
ControlReply method_not_allowed(std::string_view allowed) {
  return error_reply(405, fmt::format("method not allowed here; allowed: {}", allowed));
}

ControlReply handle_control(const ControlRequest& request, const std::vector<Controlled*>& engines,
                            const MorePaths& more) {
  try {
    return dispatch(request, engines, more);
  } catch (const std::exception& error) {
    return error_reply(500, error.what());
  }
}

}  // namespace rtpe::mock
