// Completion scripts for shells: verbs, options, choices; everything else is a file.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/verb_tree.hpp"

namespace rtpe::cli {
namespace {

/// For single quotes of a shell.
std::string quoted(std::string text) {
  for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 4) text.replace(at, 1, "'\\''");
  return "'" + text + "'";
}

std::string bash(const std::vector<VerbText>& all) {
  std::string out =
      "# Completion of rtpe-lab for bash.\n"
      "_rtpe_lab() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path=rtpe-lab word words= files=1\n"
      "  local known=' ";
  for (const VerbText& verb : all) out += verb.name("-") + " ";
  out +=
      "'\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case $known in *\" $path-$word \"*) path=$path-$word ;; esac\n"
      "  done\n"
      "  case $path$prev in\n";
  for (const VerbText& verb : all)
    for (const OptionText& option : verb.options)
      if (!option.choices.empty())
        for (const std::string& name : option.names)
          out += fmt::format("    {}{}) words={} files=0 ;;\n", verb.name("-"), name,
                             quoted(fmt::format("{}", fmt::join(option.choices, " "))));
  out += "  esac\n  [ -n \"$words\" ] || case $path in\n";
  for (const VerbText& verb : all) {
    std::string words = fmt::format("{}", fmt::join(verb.verbs, " "));
    for (const OptionText& option : verb.options)
      for (const std::string& name : option.names) words += (words.empty() ? "" : " ") + name;
    out += fmt::format("    {}) words={} {};;\n", verb.name("-"), quoted(words), verb.verbs.empty() ? "" : "files=0 ");
  }
  return out +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
         "  case $cur in -*) ;; *) [ $files = 0 ] || COMPREPLY+=($(compgen -f -- \"$cur\")) ;; esac\n"
         "}\n"
         "complete -o filenames -F _rtpe_lab rtpe-lab\n";
}

/// In zsh's _arguments a colon ends a part and a bracket the help.
std::string zsh_text(const std::string& text) {
  std::string out;
  for (const char one : text) {
    if (one == ':' || one == '[' || one == ']' || one == '\\') out.push_back('\\');
    out.push_back(one);
  }
  return out;
}

void zsh_verb(const VerbText& verb, std::string& out) {
  out += fmt::format("_{}() {{\n  _arguments -C \\\n", verb.name("_"));
  for (const OptionText& option : verb.options)
    for (const std::string& name : option.names) {
      std::string spec = fmt::format("{}[{}]", name, zsh_text(option.help));
      if (!option.choices.empty())
        spec += fmt::format(":value:({})", fmt::join(option.choices, " "));
      else if (!option.value.empty())
        spec += ":value:_files";
      out += fmt::format("    {} \\\n", quoted(spec));
    }
  if (verb.verbs.empty()) {
    out += "    '*:file:_files'\n}\n";
    return;
  }
  out += fmt::format("    '1:verb:({})' \\\n    '*::rest:->rest'\n  [[ $state == rest ]] && case $words[1] in\n",
                     fmt::join(verb.verbs, " "));
  for (const std::string& below : verb.verbs) out += fmt::format("    {0}) _{1}_{0} ;;\n", below, verb.name("_"));
  out += "  esac\n}\n";
}

std::string zsh(const std::vector<VerbText>& all) {
  std::string out = "#compdef rtpe-lab\n# Completion of rtpe-lab for zsh.\n";
  for (const VerbText& verb : all) zsh_verb(verb, out);
  return out + "_rtpe-lab \"$@\"\n";
}

std::string fish(const std::vector<VerbText>& all) {
  std::string out = "# Completion of rtpe-lab for fish.\n";
  for (const VerbText& verb : all) {
    std::string condition;
    for (const std::string& word : verb.path)
      condition += fmt::format("{}__fish_seen_subcommand_from {}", condition.empty() ? "" : "; and ", word);
    std::string below = condition;
    if (!verb.verbs.empty())
      below += fmt::format("{}not __fish_seen_subcommand_from {}", below.empty() ? "" : "; and ",
                           fmt::join(verb.verbs, " "));
    for (const VerbText& one : all)
      if (one.path.size() == verb.path.size() + 1 && std::equal(verb.path.begin(), verb.path.end(), one.path.begin()))
        out += fmt::format("complete -c rtpe-lab -f -n {} -a {} -d {}\n", quoted(below), one.path.back(),
                           quoted(one.description));
    for (const OptionText& option : verb.options) {
      out += "complete -c rtpe-lab";
      if (!below.empty()) out += " -n " + quoted(below);
      for (const std::string& name : option.names)
        out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      if (!option.choices.empty())
        out += fmt::format(" -x -a {}", quoted(fmt::format("{}", fmt::join(option.choices, " "))));
      else if (!option.value.empty())
        out += " -r";
      out += fmt::format(" -d {}\n", quoted(option.help));
    }
  }
  return out;
}

}  // namespace

std::string completion(const std::vector<VerbText>& all, const std::string& shell) {
  return shell == "bash" ? bash(all) : shell == "zsh" ? zsh(all) : fish(all);
}

}  // namespace rtpe::cli
