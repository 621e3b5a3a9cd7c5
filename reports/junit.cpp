#include "reports/junit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "reports/text.hpp"
#include "reports/verdict.hpp"

namespace rtpe::report {
namespace {

using scenario::CheckOutcome;
using scenario::CheckResult;
using scenario::RunResult;

struct Totals {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
  double seconds = 0;
  void add(const Totals& other) {
    tests += other.tests;
    failures += other.failures;
    errors += other.errors;
    skipped += other.skipped;
    seconds += other.seconds;
  }
};

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(xml_text(value).c_str());
}

void set_totals(pugi::xml_node node, const Totals& totals) {
  set(node, "tests", std::to_string(totals.tests));
  set(node, "failures", std::to_string(totals.failures));
  set(node, "errors", std::to_string(totals.errors));
  set(node, "skipped", std::to_string(totals.skipped));
  set(node, "time", fmt::format("{:.3f}", totals.seconds));
}

/// "scenarios/library/node-dies.toml" -> "scenarios.library.node-dies": CI systems group by the dots.
std::string class_name_of(const std::string& file) {
  std::string name = file.ends_with(".toml") ? file.substr(0, file.size() - 5) : file;
  while (name.starts_with("./") || name.starts_with("../") || name.starts_with("/")) name.erase(0, name.find('/') + 1);
  std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

std::string how_to_replay(const PlayedRun& run) {
  return fmt::format("seed: {}\nreplay: {}\n", run.seed, run.replay_command);
}

class SuiteWriter {
 public:
  SuiteWriter(pugi::xml_node suite, const PlayedRun& run) : suite_(suite), run_(run) {}

  Totals write() {
    if (!run_.result) {
      trouble(test_case("set-up"), "set-up", run_.result.error().message, run_.result.error().text());
      return totals_;
    }
    const RunResult& result = *run_.result;
    totals_.seconds = std::chrono::duration<double>(result.wall).count();
    for (const CheckResult& check : result.checks) judge(check);
    const std::string end(to_string(result.end));
    if (result.end != scenario::RunEnd::finished)
      trouble(test_case("whole run"), end, "the run was cut short: " + end, "");
    else if (result.nothing_tried())
      skip(test_case("whole run"), std::string(nothing_tried_text));
    else if (result.checks.empty())
      test_case("whole run");
    return totals_;
  }

 private:
  pugi::xml_node test_case(const std::string& what) {
    ++totals_.tests;
    auto node = suite_.append_child("testcase");
    set(node, "classname", class_name_of(run_.file));
    std::string name = fmt::format("{} (seed {})", what, run_.seed);
    if (const int times = ++names_[name]; times > 1) name += fmt::format(" #{}", times);
    set(node, "name", name);
    // The run is played once for all its checks: its time is the suite's.
    set(node, "time",
        totals_.tests == 1 && run_.result
            ? fmt::format("{:.3f}", std::chrono::duration<double>(run_.result->wall).count())
            : "0.000");
    set(node, "file", run_.file);
    return node;
  }
  void judge(const CheckResult& check) {
    auto node = test_case(check.that);
    if (check.line > 0) set(node, "line", std::to_string(check.line));
    if (check.passed()) return;
    if (check.outcome == CheckOutcome::not_judged) return skip(node, check.said());
    ++totals_.failures;
    auto failure = node.append_child("failure");
    set(failure, "message", check.said());
    set(failure, "type", check.that);
    std::string text = check.said() + "\n";
    for (const std::string& line : check.evidence) text += line + "\n";
    text += how_to_replay(run_);
    failure.append_child(pugi::node_pcdata).set_value(xml_text(text).c_str());
  }
  void skip(pugi::xml_node node, const std::string& why) {
    ++totals_.skipped;
    set(node.append_child("skipped"), "message", why);
  }
  void trouble(pugi::xml_node node, const std::string& type, const std::string& message, const std::string& text) {
    ++totals_.errors;
    auto error = node.append_child("error");
    set(error, "message", message);
    set(error, "type", type);
    error.append_child(pugi::node_pcdata)
        .set_value(xml_text(text + (text.empty() ? "" : "\n") + how_to_replay(run_)).c_str());
  }

  pugi::xml_node suite_;
  const PlayedRun& run_;
  Totals totals_;
  std::map<std::string, int> names_;
};

}  // namespace

std::string xml_text(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    const auto line_end = std::min(bytes.find_first_of("\t\n"), bytes.size());
    out += printable(bytes.substr(0, line_end));
    if (line_end < bytes.size()) out.push_back(bytes[line_end]);
    bytes.remove_prefix(std::min(line_end + 1, bytes.size()));
  }
  // U+FFFE and U+FFFF are the only other characters that XML 1.0 forbids.
  for (const std::string_view forbidden : {"\xef\xbf\xbe", "\xef\xbf\xbf"})
    for (auto at = out.find(forbidden); at != std::string::npos; at = out.find(forbidden, at))
      out.replace(at, 3, 1, '?');
  return out;
}

std::string junit_xml(std::span<const PlayedRun> runs) {
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  auto suites = document.append_child("testsuites");
  suites.append_attribute("name") = "rtpe-lab";
  Totals all;
  for (const PlayedRun& run : runs) {
    auto suite = suites.append_child("testsuite");
    set(suite, "name", run.title.empty() ? run.file : run.title);
    const Totals totals = SuiteWriter(suite, run).write();
    set_totals(suite, totals);
    if (run.started) set(suite, "timestamp", iso_text(*run.started).substr(0, 19));
    auto output = suite.append_child("system-out");
    output.append_child(pugi::node_pcdata).set_value(xml_text(verdict(run)).c_str());
    all.add(totals);
  }
  set_totals(suites, all);
  std::ostringstream out;
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
  return out.str();
}

}  // namespace rtpe::report
