#include "cli/situation_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include "base/nearest.hpp"
#include "client/database/database_nodes.hpp"

namespace rtpe::cli {
namespace {

constexpr std::size_t longest_call_id = 65535;

Expected<void> read_lines(std::istream& in, const std::string& name,
                          const std::function<Expected<void>(std::string_view)>& use) {
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.ends_with('\r')) line.pop_back();
    const auto place = fmt::format("{}:{}", name, number);
    if (line.empty()) return std::unexpected(Error{.message = "an empty Call-ID", .place = place});
    if (line.size() > longest_call_id)
      return std::unexpected(Error{.message = "a Call-ID of more than 65535 bytes", .place = place});
    if (auto used = use(line); !used) return used;
  }
  return {};
}

}  // namespace

void add_situation_options(CLI::App& verb, SituationOptions& options) {
  auto* sock = verb.add_option("--sock", options.sock, "A value of modparam rtpengine_sock; may be repeated")
                   ->expected(1)
                   ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  auto* db_url = verb.add_option("--db-url", options.db_url, "The nodes come from this database, as sqlite:///path");
  db_url->excludes(sock);
  verb.add_option("--setid", options.set_id, "The set asked about (default 0)");
  verb.add_option("--hash-algo", options.hash_algo, "hash_algo: 0 byte sum, 1 SHA-1, 2 CRC-32");
  verb.add_option("--personality", options.personality, "kamailio-5.6, 5.7, 5.8, 6.0 or 6.1 (default kamailio-5.6)");
  verb.add_option("--down", options.down, "URL of a node that failed and does not answer; may be repeated")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

Expected<const Personality*> personality_named(const std::string& name) {
  std::vector<std::string_view> known;
  for (const auto& personality : personalities()) {
    if (personality.name == name || personality.name.ends_with("-" + name)) return &personality;
    known.push_back(personality.name);
  }
  const auto near = nearest(name, known);
  return std::unexpected(Error{.message = fmt::format("\"{}\" is no personality", name),
                               .remedy = near.empty() ? fmt::format("there are {}", fmt::join(known, ", "))
                                                      : fmt::format("did you mean {}?", near)});
}

Expected<Situation> situation_of(const SituationOptions& options) {
  const auto personality = personality_named(options.personality);
  if (!personality) return std::unexpected(personality.error());
  if (options.sock.empty() && options.db_url.empty())
    return std::unexpected(Error{.message = "--sock or --db-url is needed", .remedy = "--sock udp:10.0.0.1:2223"});
  return Situation{.sock = options.sock,
                   .set_id = options.set_id,
                   .personality = *personality,
                   .hash_algo = options.hash_algo,
                   .down = options.down,
                   .db_url = options.db_url,
                   .load_nodes = [](Proxy& proxy, Time now) { return database::DatabaseNodes().load(proxy, now); }};
}

Expected<void> for_each_call_id(const std::string& file, const std::function<Expected<void>(std::string_view)>& use) {
  if (file == "-") return read_lines(std::cin, "stdin", use);
  std::ifstream in(file);
  if (!in) return std::unexpected(Error{.kind = ErrorKind::missing, .message = std::strerror(errno), .place = file});
  return read_lines(in, file, use);
}

}  // namespace rtpe::cli
