// What engines answer: accepted or not, and the keys that a client finds.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "client/bencode/reader.hpp"
#include "scenarios/upgrade/comparison.hpp"

namespace rtpe::scenario::upgrade {
namespace {

/// "ok", "error: Unknown call-id", "ok, with a warning: ...".
std::string status_of(const std::string& reply) {
  bencode::Reader reader;
  const auto read = reader.read(reply, {.tolerance = bencode::Tolerance::peer});
  if (reply.empty()) return "no reply";
  if (!read) return "no dictionary";
  const std::string result(read->find_string("result").value_or("no result"));
  if (const auto reason = read->find_string("error-reason")) return fmt::format("{}: {}", result, *reason);
  if (const auto warning = read->find_string("warning")) return fmt::format("{}, with a warning: {}", result, *warning);
  return result;
}

/// Keys of a level whose names are tags, numbers, addresses: one name for all of them.
bool has_free_names(std::string_view path) {
  return path.ends_with("tags") || path.ends_with("SSRC") || path.ends_with("subscriptions");
}

void collect_paths(const bencode::View& value, const std::string& path, std::set<std::string>& out) {
  if (value.kind() == bencode::Kind::list) {
    for (const bencode::View element : value)
      if (element.kind() == bencode::Kind::dictionary) collect_paths(element, path, out);
    return;
  }
  if (value.kind() != bencode::Kind::dictionary) return;
  for (auto entry = value.begin(); entry != value.end(); ++entry) {
    const std::string name = has_free_names(path) ? "*" : std::string(entry.key());
    const std::string below = path.empty() ? name : fmt::format("{} > {}", path, name);
    out.insert(below);
    collect_paths(*entry, below, out);
  }
}

std::set<std::string> paths_of(const std::string& dictionary) {
  std::set<std::string> out;
  bencode::Reader reader;
  if (const auto read = reader.read(dictionary, {.tolerance = bencode::Tolerance::peer})) collect_paths(*read, "", out);
  return out;
}

/// Those of `left` that `right` has not; of a part that is gone as a whole, its top.
std::vector<std::string> missing(const std::set<std::string>& left, const std::set<std::string>& right) {
  std::vector<std::string> out;
  for (const std::string& path : left) {
    if (right.contains(path)) continue;
    if (out.empty() || !path.starts_with(out.back() + " > ")) out.push_back(path);
  }
  return out;
}

std::string told(const std::vector<std::string>& paths) {
  constexpr std::size_t most = 6;
  std::string text;
  for (std::size_t index = 0; index < std::min(most, paths.size()); ++index)
    text += fmt::format("{}\"{}\"", index == 0 ? "" : ", ", paths[index]);
  if (paths.size() > most) text += fmt::format(" and {} more", paths.size() - most);
  return text;
}

void compare_keys(const std::string& call_id, const WatchedCommand& before, const WatchedCommand& after,
                  Groups& groups) {
  const auto old = paths_of(before.reply), fresh = paths_of(after.reply);
  const auto gone = missing(old, fresh), added = missing(fresh, old);
  if (!gone.empty())
    groups.add(fmt::format("- {} {}", before.name, fmt::join(gone, " ")), call_id, [&] {
      return Finding{.harm = Harm::wire,
                     .change = Change::worse,
                     .says = fmt::format("replies to {} have no longer {}", before.name, told(gone)),
                     .subject = fmt::format("- {}", before.name),
                     .parts = gone};
    });
  if (!added.empty())
    groups.add(fmt::format("+ {} {}", before.name, fmt::join(added, " ")), call_id, [&] {
      return Finding{.harm = Harm::wire,
                     .change = Change::other,
                     .says = fmt::format("replies to {} have new keys: {}", before.name, told(added)),
                     .subject = fmt::format("+ {}", before.name),
                     .parts = added};
    });
}

bool is_fine(std::string_view status) { return status == "ok" || status == "pong"; }

}  // namespace

void compare_replies(const Comparison& both, std::vector<Finding>& out) {
  Groups statuses, keys;
  each_command(both, [&](const std::string& call_id, const WatchedCommand& before, const WatchedCommand& after) {
    const std::string old = status_of(before.reply), fresh = status_of(after.reply);
    if (old == fresh) {
      compare_keys(call_id, before, after, keys);
      return;
    }
    statuses.add(fmt::format("{} {} {}", before.name, old, fresh), call_id, [&] {
      return Finding{.harm = Harm::calls,
                     .change = is_fine(old)     ? Change::worse
                               : is_fine(fresh) ? Change::better
                                                : Change::other,
                     .says = fmt::format("{} is answered \"{}\" instead of \"{}\"", before.name, fresh, old)};
    });
  });
  const std::uint64_t calls = detailed_calls(both);
  for (Groups* const groups : {&statuses, &keys})
    for (Finding& finding : std::move(*groups).findings(calls)) out.push_back(std::move(finding));
}

}  // namespace rtpe::scenario::upgrade
