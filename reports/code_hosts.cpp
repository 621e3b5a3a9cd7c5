#include "reports/code_hosts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/text_hash.hpp"
#include "reports/test_case.hpp"
#include "reports/text.hpp"

namespace rtpe::report {
namespace {

namespace json = boost::json;

constexpr std::size_t most_markdown_bytes = std::size_t{1} << 20U;

/// For the text of a workflow command; `in_property`: for the value of one of its properties.
std::string escaped(const std::string& text, std::string_view forbidden) {
  std::string out;
  for (const char one : text)
    if (forbidden.find(one) != std::string_view::npos)
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(one)));
    else
      out.push_back(one);
  return out;
}
std::string command_text(const std::string& text) { return escaped(text, "%\r\n"); }
std::string property_value(const std::string& text) { return escaped(text, "%\r\n:,"); }

std::string annotation(const PlayedRun& run, const TestCase& one) {
  std::string text = printable(one.message);
  for (const std::string& line : one.evidence) text += "\n" + printable(line);
  for (const std::string& line : how_to_replay(run)) text += "\n" + line;
  std::string place = "file=" + property_value(printable(run.file));
  if (one.line > 0) place += fmt::format(",line={},col={}", one.line, one.column);
  return fmt::format("::error {},title={}::{}\n", place,
                     property_value(printable(run.title.empty() ? run.file : run.title) + ": " + one.name),
                     command_text(text));
}

/// For a table cell or a sentence of Markdown.
std::string markdown(const std::string& text) {
  std::string out;
  for (const char one : printable(text)) {
    if (std::string_view("\\`*_{}[]<>#|~").find(one) != std::string_view::npos) out.push_back('\\');
    out.push_back(one);
  }
  return out;
}

std::string_view mark(const PlayedRun& run) {
  if (run.passed()) return "passed";
  if (!run.result) return "**could not be played**";
  return run.result->outcome() == scenario::CheckOutcome::failed ? "**failed**" : "not judged";
}

void write_bad_cases(const PlayedRun& run, std::string& out) {
  for (const TestCase& one : test_cases(run)) {
    if (!one.is_bad()) continue;
    out += fmt::format("\n#### {}: {}\n\n{}\n", markdown(run.title.empty() ? run.file : run.title), markdown(one.name),
                       markdown(one.message));
    out += "\n```text\n";
    for (const std::string& line : one.evidence) out += printable(line) + "\n";
    for (const std::string& line : how_to_replay(run)) out += printable(line) + "\n";
    out += "```\n";
  }
}

}  // namespace

std::string github_annotations(std::span<const PlayedRun> runs) {
  std::string out;
  std::size_t bad = 0;
  for (const PlayedRun& run : runs)
    for (const TestCase& one : test_cases(run))
      if (one.is_bad() && ++bad <= most_annotations - 1) out += annotation(run, one);
  if (bad >= most_annotations)
    out += fmt::format("::error title=rtpe-lab::{} more checks failed%3A the summary of this step has them\n",
                       bad - (most_annotations - 1));
  return out;
}

std::string markdown_summary(std::span<const PlayedRun> runs) {
  std::size_t passed = 0;
  for (const PlayedRun& run : runs) passed += run.passed() ? 1 : 0;
  std::string out = fmt::format("### rtpe-lab: {} of {} runs passed\n\n", passed, runs.size());
  out += "| run | seed | verdict | checks | calls | failed calls |\n|---|---:|---|---:|---:|---:|\n";
  std::string rest;
  for (const PlayedRun& run : runs) {
    const auto cases = test_cases(run);
    const auto good = std::ranges::count(cases, CaseOutcome::passed, &TestCase::outcome);
    const std::string row =
        fmt::format("| {} | {} | {} | {} of {} | {} | {} |\n", markdown(run.title.empty() ? run.file : run.title),
                    run.seed, mark(run), good, cases.size(), run.result ? count_text(run.result->calls) : "-",
                    run.result ? count_text(run.result->calls_failed) : "-");
    if (out.size() + row.size() > most_markdown_bytes / 2) {
      out += "| ... | | | | | |\n";
      break;
    }
    out += row;
  }
  for (const PlayedRun& run : runs) {
    std::string part;
    write_bad_cases(run, part);
    if (out.size() + rest.size() + part.size() > most_markdown_bytes - 100) {
      rest += "\nMore failed than GitHub shows here.\n";
      break;
    }
    rest += part;
  }
  return out + rest;
}

std::string gitlab_code_quality(std::span<const PlayedRun> runs) {
  json::array out;
  for (const PlayedRun& run : runs)
    for (const TestCase& one : test_cases(run)) {
      if (!one.is_bad()) continue;
      const std::uint64_t fingerprint = text_hash(fmt::format("{}\n{}\n{}", run.file, one.line, one.name));
      out.push_back(json::object{
          {"description", fmt::format("{}: {}", printable(one.type), printable(one.message))},
          {"check_name", valid_utf8(one.type)},
          {"fingerprint", fmt::format("{:016x}", fingerprint)},
          {"severity", one.outcome == CaseOutcome::failed ? "major" : "critical"},
          {"location",
           json::object{{"path", valid_utf8(run.file)}, {"lines", json::object{{"begin", std::max(one.line, 1U)}}}}}});
    }
  return json::serialize(out) + "\n";
}

}  // namespace rtpe::report
