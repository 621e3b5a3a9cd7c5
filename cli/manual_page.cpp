#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/verb_tree.hpp"

namespace rtpe::cli {
namespace {

/// Text for troff: no line begins a request, a minus is one.
std::string troff(const std::string& text) {
  std::string out;
  for (const char one : text) {
    if ((one == '.' || one == '\'') && (out.empty() || out.back() == '\n')) out += "\\&";
    if (one == '\\')
      out += "\\e";
    else if (one == '-')
      out += "\\-";
    else
      out.push_back(one);
  }
  return out;
}

void write_options(const std::vector<OptionText>& options, std::string& out) {
  for (const OptionText& option : options) {
    out += ".TP\n";
    if (!option.names.empty())
      out += fmt::format("\\fB{}\\fR", troff(fmt::format("{}", fmt::join(option.names, ", "))));
    if (!option.value.empty()) out += fmt::format("{}\\fI{}\\fR", option.names.empty() ? "" : " ", troff(option.value));
    out += "\n" + troff(option.help) + "\n";
  }
}

}  // namespace

std::string manual_page(const VerbText& verb, const std::vector<VerbText>& all) {
  std::string out = fmt::format(".TH {} 1 \"\" \"rtpe-lab {}\" \"User Commands\"\n", verb.name("-"), RTPE_LAB_VERSION);
  out += fmt::format(".SH NAME\n{} \\- {}\n", troff(verb.name("-")), troff(verb.description));
  out += fmt::format(".SH SYNOPSIS\n\\fB{}\\fR", troff(verb.name()));
  if (!verb.options.empty()) out += " [\\fIOPTIONS\\fR]";
  for (const OptionText& one : verb.positionals) out += fmt::format(" \\fI{}\\fR", troff(one.value));
  if (!verb.verbs.empty()) out += " \\fIVERB\\fR ...";
  out += "\n";
  if (!verb.examples.empty()) out += ".SH EXAMPLES\n.nf\n";
  for (const std::string& line : verb.examples) out += troff(line) + "\n";
  if (!verb.examples.empty()) out += ".fi\n";
  if (!verb.verbs.empty()) out += ".SH VERBS\n";
  for (const VerbText& one : all) {
    if (one.path.size() != verb.path.size() + 1 || !std::equal(verb.path.begin(), verb.path.end(), one.path.begin()))
      continue;
    out += fmt::format(".TP\n\\fB{}\\fR(1)\n{}\n", troff(one.name("-")), troff(one.description));
  }
  if (!verb.positionals.empty() || !verb.options.empty()) out += ".SH OPTIONS\n";
  write_options(verb.positionals, out);
  write_options(verb.options, out);
  out +=
      ".SH EXIT STATUS\n0: all checks passed. 1: a check failed, or something was found. 2: wrong usage, or an invalid "
      "input file. 3: something needed is missing. 4: an internal error.\n";
  if (!verb.path.empty()) out += ".SH SEE ALSO\n\\fBrtpe\\-lab\\fR(1), /usr/share/doc/rtpe\\-lab\n";
  return out;
}

}  // namespace rtpe::cli
