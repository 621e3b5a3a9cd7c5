#include "client/control/json_rpc.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <charconv>

#include "base/json_text.hpp"

namespace rtpe::control {
namespace {

constexpr std::size_t most_request_bytes = 65536;

std::unexpected<Error> refused(std::string message, std::string remedy = {}) {
  return std::unexpected(Error{.message = std::move(message), .remedy = std::move(remedy)});
}

/// Kamailio takes an integer also as text.
std::optional<std::int64_t> integer_of(const boost::json::value& value) {
  if (const auto* number = value.if_int64()) return *number;
  if (const auto* text = value.if_string()) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (fault == std::errc{} && end == text->data() + text->size()) return number;
  }
  return std::nullopt;
}

Expected<void> read_parameters(const boost::json::array& parameters, ControlRequest& request) {
  const bool takes_url = request.command == ControlCommand::show || request.command == ControlCommand::enable ||
                         request.command == ControlCommand::ping;
  if (!takes_url) return {};
  if (parameters.empty()) {
    if (request.command == ControlCommand::show) return {};
    return refused(fmt::format("{} needs a node's URL, or all", rpc_name(request.command)));
  }
  const auto* url = parameters.front().if_string();
  if (!url) return refused("the URL is not a string");
  request.url = std::string(*url);
  if (request.command != ControlCommand::enable) return {};
  const auto flag = parameters.size() > 1 ? integer_of(parameters[1]) : std::nullopt;
  if (!flag) return refused("rtpengine.enable needs a second parameter", "0 disables, 1 enables");
  request.flag = *flag;
  return {};
}

}  // namespace

Expected<RpcRequest> read_rpc_request(std::string_view json) {
  if (json.size() > most_request_bytes) return refused("the request is too large");
  boost::system::error_code fault;
  const auto value = boost::json::parse(json, fault);
  if (fault || !value.is_object()) return refused("not a JSON object");
  const auto& object = value.as_object();
  const auto* method = object.if_contains("method");
  if (!method || !method->is_string()) return refused("no method");
  const std::string_view name = method->as_string();
  const auto command = control_command_of(name);
  if (!command)
    return refused(fmt::format("no method '{}'", name),
                   "rtpengine.show, .enable, .ping, .reload and .get_hash_total are there");
  RpcRequest request{.control = {.command = *command}};
  if (const auto* id = object.if_contains("id")) request.id = boost::json::serialize(*id);
  static const boost::json::array none;
  const auto* parameters = object.if_contains("params");
  if (parameters && !parameters->is_array()) return refused("params is not an array");
  if (auto read = read_parameters(parameters ? parameters->as_array() : none, request.control); !read)
    return std::unexpected(read.error());
  return request;
}

std::string write_rpc_request(const ControlRequest& request) {
  std::string parameters;
  if (request.command == ControlCommand::show || request.command == ControlCommand::ping)
    parameters = json_string(request.url);
  if (request.command == ControlCommand::enable)
    parameters = fmt::format("{},{}", json_string(request.url), request.flag);
  return fmt::format(R"({{"jsonrpc":"2.0","method":"{}","params":[{}],"id":1}})", rpc_name(request.command),
                     parameters);
}

std::string write_rpc_reply(const ControlReply& reply, std::string_view id, const Personality& personality) {
  std::string value;
  append_json(reply, personality, value);
  return fmt::format(R"({{"jsonrpc":"2.0","{}":{},"id":{}}})", reply.code == 200 ? "result" : "error", value, id);
}

std::string write_rpc_error(const Error& error) {
  return fmt::format(R"({{"jsonrpc":"2.0","error":{{"code":-32600,"message":{}}},"id":null}})",
                     json_string(error.text()));
}

}  // namespace rtpe::control
