#include "cli/bundle_script.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "reports/text.hpp"
#include "scenarios/process/kamailio_command.hpp"

namespace rtpe::cli {
namespace {

using scenario::EngineCondition;

std::string shell_word(const std::string& word) {
  std::string out = "'";
  for (const char c : word) c == '\'' ? out += "'\\''" : out += c;
  return out + "'";
}

/// Name of a shell variable.
std::string variable(const BundleParts& parts, const std::string& engine) {
  const auto place = std::ranges::find(parts.engines, engine, &BundleEngine::name);
  return fmt::format("engine{}", place - parts.engines.begin() + 1);
}

/// What makes a daemon be like that; empty: nothing does.
std::string shell_for(const BundleParts& parts, const std::string& engine, EngineCondition state) {
  const std::string name = variable(parts, engine);
  switch (state) {
    case EngineCondition::crashed:
    case EngineCondition::away:
      return fmt::format("kill -9 \"${}\"", name);
    case EngineCondition::hung:
    case EngineCondition::unreachable:
      return fmt::format("kill -STOP \"${}\"", name);
    default:
      return {};
  }
}

std::string words_for(EngineCondition state) {
  switch (state) {
    case EngineCondition::crashed:
    case EngineCondition::away:
      return "is killed (SIGKILL): its port is closed";
    case EngineCondition::hung:
      return "is stopped (SIGSTOP): its port is open and nobody answers";
    case EngineCondition::unreachable:
      return "is stopped (SIGSTOP), which to the proxy is the same as a host that cannot be reached";
    case EngineCondition::slow:
      return "is slow, which a daemon cannot be made: left out";
    default:
      return "is well again";
  }
}

EngineCondition at_begin(const BundleParts& parts, const std::string& engine) {
  const auto row = parts.story.engines.find(engine);
  return row == parts.story.engines.end() ? EngineCondition::up : row->second;
}

/// "127.0.13.10 2223", of the daemon's control.
std::string control_of(const BundleEngine& engine) {
  constexpr std::string_view option = "--listen-ng=";
  for (const std::string& word : engine.command)
    if (word.starts_with(option)) {
      std::string out = word.substr(option.size());
      if (const auto colon = out.rfind(':'); colon != std::string::npos) out[colon] = ' ';
      return out;
    }
  return {};
}

std::string preamble(const BundleParts& parts) {
  std::string out =
      "#!/bin/bash\n# Plays the case of README.md: needs kamailio, rtpengine and sipp. What they say is left in out/.\n"
      "# Exit code: 0 the functions of the module return what they returned in the run, 1 they do not, 3 it cannot be "
      "played.\n"
      "cd \"$(dirname \"$0\")\" || exit 3\nPATH=$PATH:/usr/sbin\n"
      "for program in kamailio rtpengine sipp; do\n"
      "  command -v $program >/dev/null || { echo \"run.sh: $program is not installed\" >&2; exit 3; }\ndone\n"
      "listens() { # ADDRESS PORT: somebody has this UDP port\n  local IFS=.\n  set -- $1 $2\n"
      "  grep -q \"$(printf '%02X%02X%02X%02X:%04X' \"$4\" \"$3\" \"$2\" \"$1\" \"$5\")\" /proc/net/udp\n}\n"
      "wait_for() { # COMMAND: at most 20 s\n"
      "  for _ in {1..1000}; do\n    \"$@\" 2>/dev/null && return\n    sleep 0.02\n  done\n"
      "  echo \"run.sh: in vain waited for: $*\" >&2\n  exit 3\n}\n";
  std::string places = fmt::format("'{0}1 5060' '{0}2 5060' '{0}3 5060'", parts.prefix);
  for (const BundleEngine& engine : parts.engines) places += " " + shell_word(control_of(engine));
  out += fmt::format(
      "for place in {}; do\n  # shellcheck disable=SC2086\n"
      "  listens $place && {{ echo \"run.sh: somebody has $place already\" >&2; exit 3; }}\ndone\n"
      "rm -rf out\nmkdir out\n"
      "started() {{ # the last program: it ends with this script, and the shell does not talk of it\n  echo $! "
      ">>out/pids\n  "
      "disown $!\n}}\n"
      "trap 'exec 2>/dev/null; kill -CONT $(<out/pids); kill $(<out/pids); sleep 1; kill -9 $(<out/pids)' EXIT\n",
      places);
  return out;
}

std::string start_engines(const BundleParts& parts) {
  std::string out;
  for (std::size_t number = 0; number < parts.engines.size(); ++number) {
    std::string command;
    for (const std::string& word : parts.engines[number].command)
      command += (command.empty() ? "" : " ") + shell_word(word);
    out += fmt::format("start_engine{0}() {{\n  {1} >>out/engine{0}.log 2>&1 &\n  engine{0}=$!\n  started\n}}\n",
                       number + 1, command);
  }
  for (std::size_t number = 1; number <= parts.engines.size(); ++number) out += fmt::format("start_engine{}\n", number);
  for (std::size_t number = 1; number <= parts.engines.size(); ++number)
    out += fmt::format("wait_for grep -q 'Startup complete' out/engine{}.log\n", number);
  return out;
}

/// The module asks every node once when Kamailio starts: an engine that fails earlier is a disabled node.
std::string wait_for_pings(const BundleParts& parts) {
  std::string out;
  for (std::size_t number = 0; number < parts.engines.size(); ++number)
    if (!parts.engines[number].was_disabled)
      out += fmt::format("wait_for grep -q \"command 'ping'\" out/engine{}.log\n", number + 1);
  return out;
}

/// What befell engines before the call; `disabled`: those whose nodes the proxy had disabled already.
std::string earlier_troubles(const BundleParts& parts, bool disabled) {
  std::string out;
  for (const BundleEngine& engine : parts.engines)
    if (engine.was_disabled == disabled)
      if (const std::string shell = shell_for(parts, engine.name, at_begin(parts, engine.name)); !shell.empty())
        out += shell + "\n";
  return out;
}

std::string later_changes(const BundleParts& parts) {
  std::string out;
  Duration last{};
  for (const BundleChange& change : parts.story.changes) {
    std::string shell = shell_for(parts, change.engine, change.state);
    const std::string name = variable(parts, change.engine);
    if (change.state == EngineCondition::up) shell = fmt::format("kill -CONT \"${0}\" 2>/dev/null || start_{0}", name);
    if (shell.empty()) continue;
    out += fmt::format("  sleep {:.3f}\n  {}\n", static_cast<double>((change.at - last).count()) / 1e9, shell);
    last = change.at;
  }
  return out.empty() ? out : "(\n  wait_for grep -q 'rtpe-lab Q INVITE' out/kamailio.log\n" + out + ") &\nstarted\n";
}

}  // namespace

std::string bundle_script(const BundleParts& parts) {
  const std::string& at = parts.prefix;
  std::string out = preamble(parts);
  out += "\n# The engines\n" + start_engines(parts) + earlier_troubles(parts, true);
  out += fmt::format(
      "\n# The proxy, at {0}1\nkamailio -DD -E -f kamailio.cfg -Y out -m {1} -M {2} >out/kamailio.log 2>&1 &\nstarted\n"
      "wait_for listens {0}1 5060\n",
      at, scenario::kamailio_shared_mb, scenario::kamailio_private_mb);
  out += wait_for_pings(parts) + "sleep 1\n" + earlier_troubles(parts, false);
  out += fmt::format(
      "\n# The callee, at {0}3, and the caller, at {0}2\n"
      "sipp -sf callee.xml -i {0}3 -p 5060 -m 1 -nostdin -trace_msg -message_file out/callee.messages >out/callee.out "
      "2>&1 &\nstarted\nwait_for listens {0}3 5060\n{1}"
      "timeout 120 sipp {0}1:5060 -sf caller.xml -i {0}2 -p 5060 -m 1 -nostdin -cid_str {2} -trace_msg "
      "-message_file out/caller.messages >out/caller.out 2>&1\n",
      at, later_changes(parts), shell_word(parts.story.call_id));
  out += fmt::format(
      "\necho '== what the caller got'\ngrep -a '^SIP/2.0' out/caller.messages\n"
      "echo '== what Kamailio said of the module (rtpe-lab S: a function begins, E: its return code)'\n"
      "grep -aE 'rtpe-lab [SE]|rtpengine|rtpp' out/kamailio.log | grep -av INFO | tail -n 40\n"
      "expected='{}'\nreturned=$(sed -nE 's/.*rtpe-lab E [0-9]+ (-?[0-9]+)$/\\1/p' out/kamailio.log | xargs)\n"
      "echo \"== return codes in the run: $expected; here: $returned\"\n[ \"$returned\" = \"$expected\" ] && exit 0\n"
      "# While workers are blocked the phones repeat what is not acknowledged: a function runs once more.\n"
      "once() {{ printf '%s\\n' $1 | uniq | xargs; }}\n"
      "[ ${{#returned}} -gt ${{#expected}} ] && [ \"$(once \"$returned\")\" = \"$(once \"$expected\")\" ] &&\n"
      "  echo '== the same, some more than once: messages came again'\n",
      fmt::join(parts.story.returns, " "));
  return out;
}

std::string bundle_readme(const BundleParts& parts) {
  const BundleStory& story = parts.story;
  std::string out = fmt::format("# {}\n\nOne call, {}, of a run of rtpe-lab (`{}`).\n\n## What is seen\n\n",
                                report::printable(story.title), report::printable(story.call_id), parts.replay_command);
  if (story.effects.empty()) out += "Nothing goes wrong in it.\n";
  for (const std::string& effect : story.effects) out += fmt::format("* {}\n", report::printable(effect));
  out += fmt::format(
      "\nThe functions of the module return {1}, in this order. `ladder.txt` has the call message by message, with the "
      "reason of "
      "every choice of a node.\n\n## Steps\n\n"
      "On Debian 12: `apt install kamailio rtpengine-daemon sip-tester`. All addresses are on loopback ({0}1 the "
      "proxy, "
      "{0}2 and {0}3 the phones, from {0}10 on the engines); nothing needs the kernel module.\n\n"
      "`./run.sh` does all of this, shows what came of it, and says whether the functions return the same:\n\n",
      parts.prefix, fmt::join(story.returns, ", "));
  std::size_t step = 0;
  for (const BundleEngine& engine : parts.engines)
    out += fmt::format("{}. Engine {}: `{}`\n", ++step, engine.name, fmt::join(engine.command, " "));
  out += fmt::format("{}. The proxy: `kamailio -DD -E -f kamailio.cfg -m {} -M {}`\n", ++step,
                     scenario::kamailio_shared_mb, scenario::kamailio_private_mb);
  for (const BundleEngine& engine : parts.engines)
    if (const EngineCondition state = at_begin(parts, engine.name); state != EngineCondition::up)
      out += fmt::format("{}. Engine {} {}{}.\n", ++step, engine.name, words_for(state),
                         engine.was_disabled ? ", before the proxy starts, so that its node is disabled already" : "");
  out += fmt::format(
      "{}. The callee: `sipp -sf callee.xml -i {}3 -p 5060 -m 1`\n{}. The caller: `sipp {}1:5060 -sf caller.xml -i {}2 "
      "-p 5060 -m 1 -cid_str {}`\n",
      step + 1, parts.prefix, step + 2, parts.prefix, parts.prefix, report::printable(story.call_id));
  step += 2;
  for (const BundleChange& change : story.changes)
    out += fmt::format("{}. {:.3f} s after the INVITE came to the proxy engine {} {}.\n", ++step,
                       static_cast<double>(change.at.count()) / 1e9, change.engine, words_for(change.state));
  out +=
      "\nThe Call-ID must stay: the node is chosen by it.\n\n## Files\n\n"
      "| file | is |\n|---|---|\n| `kamailio.cfg` | the proxy; its `route[RTPE_LAB_...]` write `rtpe-lab S` and `E` "
      "around "
      "each function of the module, with the return code |\n| `caller.xml`, `callee.xml` | the phones, for SIPp |\n"
      "| `run.sh` | the steps above |\n| `ladder.txt` | the call in the run |\n";
  if (parts.has_capture) out += "| `capture.pcapng` | the call in the run, SIP and NG |\n";
  if (!parts.warnings.empty()) {
    out += "\n## Not as in the run\n\n";
    for (const std::string& warning : parts.warnings) out += fmt::format("* {}\n", report::printable(warning));
  }
  return out;
}

}  // namespace rtpe::cli
