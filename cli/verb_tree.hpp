// The verbs and options of the command line as data, for manual pages and shell completion.
#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace rtpe::cli {

struct OptionText {
  std::vector<std::string> names;    ///< "--jobs", "-j"; empty: a positional
  std::string value, help;           ///< `value`: what it is called; empty: a flag
  std::vector<std::string> choices;  ///< all it may be; empty: anything
};

struct VerbText {
  std::vector<std::string> path;  ///< "pcap", "ls"; empty: the program
  std::string description;
  std::vector<std::string> examples;
  std::vector<OptionText> positionals, options;
  std::vector<std::string> verbs;  ///< below it
  /// "rtpe-lab pcap ls", or with another word between.
  [[nodiscard]] std::string name(std::string_view between = " ") const;
};

/// The program and all verbs, each before those below it.
[[nodiscard]] std::vector<VerbText> verb_tree(const CLI::App& app);

/// A page for man(1) of the verb.
[[nodiscard]] std::string manual_page(const VerbText& verb, const std::vector<VerbText>& all);
/// `shell`: bash, zsh or fish.
[[nodiscard]] std::string completion(const std::vector<VerbText>& all, const std::string& shell);

}  // namespace rtpe::cli
