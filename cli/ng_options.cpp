#include "cli/ng_options.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iostream>

#include "base/nearest.hpp"
#include "client/bencode/writer.hpp"

namespace rtpe::cli {
namespace {

constexpr std::size_t most_bytes = 1U << 20U;

/// JSON as bencode; what bencode has no word for is refused with its path.
Expected<void> append(const boost::json::value& value, const std::string& path, bencode::Writer& out) {
  if (const auto* text = value.if_string()) {
    out.string(*text);
  } else if (value.is_int64()) {
    out.integer(value.as_int64());
  } else if (const auto* list = value.if_array()) {
    out.begin_list();
    for (std::size_t i = 0; i < list->size(); ++i)
      if (auto done = append((*list)[i], fmt::format("{}[{}]", path, i), out); !done) return done;
    out.end();
  } else if (const auto* object = value.if_object()) {
    out.begin_dictionary();
    for (const auto& [key, member] : *object) {
      out.key(key);
      if (auto done = append(member, fmt::format("{}.{}", path, std::string_view(key)), out); !done) return done;
    }
    out.end();
  } else {
    return std::unexpected(
        Error{.message = "a reply holds strings, whole numbers, lists and dictionaries only", .place = path});
  }
  return {};
}

std::unexpected<Error> unknown_parameter(const std::string& name) {
  const auto near = nearest(name, Parameters::names());
  return std::unexpected(Error{.message = "no such parameter",
                               .place = name,
                               .remedy = near.empty() ? std::string() : fmt::format("did you mean {}?", near)});
}

Expected<void> set_parameter(Parameters& parameters, const std::string& name, const std::string& text) {
  const auto& names = Parameters::names();
  if (std::ranges::find(names, name) == names.end()) return unknown_parameter(name);
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = fault == std::errc{} && end == text.data() + text.size() && !text.empty();
  auto as_text = parameters.set(name, text);
  if (as_text || !whole) return as_text;
  return parameters.set(name, number);
}

}  // namespace

Expected<std::string> read_input(const std::string& file) {
  std::string text;
  const auto read = [&](std::istream& in) -> Expected<std::string> {
    char block[4096];
    while (in.read(block, sizeof block) || in.gcount() > 0) {
      text.append(block, static_cast<std::size_t>(in.gcount()));
      if (text.size() > most_bytes)
        return std::unexpected(Error{.kind = ErrorKind::limit, .message = "more than 1 MiB", .place = file});
    }
    if (in.bad()) return std::unexpected(Error{.kind = ErrorKind::missing, .message = "cannot be read", .place = file});
    return text;
  };
  if (file == "-") return read(std::cin);
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::unexpected(Error{.kind = ErrorKind::missing, .message = std::strerror(errno), .place = file});
  return read(in);
}

Expected<std::map<std::string, std::string>> pairs_of(const std::vector<std::string>& texts, std::string_view option) {
  std::map<std::string, std::string> out;
  for (const auto& text : texts) {
    std::size_t depth = 0, equals = 0;
    for (; equals < text.size() && (text[equals] != '=' || depth > 0); ++equals) {
      if (text[equals] == '(' || text[equals] == '[') ++depth;
      if ((text[equals] == ')' || text[equals] == ']') && depth > 0) --depth;
    }
    if (equals == 0 || equals == text.size())
      return std::unexpected(
          Error{.message = fmt::format("\"{}\" is not NAME=VALUE", text), .place = std::string(option)});
    out.insert_or_assign(text.substr(0, equals), text.substr(equals + 1));
  }
  return out;
}

Expected<Parameters> parameters_of(const NgOptions& options, const Personality& personality) {
  auto parameters = Parameters::defaults_of(personality);
  parameters.rtpengine_sock = options.to;
  // One after the other: rtpengine_sock may be given more than once; an empty one is meant.
  bool names_nodes = !options.to.empty();
  for (const auto& text : options.parameters) {
    const auto pair = pairs_of({text}, "--param");
    if (!pair) return std::unexpected(pair.error());
    const auto& [name, value] = *pair->begin();
    names_nodes = names_nodes || name == "rtpengine_sock";
    if (auto done = set_parameter(parameters, name, value); !done) return std::unexpected(done.error());
  }
  if (!options.db_url.empty())
    if (auto done = parameters.set("db_url", options.db_url); !done) return std::unexpected(done.error());
  if (!names_nodes && parameters.db_url.empty()) {
    parameters.rtpengine_sock = {parameters.setid_default == 0
                                     ? "udp:127.0.0.1:2223"
                                     : fmt::format("{} == udp:127.0.0.1:2223", parameters.setid_default)};
  }
  return parameters;
}

Expected<std::vector<std::string>> replies_of(const std::string& file) {
  const auto text = read_input(file);
  if (!text) return std::unexpected(text.error());
  boost::json::error_code fault;
  const auto json = boost::json::parse(*text, fault);
  if (fault) return std::unexpected(Error{.message = "is no JSON: " + fault.message(), .place = file});
  const boost::json::array one{json};
  const auto& replies = json.is_array() ? json.as_array() : one;
  if (replies.empty()) return std::unexpected(Error{.message = "an empty list of replies", .place = file});
  std::vector<std::string> out;
  for (std::size_t i = 0; i < replies.size(); ++i) {
    const auto path = json.is_array() ? fmt::format("{}: reply[{}]", file, i) : fmt::format("{}: reply", file);
    if (!replies[i].is_object()) return std::unexpected(Error{.message = "a reply is a JSON object", .place = path});
    bencode::Writer writer(out.emplace_back());
    if (auto done = append(replies[i], path, writer); !done) return std::unexpected(done.error());
  }
  return out;
}

Expected<script::Route> route_of(const std::string& name) {
  using script::Route;
  for (const auto& [text, route] :
       {std::pair{"request", Route::request}, std::pair{"reply", Route::reply}, std::pair{"failure", Route::failure},
        std::pair{"branch-failure", Route::branch_failure}})
    if (name == text) return route;
  return std::unexpected(
      Error{.message = fmt::format("\"{}\" is no route; there are request, reply, failure, branch-failure", name)});
}

Expected<void> check_source(const std::string& address) {
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET, address.c_str(), bytes.data()) == 1 || inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1)
    return {};
  return std::unexpected(
      Error{.message = fmt::format("\"{}\" is no literal IPv4 or IPv6 address", address), .place = "--source"});
}

}  // namespace rtpe::cli
