// rtpe-lab pcap check FILE...: what the capture proves to be wrong; exit code 1 when there is something.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json.hpp>
#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "base/time_text.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"
#include "cli/pcap_input.hpp"
#include "cli/pcap_text.hpp"
#include "cli/replaced_file.hpp"
#include "pcap/check/check_capture.hpp"
#include "reports/text.hpp"

namespace rtpe::cli {
namespace {

using capture::CaptureClock;
using capture::Finding;
using capture::Rule;
namespace json = boost::json;

struct CaptureCheckOptions {
  PcapInput input;
  bool as_json = false, in_utc = false, only_rules = false;
  std::string junit, answer_within, deleted_within, media_after, handshake_within, weights;
  std::vector<std::string> legs = {"X-CID"}, ignored;
  capture::Thresholds thresholds;
};

Expected<void> take_duration(const char* option, const std::string& text, Duration& to) {
  if (text.empty()) return {};
  const auto duration = parse_duration(text);
  if (!duration)
    return std::unexpected(
        Error{.message = duration.error().message, .place = option, .remedy = duration.error().remedy});
  to = *duration;
  return {};
}

/// "10.0.0.1=50,10.0.0.2:2223=25".
Expected<void> take_weights(const std::string& text, std::vector<std::pair<std::string, double>>& to) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    const auto one = text.substr(at, end - at);
    const auto equals = one.rfind('=');
    char* rest = nullptr;
    const double weight = equals == std::string::npos ? -1 : std::strtod(one.c_str() + equals + 1, &rest);
    if (equals == 0 || !(weight >= 0 && weight < 1e6) || rest == one.c_str() + equals + 1 || *rest != '\0')
      return std::unexpected(Error{.message = fmt::format("\"{}\" is no node with a weight", one),
                                   .place = "--weights",
                                   .remedy = "as 10.0.0.1=50,10.0.0.2:2223=25"});
    to.emplace_back(one.substr(0, equals), weight);
    at = end + 1;
  }
  return {};
}

Expected<void> known_rules(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    bool is_known = false;
    for (std::size_t i = 0; i < capture::rules; ++i) is_known |= name_of(static_cast<Rule>(i)) == name;
    if (!is_known)
      return std::unexpected(Error{.message = fmt::format("\"{}\" is no rule", name),
                                   .place = "--ignore",
                                   .remedy = "rtpe-lab pcap check --rules lists them"});
  }
  return {};
}

std::string time_text(const CaptureCheckOptions& options, const CaptureClock& clock, Time at) {
  return options.in_utc ? report::utc_microseconds_text(clock.wall(at)) : seconds_text(at - clock.first());
}

std::string finding_text(const CaptureCheckOptions& options, const CaptureClock& clock, const Finding& finding) {
  auto text = fmt::format("{}  {}", time_text(options, clock, finding.first), name_of(finding.rule));
  if (finding.last - finding.first >= std::chrono::milliseconds(1))
    text += fmt::format(" until {}", time_text(options, clock, finding.last));
  text += ": " + report::printable(finding.text);
  if (!finding.call_id.empty()) text += fmt::format(", call {}", report::printable(finding.call_id));
  if (!finding.frames.empty())
    text += fmt::format(" (frame{} {})", finding.frames.size() > 1 ? "s" : "", fmt::join(finding.frames, ", "));
  return text;
}

json::object finding_json(const CaptureClock& clock, const Finding& finding) {
  return {{"record", "finding"},
          {"rule", std::string(name_of(finding.rule))},
          {"first", report::iso_text(clock.wall(finding.first))},
          {"last", report::iso_text(clock.wall(finding.last))},
          {"call_id", text_or_null(finding.call_id)},
          {"text", report::valid_utf8(finding.text)},
          {"frames", json::value_from(finding.frames)}};
}

/// One test case per rule; the failure holds its findings.
std::string junit_text(const CaptureCheckOptions& options, const CaptureClock& clock,
                       const std::vector<Finding>& findings) {
  std::map<Rule, std::string> texts;
  for (const Finding& finding : findings) texts[finding.rule] += finding_text(options, clock, finding) + "\n";
  pugi::xml_document document;
  auto suite = document.append_child("testsuites").append_child("testsuite");
  suite.append_attribute("name") = "rtpe-lab pcap check";
  suite.append_attribute("tests") = static_cast<unsigned>(capture::rules);
  suite.append_attribute("failures") = static_cast<unsigned>(texts.size());
  for (std::size_t i = 0; i < capture::rules; ++i) {
    const auto rule = static_cast<Rule>(i);
    auto test = suite.append_child("testcase");
    test.append_attribute("name") = std::string(name_of(rule)).c_str();
    const auto found = texts.find(rule);
    if (found == texts.end()) continue;
    auto failure = test.append_child("failure");
    failure.append_attribute("message") = std::string(meaning_of(rule)).c_str();
    failure.append_child(pugi::node_pcdata).set_value(found->second.c_str());
  }
  std::ostringstream out;
  document.save(out, "  ");
  return out.str();
}

bool is_wanted(const CaptureCheckOptions& options, const CaptureClock& clock, const Finding& finding) {
  const auto& filter = options.input.filter;
  for (const std::string& name : options.ignored)
    if (name == name_of(finding.rule)) return false;
  return filter.wants_call(finding.call_id) && filter.wants_time(clock.wall(finding.first), clock.wall(finding.last));
}

int print_rules() {
  for (std::size_t i = 0; i < capture::rules; ++i)
    print(fmt::format("{:20} {}\n", name_of(static_cast<Rule>(i)), meaning_of(static_cast<Rule>(i))));
  return exit_passed;
}

void print_findings(const CaptureCheckOptions& options, const capture::CaptureSummary& summary, std::uint64_t left_out,
                    const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    if (options.as_json)
      print_line(finding_json(summary.clock, finding));
    else
      print(finding_text(options, summary.clock, finding) + "\n");
  }
  if (options.as_json) return print_line(pcap_summary_json(summary));
  print(findings.empty() ? std::string("nothing is wrong that this capture could prove\n")
                         : fmt::format("\n{} findings\n", findings.size()));
  if (left_out > 0) print(fmt::format("{} commands, dialogs and streams did not fit and were not judged\n", left_out));
  print_pcap_summary(summary);
}

int check(CaptureCheckOptions& options) {
  if (options.only_rules) return print_rules();
  if (auto done = known_rules(options.ignored); !done) return fail(done.error());
  auto& limits = options.thresholds;
  if (auto done = take_duration("--answer-within", options.answer_within, limits.answer_within); !done)
    return fail(done.error());
  if (auto done = take_duration("--deleted-within", options.deleted_within, limits.deleted_within); !done)
    return fail(done.error());
  if (auto done = take_duration("--media-after", options.media_after, limits.media_after); !done)
    return fail(done.error());
  if (auto done = take_duration("--handshake-within", options.handshake_within, limits.handshake_within); !done)
    return fail(done.error());
  if (auto done = take_weights(options.weights, limits.weights); !done) return fail(done.error());
  capture::CallBook book(options.legs);
  capture::ReadOptions reading;
  reading.listener = &book;
  auto source = open_pcap(options.input, reading);
  if (!source) return fail(source.error());
  reading.matcher.with_sdp = true;
  reading.matcher.when_answered = false;
  const auto summary = capture::read_frames(
      **source, [&](const capture::WireExchange& exchange, const CaptureClock&) { book.exchange(exchange); }, reading);
  book.join();
  auto findings = capture::check_capture({.book = book,
                                          .end = summary.clock.newest(),
                                          .fragments_given_up = summary.frames.fragments_given_up,
                                          .thresholds = limits});
  std::erase_if(findings, [&](const Finding& finding) { return !is_wanted(options, summary.clock, finding); });
  print_findings(options, summary, book.left_out(), findings);
  if (!options.junit.empty())
    if (auto done = write_whole(options.junit, junit_text(options, summary.clock, findings)); !done)
      return fail(done.error());
  if (summary.damage) return fail(*summary.damage);
  return findings.empty() ? exit_passed : exit_check_failed;
}

}  // namespace

void add_pcap_check(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CaptureCheckOptions>();
  auto& limits = options->thresholds;
  auto* verb = app.add_subcommand("check", "Say what a capture proves to be wrong; exit code 1 when something is");
  verb->footer(examples(
      {"rtpe-lab pcap check capture.pcapng", "rtpe-lab pcap check --ignore warning --junit check.xml a.pcap b.pcap",
       "rtpe-lab pcap check --weights 10.0.0.1=50,10.0.0.2=25 capture.pcapng", "rtpe-lab pcap check --rules"}));
  add_pcap_input(*verb, options->input);
  verb->add_flag("--rules", options->only_rules, "List the rules and when they fire");
  verb->add_option("--ignore", options->ignored, "Leave this rule out; may be repeated")->allow_extra_args(false);
  verb->add_option("--unanswered", limits.unanswered_in_a_row, "Commands in a row that make a node silent")
      ->capture_default_str();
  verb->add_option("--resends", limits.resends, "Commands sent again to a node within 10 s")->capture_default_str();
  verb->add_option("--answer-within", options->answer_within,
                   "How long before the capture's end a command must have been sent to be missed (250ms)");
  verb->add_option("--deleted-within", options->deleted_within,
                   "How long a call without SIP in the capture may rest (60s)");
  verb->add_option("--media-after", options->media_after, "How long a call is answered before media is missed (3s)");
  verb->add_option("--handshake-within", options->handshake_within, "How long a DTLS handshake may take (5s)");
  verb->add_option(
      "--weights", options->weights,
      "Weights that the nodes are meant to have, as 10.0.0.1=50,10.0.0.2=25: the spread of calls is judged");
  verb->add_option("--loss", limits.loss_percent, "Percent of a stream's packets")->capture_default_str();
  verb->add_option("--jitter", limits.jitter_ms, "Mean jitter in ms")->capture_default_str();
  verb->add_option("--leg-header", options->legs, "SIP header that names another leg's Call-ID (X-CID)")
      ->allow_extra_args(false);
  verb->add_option("--call", options->input.filter.calls, "Only calls whose Call-ID holds this text; may be repeated")
      ->allow_extra_args(false);
  verb->add_option("--from", options->input.from, "Only what was going on at or after this time (UTC)");
  verb->add_option("--to", options->input.to, "Only what began until this time (UTC)");
  verb->add_flag("--utc", options->in_utc, "Wall clock (UTC) instead of seconds since the first frame");
  verb->add_option("--junit", options->junit, "JUnit XML: a test case per rule");
  verb->add_flag("--json", options->as_json, "One JSON object per line: findings, summary");
  verb->callback([options, &exit_code] { exit_code = check(*options); });
}

}  // namespace rtpe::cli
