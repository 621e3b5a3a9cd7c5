// /calls: what the engine knows about calls. /unknown-flags: what of their flags it does not. /load: what it believes
// about its machine.
#include <fmt/format.h>

#include "base/table_reader.hpp"
#include "base/toml.hpp"
#include "mock_engine/control/control_request.hpp"

namespace rtpe::mock {

ControlReply on_calls(const ControlCall& call, EngineServer& server) {
  Engine& engine = server.engine();
  if (call.path.size() > 2) return error_reply(404, "no such path");
  if (call.path.size() == 1) {
    if (call.method != "GET") return method_not_allowed("GET");
    boost::json::array calls;
    for (const std::string& id : engine.call_ids()) calls.emplace_back(id);
    return json_reply(boost::json::object{{"calls", std::move(calls)}});
  }
  const std::string& id = call.path[1];
  if (!engine.has_call(id)) return error_reply(404, fmt::format("no call has the Call-ID \"{}\"", id));
  if (call.method == "GET") return {.body = engine.inspect(id) + "\n"};
  if (call.method != "DELETE") return method_not_allowed("GET, DELETE");
  engine.terminate(id, server.now());
  server.settle();
  return json_reply(boost::json::object{{"terminated", id}});
}

ControlReply on_unknown_flags(const ControlCall& call, EngineServer& server) {
  if (call.method != "GET") return method_not_allowed("GET");
  boost::json::array flags;
  for (const UnknownFlag& flag : server.engine().unknown_flags())
    flags.push_back(
        {{"command", flag.command}, {"flag", flag.flag}, {"count", flag.count}, {"first_call_id", flag.first_call_id}});
  return json_reply(boost::json::object{{"unknown_flags", std::move(flags)}});
}

ControlReply on_load(const ControlCall& call, EngineServer& server) {
  if (call.method != "PUT") return method_not_allowed("PUT");
  Problems problems({}, {});
  const auto table = parse_json_object(call.body, problems);
  if (!table) return error_reply(problems.errors());
  TableReader reader(*table, "the load", problems);
  const EngineLoad load{
      .load_average = reader.number("load-average", 0, 1e6).value_or(0),
      .cpu_percent = reader.number("cpu-percent", 0, 100).value_or(0),
      .bandwidth = static_cast<std::uint64_t>(reader.integer("bandwidth", 0, 1'000'000'000'000).value_or(0))};
  reader.finish();
  if (problems.any_errors()) return error_reply(problems.errors());
  server.engine().set_load(load);
  return json_reply(boost::json::object{
      {"load-average", load.load_average}, {"cpu-percent", load.cpu_percent}, {"bandwidth", load.bandwidth}});
}

}  // namespace rtpe::mock
