#include "tests/conformance/kamailio/engine_double.hpp"

#include <boost/json.hpp>

#include "client/bencode/value.hpp"
#include "client/ng/cookie.hpp"

namespace rtpe::lane {
namespace {

namespace json = boost::json;
using bencode::Value;

Value result(std::string_view text) { return Value(Value::Dictionary{{"result", Value(text)}}); }

Value error_result(std::string_view reason) {
  return Value(Value::Dictionary{{"error-reason", Value(reason)}, {"result", Value("error")}});
}

Value totals() {
  const auto counters = [](int packets) {
    return Value(Value::Dictionary{{"bytes", Value(packets * 172)}, {"errors", Value(0)}, {"packets", Value(packets)}});
  };
  return Value(Value::Dictionary{{"RTCP", counters(5)}, {"RTP", counters(250)}});
}

/// The usual reply to a command.
Value accepted(std::size_t engine, std::string_view command) {
  Value::Dictionary out;
  if (command == "offer" || command == "answer")
    out.emplace_back("sdp", Value("s=" + std::string(command) + " by e" + std::to_string(engine) + "\r\n"));
  if (command == "subscribe request") {
    out.emplace_back("sdp", Value("s=subscription by e" + std::to_string(engine) + "\r\n"));
    out.emplace_back("to-tag", Value("subscriber"));
  }
  if (command == "play media") out.emplace_back("duration", Value(1200));
  if (command == "query" || command == "delete") out.emplace_back("totals", totals());
  out.emplace_back("result", Value(command == "ping" ? "pong" : "ok"));
  return Value(std::move(out));
}

std::string payload_of(Behaviour behaviour, std::size_t engine, std::string_view command) {
  switch (behaviour) {
    case Behaviour::load_limit:
      return encode(Value(Value::Dictionary{{"message", Value("too busy")}, {"result", Value("load limit")}}));
    case Behaviour::session_limit:
      return encode(error_result("Parallel session limit reached"));
    case Behaviour::out_of_ports:
      return encode(error_result("Ran out of ports"));
    case Behaviour::error:
      return encode(error_result("Unknown call-id"));
    case Behaviour::bare_error:
      return encode(result("error"));
    case Behaviour::other_result:
      return encode(result("so so"));
    case Behaviour::no_result:
      return encode(Value(Value::Dictionary{{"warning", Value("nothing here")}}));
    case Behaviour::integer_result:
      return encode(Value(Value::Dictionary{{"result", Value(1)}}));
    case Behaviour::list:
      return encode(Value(Value::List{Value("result"), Value("ok")}));
    case Behaviour::garbage:
      return "no bencode at all";
    case Behaviour::no_sdp:
      return encode(result(command == "ping" ? "pong" : "ok"));
    default:
      break;
  }
  std::string usual = encode(accepted(engine, command));
  if (behaviour == Behaviour::unterminated) usual.pop_back();
  return usual;
}

json::value value_json(const Value& value) {
  if (const auto* text = value.string()) return json::value(*text);
  if (const auto* number = value.integer()) return *number;
  if (const auto* list = value.list()) {
    json::array out;
    for (const auto& element : *list) out.push_back(value_json(element));
    return out;
  }
  json::object out;
  for (const auto& [key, inner] : *value.dictionary()) out[key] = value_json(inner);
  return out;
}

}  // namespace

std::vector<EngineReply> replies_of(std::size_t engine, const EngineState& state, std::string_view request) {
  if (state.closed) return {};
  const auto message = ng::split(request);
  if (!message) return {};
  bencode::Reader reader;
  const auto view = reader.read(message->payload);
  const std::string command(view ? view->find_string("command").value_or("") : "");
  const Behaviour behaviour = command == "ping" ? state.pings : state.commands;
  const std::string cookie(message->cookie);
  const std::string payload = payload_of(behaviour, engine, command);
  const std::string usual = cookie + " " + payload;
  switch (behaviour) {
    case Behaviour::silent:
      return {};
    case Behaviour::wrong_cookie:
      return {{.bytes = "foreign_" + usual}};
    case Behaviour::wrong_then_right:
      return {{.bytes = "foreign_" + usual}, {.bytes = usual, .delay_ms = state.delay_ms}};
    case Behaviour::longer_cookie:
      return {{.bytes = cookie + "7 " + payload}};
    case Behaviour::tab:
      return {{.bytes = cookie + "\t" + payload}};
    case Behaviour::no_blank:
      return {{.bytes = cookie + payload}};
    case Behaviour::cookie_only:
      return {{.bytes = cookie}};
    case Behaviour::empty:
      return {{.bytes = ""}};
    case Behaviour::late:
      return {{.bytes = usual, .delay_ms = state.delay_ms}};
    case Behaviour::duplicate:
      return {{.bytes = usual}, {.bytes = usual, .delay_ms = state.delay_ms}};
    case Behaviour::reply_then_empty:
      return {{.bytes = usual}, {.bytes = "", .delay_ms = state.delay_ms}};
    case Behaviour::late_foreign:
      return {{.bytes = "foreign_" + usual, .delay_ms = state.delay_ms}};
    default:
      return {{.bytes = usual}};
  }
}

std::string dictionary_json(std::string_view bencoded, std::string_view source) {
  bencode::Reader reader;
  const auto view = reader.read(bencoded);
  if (!view || view->kind() != bencode::Kind::dictionary) return json::serialize(json::value(bencoded));
  json::array pairs;
  const Value whole = bencode::to_value(*view);
  for (const auto& [key, value] : *whole.dictionary()) {
    json::value inner = value_json(value);
    if (key == "received-from" && inner.is_array() && inner.as_array().size() == 2 &&
        inner.as_array()[1] == json::value(source))
      inner.as_array()[1] = "sip";
    pairs.push_back(json::array{json::value(key), inner});
  }
  return json::serialize(pairs);
}

}  // namespace rtpe::lane
