// sdp: lines that SDP has, or has not, when it leaves the proxy.
#include <fmt/format.h>

#include <array>
#include <optional>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/judge.hpp"
#include "scenarios/log/wildcard.hpp"

namespace rtpe::scenario::checks::sdp {
namespace {

struct Options {
  std::string message;  ///< empty: all
  std::optional<LinkParty> to;
  std::vector<std::string> must, must_not;
  bool operator==(const Options&) const = default;
};

std::vector<std::string> lines_of(TableReader& table, std::string_view key) {
  std::vector<std::string> lines;
  for (PlacedText& line : table.texts(key)) {
    if (line.text.empty() || line.text.find('\n') != std::string::npos)
      table.problems().error(line.place, "a line of SDP, or the begin of one with * behind it");
    lines.push_back(std::move(line.text));
  }
  return lines;
}

KindOptions read(TableReader& table) {
  Options options;
  options.message = table.text("message").value_or("");
  if (const auto party = table.word("to", link_party_names())) options.to = static_cast<LinkParty>(*party);
  options.must = lines_of(table, "must");
  options.must_not = lines_of(table, "must_not");
  if (!table.has("must") && !table.has("must_not"))
    table.problems().error(table.place(), table.name() + " needs must, lines that are there, or must_not, or both");
  return KindOptions::of(std::move(options));
}

void write(const KindOptions& written, Section& section) {
  const auto& options = written.as<Options>();
  if (!options.message.empty()) section.text("message", options.message);
  if (options.to) section.text("to", link_party_names()[static_cast<std::size_t>(*options.to)]);
  if (!options.must.empty()) section.texts("must", options.must);
  if (!options.must_not.empty()) section.texts("must_not", options.must_not);
}

/// The first line that fits.
std::optional<std::string_view> find_line(std::string_view body, std::string_view pattern) {
  while (!body.empty()) {
    const auto end = body.find('\n');
    std::string_view line = body.substr(0, end);
    body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (matches_wildcard(pattern, line)) return line;
  }
  return std::nullopt;
}

class Sdp final : public Judge {
 public:
  explicit Sdp(const Check& check) : check_(check), options_(check.options.as<Options>()) {}

  [[nodiscard]] EventKinds interests() const override { return kinds_of<SdpSent>(); }

  void record(Duration at, const Event& event) override {
    const auto& sent = std::get<SdpSent>(event);
    if (!check_.covers(at) || (!options_.message.empty() && !matches_wildcard(options_.message, sent.message))) return;
    const LinkParty to = sent.direction == Direction::from_caller ? LinkParty::callee : LinkParty::caller;
    if (options_.to && *options_.to != to) return;
    ++seen_;
    std::string why;
    for (const std::string& pattern : options_.must)
      if (!find_line(sent.body, pattern)) why += fmt::format("{}no line {}", why.empty() ? "" : "; ", pattern);
    for (const std::string& pattern : options_.must_not)
      if (const auto line = find_line(sent.body, pattern)) why += fmt::format("{}{}", why.empty() ? "" : "; ", *line);
    if (why.empty()) return;
    ++wrong_;
    if (evidence_.full())
      evidence_.skip(1);
    else
      evidence_.add(fmt::format("{} {} of call {} to the {}: {}", clock_text(at), sent.message, sent.call,
                                link_party_names()[static_cast<std::size_t>(to)], why));
  }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (seen_ == 0) return {.summary = "no such message with SDP left a proxy"};
    return {.outcome = wrong_ == 0 ? CheckOutcome::passed : CheckOutcome::failed,
            .summary = fmt::format("{} of {} bodies of SDP had other lines", wrong_, seen_),
            .evidence = evidence_.lines()};
  }

 private:
  const Check& check_;
  const Options& options_;
  Evidence evidence_;
  std::uint64_t seen_ = 0, wrong_ = 0;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) { return std::make_unique<Sdp>(check); }

constexpr KeyRow keys[] = {
    {"message", "all", "`\"INVITE\"`, `\"200 INVITE\"`; `*` stands for anything"},
    {"to", "both", "`\"caller\"` or `\"callee\"`"},
    {"must", "", "lines that are there, `*` for anything: `[\"m=audio * RTP/SAVPF *\", \"a=setup:*\"]`",
     KeyType::texts},
    {"must_not", "", "lines that are not; one of the two is required", KeyType::texts}};

}  // namespace

extern const CheckKind kind{
    .name = "sdp",
    .keys = keys,
    .fails_when = "SDP that left the proxy lacked a line of `must` or had one of `must_not`",
    .example = "message = \"INVITE\"\nmust = \"c=IN IP4 10.0.0.*\"",
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::sdp
