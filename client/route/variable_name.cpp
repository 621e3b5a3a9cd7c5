#include "client/route/variable_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/nearest.hpp"
#include "client/script/text_format.hpp"

namespace rtpe::route {
namespace {

struct KindWord {
  std::string_view word;
  VariableKind kind;
};
constexpr std::array<KindWord, 9> with_key{{{"var", VariableKind::var},
                                            {"avp", VariableKind::avp},
                                            {"xavp", VariableKind::xavp},
                                            {"xavu", VariableKind::xavp},
                                            {"xavi", VariableKind::xavp},
                                            {"dlg_var", VariableKind::dialog},
                                            {"shv", VariableKind::shared},
                                            {"sht", VariableKind::table},
                                            {"hdr", VariableKind::header}}};

constexpr std::array<std::string_view, 60> pseudo_variables{
    "ci",    "ft", "tt", "fu", "tu",           "ru",           "rU",    "fU",    "tU", "rd",  "fd",      "td",
    "rp",    "rm", "rs", "rr", "si",           "sp",           "cs",    "ua",    "ct", "du",  "dd",      "dp",
    "proto", "pr", "Ri", "Rp", "RAi",          "rb",           "bs",    "ml",    "mb", "mi",  "pp",      "Ts",
    "TS",    "TV", "Tf", "Tb", "T_branch_idx", "T_reply_code", "T_req", "T_rpl", "T",  "tl",  "cT",      "cl",
    "au",    "ad", "fn", "tn", "fti",          "tti",          "ou",    "oU",    "od", "sas", "rtpstat", "sel"};

std::string_view trimmed_blanks(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

Error bad(std::string_view text, std::string_view why) { return {.message = fmt::format("'{}': {}", text, why)}; }

/// Where the parenthesis at `open` ends; npos: nowhere.
std::size_t closing(std::string_view text, std::size_t open) {
  std::size_t depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

/// "[1]", "[*]", "[-1]".
bool read_index(std::string_view text, VariableName& out) {
  if (text.size() < 3 || text.front() != '[' || text.back() != ']') return false;
  text = text.substr(1, text.size() - 2);
  out.has_index = true;
  out.all = text == "*";
  if (out.all) return true;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out.index);
  return error == std::errc{} && end == text.data() + text.size();
}

/// "{s.substr,0,4}".
Transformation read_transformation(std::string_view inside) {
  Transformation out;
  const auto comma = inside.find(',');
  out.text = trimmed_blanks(inside.substr(0, comma));
  while (comma != std::string_view::npos) {
    inside.remove_prefix(std::min(inside.find(','), inside.size() - 1) + 1);
    const auto next = inside.find(',');
    out.arguments.emplace_back(trimmed_blanks(inside.substr(0, next)));
    if (next == std::string_view::npos) break;
  }
  return out;
}

/// What follows the base in $( ... ): an index and transformations.
Expected<void> read_tail(std::string_view whole, std::string_view tail, VariableName& out) {
  while (!tail.empty()) {
    const char close = tail.front() == '[' ? ']' : tail.front() == '{' ? '}' : '\0';
    const auto end = close == '\0' ? std::string_view::npos : tail.find(close);
    if (end == std::string_view::npos) return std::unexpected(bad(whole, "'[', '{' or ')' is expected after the name"));
    const std::string_view part = tail.substr(0, end + 1);
    if (close == ']') {
      if (!read_index(part, out)) return std::unexpected(bad(whole, "an index is a number or *"));
    } else {
      Transformation transformation = read_transformation(part.substr(1, part.size() - 2));
      if (auto done = check_transformation(transformation); !done) return std::unexpected(done.error());
      out.transformations.push_back(std::move(transformation));
    }
    tail.remove_prefix(end + 1);
  }
  return {};
}

/// $xavp(a[0]=>b) is $xavp(a=>b); $avp(s:x) is $avp(x).
Expected<std::string> plain_key(std::string_view whole, std::string_view key, VariableKind kind, VariableName& out) {
  if (kind == VariableKind::avp && key.starts_with("s:")) key.remove_prefix(2);
  out.dynamic = key.find('$') != std::string_view::npos;
  if (kind != VariableKind::xavp) return std::string(key);
  const auto arrow = key.find("=>");
  std::string_view list = key.substr(0, arrow);
  if (const auto bracket = list.find('['); bracket != std::string_view::npos) {
    if (!read_index(list.substr(bracket), out)) return std::unexpected(bad(whole, "an index is a number or *"));
    list = list.substr(0, bracket);
  }
  return arrow == std::string_view::npos ? std::string(list) : fmt::format("{}{}", list, key.substr(arrow));
}

bool is_select(std::string_view text) {
  for (const std::string_view known :
       {"@via.branch", "@from.tag", "@to.tag", "@ruri.user", "@ruri.host", "@cseq.method"})
    if (text == known) return true;
  return (text.starts_with("@via[") && text.ends_with("].branch")) || text.starts_with("@hf_value.") ||
         text.starts_with("@hf_value[\"");
}

}  // namespace

Expected<VariableName> read_variable_name(std::string_view text) {
  VariableName out;
  if (text.starts_with('@')) {
    if (!is_select(text))
      return std::unexpected(Error{.message = fmt::format("the select '{}' is not known here", text)});
    out.kind = VariableKind::select;
    out.base = text;
    return out;
  }
  std::string_view name = text;
  if (name.starts_with('$')) name.remove_prefix(1);
  std::string_view tail;
  if (name.starts_with('(')) {
    if (!name.ends_with(')')) return std::unexpected(bad(text, "')' is missing"));
    name = name.substr(1, name.size() - 2);
    auto end = name.find_first_of("([{");
    if (end != std::string_view::npos && name[end] == '(') {
      const auto close = closing(name, end);
      if (close == std::string_view::npos) return std::unexpected(bad(text, "')' is missing"));
      end = close + 1;
    }
    if (end != std::string_view::npos && end < name.size()) {
      tail = name.substr(end);
      name = name.substr(0, end);
    }
  }
  const auto open = name.find('(');
  const std::string_view word = name.substr(0, open);
  if (word == "null") out.kind = VariableKind::null;
  if (word == "rc" || word == "retcode" || word == "?") out.kind = VariableKind::retcode;
  if (open != std::string_view::npos) {
    const std::string_view key = name.substr(open + 1, name.size() - open - 2);
    for (const KindWord& known : with_key)
      if (word == known.word) out.kind = known.kind;
    auto plain = plain_key(text, trimmed_blanks(key), out.kind, out);
    if (!plain) return std::unexpected(plain.error());
    out.key = std::move(*plain);
  }
  if (out.kind == VariableKind::pseudo && std::ranges::find(pseudo_variables, word) == pseudo_variables.end()) {
    const auto near = nearest(word, pseudo_variables);
    return std::unexpected(Error{.message = fmt::format("the variable '{}' is not known here", text),
                                 .remedy = near.empty() ? std::string{} : fmt::format("did you mean ${}?", near)});
  }
  out.base = out.key.empty() ? fmt::format("${}", word) : fmt::format("${}({})", word, out.key);
  if (auto done = read_tail(text, tail, out); !done) return std::unexpected(done.error());
  return out;
}

VariableName with_values(const VariableName& name, const std::function<std::string(std::string_view)>& text_of) {
  VariableName out = name;
  std::string key;
  for (std::string_view rest = name.key; !rest.empty();) {
    const std::size_t length = script::variable_length(rest);
    if (length > 0)
      key += text_of(rest.substr(0, length));
    else
      key += rest.front();
    rest.remove_prefix(std::max<std::size_t>(length, 1));
  }
  out.dynamic = false;
  out.key = std::move(key);
  out.base = fmt::format("{}({})", name.base.substr(0, name.base.find('(')), out.key);
  return out;
}

const VariableName* VariableNames::find(std::string_view text) {
  auto known = known_.find(text);
  if (known == known_.end()) {
    auto name = read_variable_name(text);
    known = known_.emplace(text, name ? std::optional(std::move(*name)) : std::nullopt).first;
  }
  return known->second ? &*known->second : nullptr;
}

bool may_be_assigned(const VariableName& name) {
  if (!name.transformations.empty()) return false;
  switch (name.kind) {
    case VariableKind::null:
    case VariableKind::retcode:
    case VariableKind::header:
    case VariableKind::select:
      return false;
    case VariableKind::pseudo:
      for (const std::string_view writable :
           {"$ru", "$rU", "$rd", "$rp", "$du", "$fs", "$br", "$fu", "$fU", "$fd", "$fn", "$tu", "$td"})
        if (name.base == writable) return true;
      return false;
    default:
      return true;
  }
}

}  // namespace rtpe::route
