// Any lines are the messages of a [[flow]] or not. What is one is written and read again as it was, and a call that
// goes by it comes to an end.
#include <cstdlib>

#include "scenarios/model/parts.hpp"
#include "scenarios/model/read_flow.hpp"
#include "scenarios/run/runner.hpp"

namespace {

using namespace rtpe::scenario;

std::vector<std::string> texts_of(const InlineFlow& flow) {
  std::vector<std::string> out;
  for (std::size_t index = 0; index < flow.steps.size(); ++index) out.push_back(message_text(flow, index));
  return out;
}

constexpr std::string_view around = R"(
max_events = 20000
[client]
rtpengine_sock = "udp:10.0.0.1:2223"
[routing]
"request *" = ['rtpengine_manage()']
"reply *" = ['rtpengine_manage()']
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[link]]
protocol = "sip"
loss = 0.2
duplication = 0.2
[[traffic]]
count = 3
rate = "1/s"
)";

/// With a SIP network that loses and doubles messages.
void play(const InlineFlow& flow) {
  static const auto base = parse_scenario(around, "fuzz.toml");
  if (!base) std::abort();
  ScenarioFile scenario = *base;
  scenario.flows = {flow};
  scenario.traffic.front().flow = flow.name;
  const auto result = run(scenario, {});
  if (!result) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> messages;
  while (!text.empty() && messages.size() < 200) {
    const auto end = std::min(text.find('\n'), text.size());
    messages.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (messages.empty()) return 0;
  const auto flow = make_flow("mine", messages);
  if (!flow) {
    if (flow.error().empty() || flow.error().front().message.empty()) std::abort();
    return 0;
  }
  const auto written = texts_of(*flow);
  const auto again = make_flow("mine", written);
  if (!again || texts_of(*again) != written || again->steps != flow->steps) std::abort();
  play(*flow);
  return 0;
}
