#include "cli/help.hpp"

#include <string>
#include <string_view>

namespace rtpe::cli {

std::string ExamplesFirst::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const {
  if (mode == CLI::AppFormatMode::Sub) return make_expanded(app);
  return make_description(app) + "\n" + make_footer(app) + "\n" + make_usage(app, std::move(name)) +
         make_positionals(app) + make_groups(app, mode) + make_subcommands(app, mode);
}

std::string examples(std::initializer_list<std::string_view> lines) {
  std::string out = "Examples:";
  for (const auto line : lines) out.append("\n  ").append(line);
  return out;
}

}  // namespace rtpe::cli
