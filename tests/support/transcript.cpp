#include "tests/support/transcript.hpp"

#include <openssl/evp.h>

#include <fstream>
#include <sstream>

#include "client/ng/cookie.hpp"
#include "mock_engine/calls/interfaces.hpp"
#include "mock_engine/json.hpp"
#include "tests/support/json.hpp"
#include "tests/support/paths.hpp"

namespace rtpe::test {
namespace {

std::string decode(const boost::json::object& record, std::string_view key) {
  const auto* text = record.if_contains(key);
  if (text == nullptr || !text->is_string()) return {};
  const std::string encoded(text->as_string());
  std::string bytes(encoded.size() / 4 * 3 + 1, '\0');
  const int length =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(encoded.data()), static_cast<int>(encoded.size()));
  BOOST_REQUIRE(length >= 0);
  const auto padding = static_cast<std::size_t>(encoded.ends_with("==") ? 2 : encoded.ends_with('=') ? 1 : 0);
  bytes.resize(static_cast<std::size_t>(length) - padding);
  return bytes;
}

std::string text_member(const boost::json::object& record, std::string_view key) {
  const auto* value = record.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

TranscriptRecord record_of(const boost::json::object& object) {
  TranscriptRecord record{.name = text_member(object, "name"),
                          .transport = text_member(object, "transport"),
                          .node = text_member(object, "node"),
                          .note = text_member(object, "note"),
                          .request = decode(object, "request_raw_b64"),
                          .reply = decode(object, "reply_raw_b64"),
                          .has_reply = false,
                          .random = {}};
  record.has_reply = !record.reply.empty();
  if (const auto* paths = object.if_contains("volatile"))
    for (const auto& path : paths->as_array()) record.random.paths.insert(std::string(path.as_string()));
  record.random.keys = {"created", "created_us", "last signal", "last packet", "local port", "reported at"};
  return record;
}

}  // namespace

Transcript read_transcript(const std::string& file, const std::string& directory) {
  std::ifstream stream(data_directory() + "/rtpengine/" + directory + "/" + file + ".json");
  BOOST_REQUIRE_MESSAGE(stream, "cannot open the transcript " << file);
  std::stringstream content;
  content << stream.rdbuf();
  // Bytes that are no UTF-8 stand there as lone surrogates; what was on the wire is in the base64 members.
  std::string text = content.str();
  constexpr std::string_view surrogate = "\\udc";
  for (auto at = text.find(surrogate); at != std::string::npos; at = text.find(surrogate, at)) text.replace(at, 6, "?");
  const auto root = boost::json::parse(text).as_object();
  Transcript result{.group = file, .arguments = {}, .records = {}};
  if (const auto* arguments = root.if_contains("args"))
    for (const auto& argument : arguments->as_array()) result.arguments.emplace_back(argument.as_string());
  for (const auto& record : root.at("records").as_array()) result.records.push_back(record_of(record.as_object()));
  return result;
}

mock::EngineConfig config_of(const std::vector<std::string>& arguments) {
  mock::EngineConfig config;
  config.interfaces.clear();
  const std::map<std::string, std::int64_t mock::EngineConfig::*> numbers = {
      {"--delete-delay", &mock::EngineConfig::delete_delay_s},
      {"--timeout", &mock::EngineConfig::timeout_s},
      {"--silent-timeout", &mock::EngineConfig::silent_timeout_s},
      {"--offer-timeout", &mock::EngineConfig::offer_timeout_s},
      {"--max-sessions", &mock::EngineConfig::max_sessions}};
  for (const std::string& argument : arguments) {
    const std::string name = argument.substr(0, argument.find('='));
    const std::string value = argument.find('=') == std::string::npos ? "" : argument.substr(name.size() + 1);
    if (name == "--interface") config.interfaces.push_back(mock::parse_interface(value).value());
    if (name == "--port-min") config.port_min = static_cast<std::uint16_t>(std::stoi(value));
    if (name == "--port-max") config.port_max = static_cast<std::uint16_t>(std::stoi(value));
    if (name == "--max-load") config.max_load = std::stod(value);
    if (name == "--mos" && value == "LQ") config.mos_basis = mock::MosBasis::listening;
    if (name == "--recording-dir") config.recording_dir = "/tmp/" + value;
    if (const auto number = numbers.find(name); number != numbers.end()) config.*number->second = std::stoll(value);
  }
  if (config.interfaces.empty()) config.interfaces.emplace_back();
  return config;
}

bencode::Value dictionary_of(std::string_view message) {
  const auto parts = ng::split(message);
  std::string bytes;
  if (parts && parts->payload.starts_with('{'))
    (void)mock::json_to_bencode(parts->payload, bytes);  // what is no JSON shows as an empty dictionary
  else if (parts)
    bytes = parts->payload;
  bencode::Reader reader;
  const auto view = reader.read(bytes, {.tolerance = bencode::Tolerance::peer});
  return view ? bencode::to_value(*view) : bencode::Value(bencode::Value::Dictionary{});
}

}  // namespace rtpe::test
