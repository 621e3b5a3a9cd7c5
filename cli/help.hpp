// Help that leads with examples: an application's or verb's footer() is printed before usage and options.
#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <string_view>

namespace rtpe::cli {

class ExamplesFirst : public CLI::Formatter {
 public:
  ExamplesFirst() { column_width(34); }
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
};

/// The text `Examples:` with the lines below it indented; for footer().
[[nodiscard]] std::string examples(std::initializer_list<std::string_view> lines);

}  // namespace rtpe::cli
