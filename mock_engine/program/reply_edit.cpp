#include "mock_engine/program/reply_edit.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/random/uniform_int_distribution.hpp>

#include "client/bencode/value.hpp"

namespace rtpe::mock {
namespace {

std::string encode_reply(const RequestView& request, bencode::Value::Dictionary dictionary) {
  std::string reply(request.cookie);
  reply.push_back(' ');
  const bencode::Value value(std::move(dictionary));
  if (request.is_json)
    bencode::to_json(value, reply);
  else
    bencode::encode(value, reply);
  return reply;
}

/// The value that stands for "another type": texts and numbers change places, containers become numbers.
void retype(bencode::Value& value) {
  if (const std::int64_t* number = value.integer())
    value = bencode::Value(std::to_string(*number));
  else
    value = bencode::Value(0);
}

void edit_bencode(const Effect& effect, std::string& payload) {
  bencode::Reader reader;
  const auto root = reader.read(payload);
  if (!root || root->kind() != bencode::Kind::dictionary) return;
  bencode::Value value = bencode::to_value(*root);
  auto& dictionary = std::get<bencode::Value::Dictionary>(value.data);
  if (effect.verb == Verb::missing_key)
    std::erase_if(dictionary, [&](const auto& pair) { return pair.first == effect.text; });
  else if (bencode::Value* found = value.find(effect.text))
    retype(*found);
  payload = bencode::encode(value);
}

void edit_json(const Effect& effect, std::string& payload) {
  boost::system::error_code error;
  boost::json::value document = boost::json::parse(payload, error);
  if (error || !document.is_object()) return;
  boost::json::object& object = document.get_object();
  boost::json::object edited;
  for (const auto& [key, value] : object) {
    if (std::string_view(key) != effect.text)
      edited[key] = value;
    else if (effect.verb == Verb::wrong_type)
      edited[key] = value.is_int64() ? boost::json::value(std::to_string(value.get_int64())) : boost::json::value(0);
  }
  payload = boost::json::serialize(edited);
}

void edit_dictionary(const Effect& effect, std::string& reply) {
  const std::size_t blank = reply.find(' ');
  if (blank == reply.npos) return;
  std::string payload = reply.substr(blank + 1);
  if (payload.starts_with('{'))
    edit_json(effect, payload);
  else
    edit_bencode(effect, payload);
  reply.replace(blank + 1, reply.npos, payload);
}

void corrupt(std::uint32_t bytes, RuleRandom& random, std::string& reply) {
  const std::size_t blank = reply.find(' ');
  const std::size_t begin = blank == reply.npos ? 0 : blank + 1;
  if (begin >= reply.size()) return;
  boost::random::uniform_int_distribution<std::size_t> place(begin, reply.size() - 1);
  boost::random::uniform_int_distribution<int> change(1, 255);
  for (std::uint32_t i = 0; i < bytes; ++i) {
    char& byte = reply[place(random)];
    byte = static_cast<char>(static_cast<unsigned char>(byte) ^ change(random));
  }
}

void change_cookie(const std::string& wanted, std::string& reply) {
  const std::size_t blank = reply.find(' ');
  if (blank == reply.npos || blank == 0) return;
  if (!wanted.empty())
    reply.replace(0, blank, wanted);
  else
    reply[blank - 1] = reply[blank - 1] == 'x' ? 'y' : 'x';
}

}  // namespace

std::string error_reply(const RequestView& request, std::string_view reason) {
  return encode_reply(request, {{"result", "error"}, {"error-reason", reason}});
}

std::string limit_reply(const RequestView& request, std::string_view message) {
  if (!request.supports_load_limit) return error_reply(request, "Parallel session limit reached");
  return encode_reply(request, {{"result", "load limit"}, {"message", message}});
}

bool edits_reply(Verb verb) {
  return verb == Verb::truncate || verb == Verb::corrupt || verb == Verb::wrong_cookie ||
         verb == Verb::empty_datagram || verb == Verb::wrong_type || verb == Verb::missing_key;
}

void edit_reply(const Effect& effect, RuleRandom& random, std::string& reply) {
  switch (effect.verb) {
    case Verb::truncate:
      if (reply.size() > effect.count) reply.resize(effect.count);
      break;
    case Verb::corrupt:
      corrupt(effect.count, random, reply);
      break;
    case Verb::wrong_cookie:
      change_cookie(effect.text, reply);
      break;
    case Verb::empty_datagram:
      reply.clear();
      break;
    case Verb::wrong_type:
    case Verb::missing_key:
      edit_dictionary(effect, reply);
      break;
    default:
      break;
  }
}

}  // namespace rtpe::mock
