// What the ng verb is asked, and the inputs it reads for that.
#pragma once
#include <CLI/CLI.hpp>

#include "client/parameters.hpp"
#include "client/script/call.hpp"

namespace rtpe::cli {

struct NgOptions {
  std::vector<std::string> statements, to, parameters, variables;
  std::string message, request, branch, db_url;  ///< empty: not given, but message
  std::string personality = "kamailio-5.6", source = "127.0.0.1", route = "request";
  std::optional<std::string> given_reply;
  bool dry_run = false;
  bool json = false;
};

/// A file, or stdin for "-". At most 1 MiB.
[[nodiscard]] Expected<std::string> read_input(const std::string& file);
/// "NAME=VALUE" pairs; the name may hold '=' inside parentheses or brackets only.
[[nodiscard]] Expected<std::map<std::string, std::string>> pairs_of(const std::vector<std::string>& texts,
                                                                    std::string_view option);
/// Defaults of the personality, --to as rtpengine_sock, then every --param in order.
[[nodiscard]] Expected<Parameters> parameters_of(const NgOptions& options, const Personality& personality);
/// A JSON object, or an array of them for one command after the other, each as bencode in the order of its keys.
[[nodiscard]] Expected<std::vector<std::string>> replies_of(const std::string& file);
[[nodiscard]] Expected<script::Route> route_of(const std::string& name);
/// --source must be a literal address.
Expected<void> check_source(const std::string& address);

}  // namespace rtpe::cli
