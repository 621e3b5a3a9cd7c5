#include "cli/verb_tree.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace rtpe::cli {
namespace {

/// "{virtual,real}" somewhere in the type's name.
std::vector<std::string> choices_of(const std::string& type) {
  std::vector<std::string> out;
  const auto open = type.find('{'), close = type.find('}', open);
  if (open == std::string::npos || close == std::string::npos) return out;
  std::string rest = type.substr(open + 1, close - open - 1);
  for (std::size_t at = 0; at <= rest.size();) {
    const auto comma = std::min(rest.find(',', at), rest.size());
    out.push_back(rest.substr(at, comma - at));
    at = comma + 1;
  }
  return out;
}

OptionText option_text(const CLI::Option& option) {
  OptionText out;
  for (const std::string& name : option.get_lnames()) out.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) out.names.push_back("-" + name);
  out.help = option.get_description();
  const std::string type = option.get_type_name();
  out.choices = choices_of(type);
  if (option.get_positional())
    out.value = option.get_name(true);
  else if (option.get_items_expected_max() > 0)
    out.value = out.choices.empty() ? "VALUE" : fmt::format("{}", fmt::join(out.choices, "|"));
  return out;
}

/// The lines below "Examples:".
std::vector<std::string> example_lines(const std::string& footer) {
  std::vector<std::string> out;
  for (std::size_t at = footer.find('\n'); at != std::string::npos;) {
    const std::size_t begin = at + 1, end = footer.find('\n', begin);
    const std::string line = footer.substr(begin, end == std::string::npos ? end : end - begin);
    if (const auto text = line.find_first_not_of(' '); text != std::string::npos) out.push_back(line.substr(text));
    at = end;
  }
  return out;
}

void walk(const CLI::App& app, const std::vector<std::string>& path, std::vector<VerbText>& out) {
  VerbText verb{.path = path,
                .description = app.get_description(),
                .examples = example_lines(app.get_footer()),
                .positionals = {},
                .options = {},
                .verbs = {}};
  for (const CLI::Option* option : app.get_options())
    (option->get_positional() ? verb.positionals : verb.options).push_back(option_text(*option));
  const auto below = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* one : below) verb.verbs.push_back(one->get_name());
  out.push_back(std::move(verb));
  for (const CLI::App* one : below) {
    std::vector<std::string> deeper = path;
    deeper.push_back(one->get_name());
    walk(*one, deeper, out);
  }
}

}  // namespace

std::string VerbText::name(std::string_view between) const {
  std::string out = "rtpe-lab";
  for (const std::string& word : path) out.append(between).append(word);
  return out;
}

std::vector<VerbText> verb_tree(const CLI::App& app) {
  std::vector<VerbText> out;
  walk(app, {}, out);
  return out;
}

}  // namespace rtpe::cli
