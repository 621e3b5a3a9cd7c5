// What an RPC command answers, as data and as the JSON that Kamailio's jsonrpcs module prints.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/personality.hpp"
#include "client/sets/node.hpp"

namespace rtpe::control {

/// One node of rtpengine.show.
struct NodeRow {
  std::string url;
  std::uint32_t set_id = 0;
  std::uint32_t index = 0;
  std::uint32_t weight = 0;
  bool disabled = false;
  bool permanent = false;       ///< manually or by the database
  std::uint32_t recheck_s = 0;  ///< seconds until the node is due for a re-check; 0: due, or enabled
  bool operator==(const NodeRow&) const = default;
};

/// enable and ping: one record for the whole command, `url` as it was given (behaviour.md section 12).
struct UrlStatus {
  std::string url;
  std::string status;  ///< "enable", "disable", "success", "fail"
};

/// The result, or a fault: then `code` is not 200 and `text` is Kamailio's reason.
struct ControlReply {
  int code = 200;
  std::string text = {};  ///< of a fault, and of a successful reload
  std::vector<NodeRow> rows = {};
  std::optional<UrlStatus> status = {};
  std::optional<std::uint64_t> total = {};  ///< get_hash_total
};

/// The `result` or `error` value of the JSON-RPC reply, compact, keys in Kamailio's order. Set and weight are printed
/// signed, as Kamailio does. 5.6 to 5.8 print "1(permanent)" and "N/A"; from 6.0 `disabled` (permanently) and `active`
/// are booleans and recheck_ticks is -1 then.
void append_json(const ControlReply& reply, const Personality& personality, std::string& out);

}  // namespace rtpe::control
