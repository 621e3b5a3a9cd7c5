#include "cli/chaos_journal.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

namespace rtpe::cli {
namespace {

namespace json = boost::json;
using scenario::campaign::Failure;
using scenario::campaign::Outcome;

std::string line_of(const std::string& key, const Outcome& outcome) {
  json::array failures, states, nearness;
  for (const Failure& failure : outcome.failures)
    failures.push_back(json::object{{"check", failure.check},
                                    {"reason", failure.reason},
                                    {"summary", failure.summary},
                                    {"at_ns", failure.at.count()}});
  for (const std::uint32_t state : outcome.states) states.push_back(json::value(std::uint64_t{state}));
  for (const double near : outcome.nearness) nearness.push_back(json::value(near));
  json::object object{{"run", key},
                      {"failures", std::move(failures)},
                      {"states", std::move(states)},
                      {"nearness", std::move(nearness)},
                      {"calls", outcome.calls},
                      {"commands", outcome.commands}};
  if (outcome.error) object["error"] = outcome.error->message;
  return json::serialize(object) + "\n";
}

Outcome outcome_of(const json::object& object) {
  Outcome outcome;
  for (const json::value& one : object.at("failures").as_array()) {
    const json::object& failure = one.as_object();
    outcome.failures.push_back({.check = json::value_to<std::string>(failure.at("check")),
                                .reason = json::value_to<std::string>(failure.at("reason")),
                                .summary = json::value_to<std::string>(failure.at("summary")),
                                .evidence = {},
                                .at = Duration(failure.at("at_ns").to_number<std::int64_t>())});
  }
  for (const json::value& state : object.at("states").as_array())
    outcome.states.push_back(state.to_number<std::uint32_t>());
  for (const json::value& near : object.at("nearness").as_array()) outcome.nearness.push_back(near.to_number<double>());
  outcome.calls = object.at("calls").to_number<std::uint64_t>();
  outcome.commands = object.at("commands").to_number<std::uint64_t>();
  if (const json::value* error = object.if_contains("error"))
    outcome.error = Error{ErrorKind::invalid_input, json::value_to<std::string>(*error)};
  return outcome;
}

Error error_at(const std::string& path, std::string message, ErrorKind kind = ErrorKind::invalid_input) {
  return {.kind = kind, .message = std::move(message), .place = path};
}

/// What a file has, up to a last line that was cut off.
struct Reading {
  std::map<std::string, Outcome> known = {};
  std::uintmax_t whole = 0;  ///< bytes of whole lines
};

/// One line; the first one says of which search it is.
Expected<void> read_line(const std::string& line, bool is_first, const std::string& search, Reading& reading) {
  json::error_code bad;
  const json::value value = json::parse(line, bad);
  const json::object* object = bad ? nullptr : value.if_object();
  if (object == nullptr) return std::unexpected(error_at("", "is no line of a journal"));
  try {
    if (!is_first) {
      reading.known[json::value_to<std::string>(object->at("run"))] = outcome_of(*object);
    } else if (json::value_to<std::string>(object->at("search")) != search) {
      return std::unexpected(error_at("", "is the journal of another search: base, seed, strategy or budgets differ"));
    }
  } catch (const std::exception&) {
    return std::unexpected(error_at("", "is no line of a journal"));
  }
  return {};
}

Expected<Reading> read_journal(const std::string& path, const std::string& search) {
  Reading reading;
  std::ifstream in(path, std::ios::binary);
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (in.eof() && number == 1 && !line.empty())
      return std::unexpected(Error{.message = "is no journal", .place = path, .remedy = "choose another --out"});
    if (in.eof()) break;
    if (auto read = read_line(line, number == 1, search, reading); !read) {
      read.error().place = fmt::format("{}:{}", path, number);
      return std::unexpected(read.error());
    }
    reading.whole += line.size() + 1;
  }
  return reading;
}

}  // namespace

Expected<std::unique_ptr<ChaosJournal>> ChaosJournal::open(const std::string& path, const std::string& search) {
  auto reading = read_journal(path, search);
  if (!reading) return std::unexpected(reading.error());
  std::error_code error;
  if (std::filesystem::is_regular_file(path, error) && std::filesystem::file_size(path, error) > reading->whole)
    std::filesystem::resize_file(path, reading->whole, error);
  std::FILE* file = std::fopen(path.c_str(), "ab");
  if (file == nullptr) return std::unexpected(error_at(path, std::strerror(errno), ErrorKind::missing));
  auto journal = std::unique_ptr<ChaosJournal>(new ChaosJournal(file, path));
  journal->known_ = std::move(reading->known);
  if (reading->whole == 0) {
    std::fputs((json::serialize(json::object{{"search", search}}) + "\n").c_str(), file);
    std::fflush(file);
  }
  return journal;
}

Expected<void> ChaosJournal::learn(const std::string& path, const std::string& search) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    return std::unexpected(error_at(path, "there is no such journal", ErrorKind::missing));
  auto reading = read_journal(path, search);
  if (!reading) return std::unexpected(reading.error());
  for (auto& [key, outcome] : reading->known)
    if (known_.try_emplace(key, outcome).second) add(key, outcome);
  return {};
}

ChaosJournal::~ChaosJournal() { std::fclose(file_); }

std::optional<Outcome> ChaosJournal::known(const std::string& key) const {
  const auto found = known_.find(key);
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

void ChaosJournal::add(const std::string& key, const Outcome& outcome) {
  const bool written = std::fputs(line_of(key, outcome).c_str(), file_) >= 0 && std::fflush(file_) == 0;
  if (!written && !trouble_) trouble_ = error_at(path_, std::strerror(errno), ErrorKind::missing);
}

}  // namespace rtpe::cli
