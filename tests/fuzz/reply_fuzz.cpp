// Any datagrams as replies to any script function: it ends, within its bounds, and node states stay consistent.
#include <algorithm>
#include <cstdlib>
#include <map>

#include "client/script/call.hpp"
#include "client/script/function.hpp"

namespace {

using namespace rtpe;

struct Variables : script::Host {
  std::map<std::string, std::string, std::less<>> all;
  std::optional<Variable> read(std::string_view name) override {
    const auto found = all.find(name);
    return found == all.end() ? std::nullopt : std::optional(Variable{.text = found->second});
  }
  void write(std::string_view name, std::string_view value) override { all[std::string(name)] = value; }
};

/// The fuzzer's bytes, one line after the other; each line is what one wait brings.
struct Lines {
  std::string_view rest;
  std::string buffer;
  /// nullopt: nothing comes. A line that begins with '#' gets the right cookie in front.
  std::optional<std::string_view> next(std::string_view cookie) {
    if (rest.empty()) return std::nullopt;
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    buffer.clear();
    if (line.starts_with('#'))
      buffer.append(cookie).append(" ").append(line.substr(1));
    else
      buffer = line;
    return buffer;
  }
};

Parameters parameters() {
  Parameters out;
  out.rtpengine_sock = {"udp:10.0.0.1:1 udp:10.0.0.2:1"};
  out.rtpengine_retr = 2;
  out.queried_nodes_limit = 5;
  out.write_sdp_pv = "$var(sdp)";
  out.write_sdp_pv_mode = 0;
  out.rtp_inst_pvar = "$var(node)";
  out.media_duration = "$var(duration)";
  for (const char* name : {"mos_average_pv", "mos_min_at_pv", "mos_max_A_pv", "mos_average_samples_B_pv"})
    (void)out.set(name, std::string("$var(") + name + ")");
  (void)out.set("mos_A_label_pv", "a");
  (void)out.set("mos_B_label_pv", "b");
  return out;
}

const std::vector<script::Statement>& statements(const Personality& personality) {
  static const auto all = [&] {
    std::vector<script::Statement> out;
    for (const auto& function : script::functions()) {
      if (function.kind == script::FunctionKind::choose_set ||
          script::find_function(function.name, personality) == nullptr)
        continue;
      std::string text(function.name);
      if (function.kind == script::FunctionKind::query_v)
        text += "(\"jp\", \"$var(json)\")";
      else if (function.kind != script::FunctionKind::statistic)
        text += function.least_arguments ? "(\"f\")" : "()";
      out.push_back(*script::parse_statement(text, personality));
    }
    return out;
  }();
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const Personality& personality = personalities().front();
  auto proxy = Proxy::configure(parameters(), personality);
  Worker worker;
  Variables host;
  const auto& all = statements(personality);
  const auto& statement = all[data[0] % all.size()];
  Lines lines{.rest = {reinterpret_cast<const char*>(data) + 1, size - 1}, .buffer = {}};
  const std::string_view sdp = "v=0\r\n";
  const bool reply = statement.function == "rtpengine_answer";
  sip::Message message;
  message.is_request = !reply;
  message.method = reply ? "" : "INVITE";
  message.status = reply ? 200 : 0;
  message.cseq_method = "INVITE";
  message.call_id = "c";
  message.from_tag = "f";
  message.to_tag = "t";
  message.content_length = static_cast<std::int64_t>(sdp.size());
  message.body = sdp;
  Time now{std::chrono::seconds(1000)};
  script::Call call(*proxy, worker, statement, script::Route::request, message, host);
  Input input;
  std::size_t waits = 0, sends = 0;
  std::string cookie;
  for (auto action = call.resume(now, input); action.kind != ActionKind::finished; action = call.resume(now, input)) {
    if (action.kind == ActionKind::acquire || action.kind == ActionKind::release) {
      input = {.kind = action.kind == ActionKind::acquire ? InputKind::granted : InputKind::released};
      continue;
    }
    if (action.kind == ActionKind::send) {
      ++sends;
      cookie = action.bytes.substr(0, action.bytes.find(' '));
    }
    if (++waits > size + 200) std::abort();
    if (const auto line = lines.next(cookie)) {
      input = {.kind = InputKind::datagram, .bytes = *line};
    } else {
      now = action.deadline;
      input = {.kind = InputKind::timeout};
    }
  }
  if (sends > 2 * (5 + 4) || proxy->table.total() > 1) std::abort();
  for (const auto& node : proxy->registry.sets()[0].nodes)
    if (node->recheck == permanent || !node->displayed) std::abort();
  return 0;
}
