#include "mock_engine/transport/janus.hpp"

#include <boost/json.hpp>

namespace rtpe::mock {
namespace {

std::string error_text(int code, std::string_view reason, const boost::json::string* transaction) {
  boost::json::object reply{{"janus", "error"}, {"error", {{"code", code}, {"reason", reason}}}};
  if (transaction != nullptr) reply["transaction"] = *transaction;
  return boost::json::serialize(reply);
}

}  // namespace

std::string janus_reply(std::string_view request, std::string_view version) {
  boost::system::error_code error;
  const boost::json::value document = boost::json::parse(request, error);
  if (error) return error_text(454, "Failed to parse JSON", nullptr);
  if (!document.is_object()) return error_text(455, "JSON string is not an object", nullptr);
  const boost::json::object& object = document.get_object();
  const boost::json::value* verb = object.if_contains("janus");
  if (verb == nullptr) return error_text(456, "JSON object does not contain 'janus' key", nullptr);
  if (!verb->is_string()) return error_text(456, "'janus' key does not contain a string", nullptr);
  const boost::json::value* transaction = object.if_contains("transaction");
  if (transaction == nullptr) return error_text(456, "JSON object does not contain 'transaction' key", nullptr);
  boost::json::object reply;
  if (verb->get_string() == "ping") {
    reply["janus"] = "pong";
  } else if (verb->get_string() == "info") {
    reply["name"] = "rtpengine Janus interface";
    reply["version_string"] = version;
    reply["plugins"] = {{"janus.plugin.videoroom", {{"name", "rtpengine Janus videoroom"}}}};
    reply["janus"] = "server_info";
  } else {
    return error_text(457, "Unhandled request method", transaction->if_string());
  }
  if (transaction->is_string()) reply["transaction"] = *transaction;
  return boost::json::serialize(reply);
}

}  // namespace rtpe::mock
