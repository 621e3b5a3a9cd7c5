#include "reports/junit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>

#include "reports/test_case.hpp"
#include "reports/text.hpp"
#include "reports/verdict.hpp"

namespace rtpe::report {
namespace {

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

/// How much of the runs is told; each leaves out more than the one before.
enum class Detail : std::uint8_t { all, verdicts_of_bad_runs, no_verdicts, no_evidence };

/// One suite: its totals, with each case appended.
Totals write_suite(pugi::xml_node suite, const PlayedRun& run, Detail detail) {
  Totals totals;
  if (run.result) totals.seconds = std::chrono::duration<double>(run.result->wall).count();
  for (const TestCase& one : test_cases(run)) {
    ++totals.tests;
    auto node = suite.append_child("testcase");
    set(node, "classname", class_name_of(run.file));
    set(node, "name", one.name);
    // The run is played once for all its checks: its time is the suite's.
    set(node, "time", fmt::format("{:.3f}", totals.tests == 1 ? totals.seconds : 0.0));
    set(node, "file", run.file);
    if (one.line > 0) set(node, "line", std::to_string(one.line));
    if (one.outcome == CaseOutcome::skipped) {
      ++totals.skipped;
      set(node.append_child("skipped"), "message", one.message);
    }
    if (!one.is_bad()) continue;
    ++(one.outcome == CaseOutcome::failed ? totals.failures : totals.errors);
    auto bad = node.append_child(one.outcome == CaseOutcome::failed ? "failure" : "error");
    set(bad, "message", one.message);
    set(bad, "type", one.type);
    std::string text = one.outcome == CaseOutcome::failed ? one.message + "\n" : std::string();
    if (detail != Detail::no_evidence)
      for (const std::string& line : one.evidence) text += line + "\n";
    for (const std::string& line : how_to_replay(run)) text += line + "\n";
    bad.append_child(pugi::node_pcdata).set_value(xml_text(text).c_str());
  }
  return totals;
}

std::string written(std::span<const PlayedRun> runs, Detail detail) {
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
    const Totals totals = write_suite(suite, run, detail);
    set_totals(suite, totals);
    if (run.started) set(suite, "timestamp", iso_text(*run.started).substr(0, 19));
    const bool is_bad = totals.failures + totals.errors > 0;
    if (detail == Detail::all || (is_bad && detail == Detail::verdicts_of_bad_runs)) {
      auto output = suite.append_child("system-out");
      output.append_child(pugi::node_pcdata).set_value(xml_text(verdict(run)).c_str());
    }
    all.add(totals);
  }
  set_totals(suites, all);
  std::ostringstream out;
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
  return out.str();
}

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

std::string junit_xml(std::span<const PlayedRun> runs) { return junit_xml_within(runs, junit_bytes_at_most); }

std::string junit_xml_within(std::span<const PlayedRun> runs, std::size_t most_bytes) {
  std::string out;
  for (const Detail detail : {Detail::all, Detail::verdicts_of_bad_runs, Detail::no_verdicts, Detail::no_evidence}) {
    out = written(runs, detail);
    if (out.size() <= most_bytes) break;
  }
  return out;
}

}  // namespace rtpe::report
