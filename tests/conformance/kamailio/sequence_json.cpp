// Sequences and traces as JSON Lines.
#include <boost/json.hpp>
#include <fstream>

#include "tests/conformance/kamailio/sequence.hpp"

namespace rtpe::lane {
namespace {

namespace json = boost::json;

json::value to_json(const Scalar& scalar) {
  if (const auto* number = std::get_if<std::int64_t>(&scalar)) return *number;
  return json::value(std::get<std::string>(scalar));
}

Scalar scalar_of(const json::value& value) {
  if (value.is_int64()) return value.get_int64();
  return std::string(value.as_string());
}

/// A list of pairs, because rtpengine_sock may stand there several times.
json::array to_json(const NamedValues& values) {
  json::array out;
  for (const auto& [name, value] : values) out.push_back(json::array{json::value(name), to_json(value)});
  return out;
}

NamedValues named_values_of(const json::value& value) {
  NamedValues out;
  for (const auto& pair : value.as_array()) out.emplace_back(pair.at(0).as_string(), scalar_of(pair.at(1)));
  return out;
}

json::object to_json(const EngineState& state) {
  if (state.closed) return {{"closed", true}};
  json::object out{{"commands", to_string(state.commands)}, {"pings", to_string(state.pings)}};
  if (state.delay_ms) out["delay_ms"] = state.delay_ms;
  return out;
}

Behaviour behaviour_in(const json::object& object, const char* key) {
  if (!object.contains(key)) return Behaviour::ok;
  const std::string name(object.at(key).as_string());
  const auto behaviour = behaviour_of(name);
  if (!behaviour) throw std::invalid_argument("no such behaviour: " + name);
  return *behaviour;
}

EngineState engine_state_of(const json::value& value) {
  const auto& object = value.as_object();
  EngineState state;
  state.closed = object.contains("closed") && object.at("closed").as_bool();
  state.commands = behaviour_in(object, "commands");
  state.pings = behaviour_in(object, "pings");
  if (object.contains("delay_ms")) state.delay_ms = object.at("delay_ms").to_number<std::uint32_t>();
  return state;
}

template <class Container>
json::array strings(const Container& texts) {
  json::array out;
  for (const auto& text : texts) out.emplace_back(text);
  return out;
}

std::vector<std::string> strings_of(const json::object& object, const char* key) {
  std::vector<std::string> out;
  if (const auto* list = object.if_contains(key))
    for (const auto& text : list->as_array()) out.emplace_back(text.as_string());
  return out;
}

std::string string_of(const json::object& object, const char* key) {
  const auto* text = object.if_contains(key);
  return text ? std::string(text->as_string()) : std::string();
}

json::object to_json(const SipText& message) {
  json::object out{{"method", message.method}};
  if (message.status) out["status"] = message.status;
  out["call_id"] = message.call_id;
  out["branch"] = message.branch;
  if (message.to_tag) out["to_tag"] = true;
  if (!message.sdp.empty()) out["sdp"] = message.sdp;
  return out;
}

SipText read_sip_text(const json::object& object) {
  SipText out{.method = string_of(object, "method"),
              .status = 0,
              .call_id = string_of(object, "call_id"),
              .branch = string_of(object, "branch"),
              .sdp = string_of(object, "sdp")};
  if (object.contains("status")) out.status = object.at("status").to_number<int>();
  out.to_tag = object.contains("to_tag") && object.at("to_tag").as_bool();
  return out;
}

json::object to_json(const Step& step) {
  json::object out{{"at_ms", step.at_ms}};
  if (!step.engines.empty()) {
    json::array changes;
    for (const auto& change : step.engines) {
      json::object one{{"engine", change.engine}};
      for (const auto& member : to_json(change.state)) one.insert(member);
      changes.push_back(one);
    }
    out["engines"] = changes;
  }
  if (step.message) {
    out["message"] = to_json(*step.message);
    if (!step.variables.empty()) out["variables"] = to_json(step.variables);
    out["statements"] = strings(step.statements);
  }
  if (!step.rpc.empty()) {
    out["rpc"] = step.rpc;
    json::array parameters;
    for (const auto& parameter : step.rpc_parameters) parameters.push_back(to_json(parameter));
    out["rpc_parameters"] = parameters;
  }
  return out;
}

Step step_of(const json::object& object) {
  Step step;
  step.at_ms = object.at("at_ms").to_number<std::uint32_t>();
  if (const auto* changes = object.if_contains("engines"))
    for (const auto& change : changes->as_array())
      step.engines.push_back({change.at("engine").to_number<std::size_t>(), engine_state_of(change)});
  if (const auto* message = object.if_contains("message")) step.message = read_sip_text(message->as_object());
  if (const auto* variables = object.if_contains("variables")) step.variables = named_values_of(*variables);
  step.statements = strings_of(object, "statements");
  step.rpc = string_of(object, "rpc");
  if (const auto* parameters = object.if_contains("rpc_parameters"))
    for (const auto& parameter : parameters->as_array()) step.rpc_parameters.push_back(scalar_of(parameter));
  return step;
}

json::object to_json(const StepTrace& trace, const StepTrace* before) {
  json::object out;
  if (!trace.commands.empty()) {
    json::array commands;
    for (const auto& command : trace.commands) {
      json::array sends(command.sends_ms.begin(), command.sends_ms.end());
      commands.push_back(json::object{{"engine", command.engine},
                                      {"cookie", command.cookie},
                                      {"sends_ms", sends},
                                      {"dictionary", json::parse(command.dictionary)}});
    }
    out["commands"] = commands;
  }
  if (!trace.results.empty()) out["results"] = strings(trace.results);
  if (!trace.instance.empty()) out["instance"] = trace.instance;
  if (!trace.reply.empty()) out["reply"] = json::parse(trace.reply);
  if (!before || before->nodes != trace.nodes) out["nodes"] = strings(trace.nodes);
  if (!before || before->total != trace.total) out["total"] = trace.total;
  return out;
}

/// Node rows and table total are written when they changed.
StepTrace step_trace_of(const json::object& object, const StepTrace* before) {
  StepTrace out;
  if (const auto* commands = object.if_contains("commands"))
    for (const auto& command : commands->as_array()) {
      auto& sent = out.commands.emplace_back();
      sent.engine = command.at("engine").to_number<std::size_t>();
      sent.cookie = command.at("cookie").as_string();
      for (const auto& at : command.at("sends_ms").as_array()) sent.sends_ms.push_back(at.to_number<std::int64_t>());
      sent.dictionary = json::serialize(command.at("dictionary"));
    }
  out.results = strings_of(object, "results");
  out.instance = string_of(object, "instance");
  if (const auto* reply = object.if_contains("reply")) out.reply = json::serialize(*reply);
  if (object.contains("nodes"))
    out.nodes = strings_of(object, "nodes");
  else if (before)
    out.nodes = before->nodes;
  if (const auto* total = object.if_contains("total"))
    out.total = total->to_number<std::uint64_t>();
  else if (before)
    out.total = before->total;
  return out;
}

Recording read(std::string_view line) {
  const auto value = json::parse(line);
  const auto& object = value.as_object();
  Recording out;
  out.sequence.seed = object.at("seed").to_number<std::uint64_t>();
  if (object.contains("personality")) out.sequence.personality = string_of(object, "personality");
  out.sequence.parameters = named_values_of(object.at("parameters"));
  for (const auto& engine : object.at("engines").as_array()) out.sequence.engines.push_back(engine_state_of(engine));
  for (const auto& step : object.at("steps").as_array()) out.sequence.steps.push_back(step_of(step.as_object()));
  for (const auto& step : out.sequence.steps)
    for (const auto& change : step.engines)
      if (change.engine >= out.sequence.engines.size()) throw std::invalid_argument("no such engine");
  if (const auto* trace = object.if_contains("trace")) {
    for (const auto& step : trace->as_array())
      out.trace.push_back(step_trace_of(step.as_object(), out.trace.empty() ? nullptr : &out.trace.back()));
    if (out.trace.size() != out.sequence.steps.size() + 1) throw std::invalid_argument("trace and steps do not match");
  }
  return out;
}

}  // namespace

std::string to_json_line(const Recording& recording) {
  json::array engines, steps, trace;
  for (const auto& engine : recording.sequence.engines) engines.push_back(to_json(engine));
  for (const auto& step : recording.sequence.steps) steps.push_back(to_json(step));
  json::object out{{"seed", recording.sequence.seed},
                   {"parameters", to_json(recording.sequence.parameters)},
                   {"engines", engines},
                   {"steps", steps}};
  if (recording.sequence.personality != Sequence().personality) out["personality"] = recording.sequence.personality;
  const StepTrace* before = nullptr;
  for (const auto& step : recording.trace) {
    trace.push_back(to_json(step, before));
    before = &step;
  }
  if (!recording.trace.empty()) out["trace"] = trace;
  return json::serialize(out);
}

Expected<Recording> recording_of(std::string_view json_line) {
  try {
    return read(json_line);
  } catch (const std::exception& fault) {
    return std::unexpected(Error{.message = fault.what()});
  }
}

Expected<std::vector<Recording>> read_recordings(const std::string& path) {
  std::ifstream file(path);
  if (!file) return std::unexpected(Error{.kind = ErrorKind::missing, .message = "cannot be opened", .place = path});
  std::vector<Recording> out;
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    if (line.empty()) continue;
    auto recording = recording_of(line);
    if (!recording) {
      recording.error().place = path + ":" + std::to_string(number);
      return std::unexpected(recording.error());
    }
    out.push_back(std::move(*recording));
  }
  return out;
}

}  // namespace rtpe::lane
