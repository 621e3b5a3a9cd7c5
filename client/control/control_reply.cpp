#include "client/control/control_reply.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <iterator>

#include "base/json_text.hpp"

namespace rtpe::control {
namespace {

std::string state_of(const NodeRow& row, const Personality& personality) {
  if (personality.show_active)
    return fmt::format(R"("disabled":{},"active":{},"recheck_ticks":{})", row.permanent, !row.disabled,
                       row.permanent ? -1 : static_cast<std::int64_t>(row.recheck_s));
  if (row.permanent) return R"~("disabled":"1(permanent)","recheck_ticks":"N/A")~";
  return fmt::format(R"("disabled":{:d},"recheck_ticks":{})", row.disabled, row.recheck_s);
}

}  // namespace

void append_json(const ControlReply& reply, const Personality& personality, std::string& out) {
  const auto end = std::back_inserter(out);
  if (reply.code != 200) {
    fmt::format_to(end, R"({{"code":{},"message":{}}})", reply.code, json_string(reply.text));
  } else if (reply.total) {
    fmt::format_to(end, "{}", *reply.total);
  } else if (reply.status) {
    fmt::format_to(end, R"({{"url":{},"status":{}}})", json_string(reply.status->url),
                   json_string(reply.status->status));
  } else if (!reply.rows.empty()) {
    const char* separator = "[";
    for (const NodeRow& row : reply.rows) {
      fmt::format_to(end, R"({}{{"url":{},"set":{},"index":{},"weight":{},{}}})", separator, json_string(row.url),
                     static_cast<std::int32_t>(row.set_id), row.index, static_cast<std::int32_t>(row.weight),
                     state_of(row, personality));
      separator = ",";
    }
    out += ']';
  } else {
    out += json_string(reply.text);
  }
}

}  // namespace rtpe::control
