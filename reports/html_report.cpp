#include "reports/html_report.hpp"

#include <fmt/format.h>

#include "base/json_text.hpp"
#include "reports/html_calls.hpp"
#include "reports/html_event.hpp"
#include "reports/html_lanes.hpp"
#include "reports/html_page.hpp"
#include "reports/packed_text.hpp"
#include "reports/series.hpp"
#include "reports/situations.hpp"
#include "reports/summary.hpp"
#include "reports/text.hpp"
#include "reports/verdict.hpp"

namespace rtpe::report {
namespace {

/// Text as HTML.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : valid_utf8(text)) {
    if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '&')
      out += "&amp;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

/// JSON that a <script> element may hold: in JSON, "<" is in strings only.
std::string in_script(std::string_view json) {
  std::string out;
  for (const char c : json) c == '<' ? out += "\\u003c" : out += c;
  return out;
}

/// Who took part, as the first event says it.
std::string cast_json(const scenario::RunStarted& start) {
  std::string out = fmt::format(R"("start_us":{},"proxies":[)", microseconds(start.start));
  for (std::size_t i = 0; i < start.proxies.size(); ++i) {
    const scenario::ProxyEntry& proxy = start.proxies[i];
    out += fmt::format(R"({}{{"name":{},"host":{},"personality":{},"workers":{}}})", i == 0 ? "" : ",",
                       json_string(proxy.name), json_string(proxy.host), json_string(proxy.personality), proxy.workers);
  }
  out += R"(],"engines":[)";
  for (std::size_t i = 0; i < start.engines.size(); ++i) {
    const scenario::EngineEntry& engine = start.engines[i];
    out += fmt::format(R"({}{{"name":{},"host":{},"listen":{}}})", i == 0 ? "" : ",", json_string(engine.name),
                       json_string(engine.host), json_string(engine.listen));
  }
  return out + "]";
}

std::string checks_json(const scenario::RunResult& result) {
  std::string out = "[";
  for (const scenario::CheckResult& check : result.checks)
    out += fmt::format(R"({}{{"verdict":"{}","said":{}}})", out.size() > 1 ? "," : "", to_string(check.verdict()),
                       json_string(check.said()));
  return out + "]";
}

/// An array of `{"name","count","at","proxy","call"}`; the place is that of the first time, call 0: no call's.
std::string situations_json(const Situations& situations) {
  std::string out = "[";
  for (std::size_t index = 0; index < Situations::count; ++index) {
    const Situations::Seen& seen = situations.seen()[index];
    out += fmt::format(R"({}{{"name":"{}","count":{},"at":{},"proxy":{},"call":{}}})", index == 0 ? "" : ",",
                       Situations::name(index), seen.times, microseconds(seen.first), seen.call.proxy, seen.call.call);
  }
  return out + "]";
}

}  // namespace

struct HtmlReport::Parts {
  NumberedTexts texts;
  HtmlCalls calls{texts};
  Series series;
  HtmlLanes lanes;
  Situations situations;
  std::string cast;
};

Expected<void> HtmlReport::is_built() {
  if (!html_page().empty()) return {};
  return std::unexpected(Error{.kind = ErrorKind::missing,
                               .message = "this rtpe-lab was built without the HTML report",
                               .place = "--html",
                               .remedy = "install node and npm (scripts/install-deps), run cmake again and build"});
}

HtmlReport::HtmlReport() : parts_(std::make_unique<Parts>()) {}
HtmlReport::~HtmlReport() = default;

void HtmlReport::record(Duration since_start, const scenario::Event& event) {
  if (const auto* start = std::get_if<scenario::RunStarted>(&event)) parts_->cast = cast_json(*start);
  parts_->series.record(since_start, event);
  parts_->lanes.record(since_start, event);
  parts_->situations.record(since_start, event);
  parts_->calls.record(since_start, event);
}

Expected<std::string> HtmlReport::page(const PlayedRun& run) {
  if (const auto built = is_built(); !built) return std::unexpected(built.error());
  if (!run.result) return std::unexpected(run.result.error());
  const HtmlCalls::Output calls = parts_->calls.output();
  std::string head = fmt::format(
      R"({{"summary":{},"seed":"{}","schema":{},{},"verdict":"{}","end":"{}","wall_ns":{},"checks":{},"nothing_tried":{},)"
      R"("situations":{},"calls":{},"listed":{},"detailed":{},"parts":{}}})",
      summary_json({&run, 1}), run.seed, scenario::event_schema_version, parts_->cast, to_string(run.result->outcome()),
      to_string(run.result->end), run.result->wall.count(), checks_json(*run.result), run.result->nothing_tried(),
      situations_json(parts_->situations), calls.calls, calls.listed, calls.detailed, calls.parts.size());
  const std::string data =
      fmt::format(R"({{"kinds":{},"texts":{},"series":{},"lanes":{},"calls":{}}})", compact_event_schema(),
                  parts_->texts.json(), parts_->series.json(), parts_->lanes.json(), calls.columns);
  std::string packed = fmt::format("<script type=\"text/plain\" id=\"data\">{}</script>\n", packed_text(data));
  for (std::size_t part = 0; part < calls.parts.size(); ++part)
    packed +=
        fmt::format("<script type=\"text/plain\" id=\"part{}\">{}</script>\n", part, packed_text(calls.parts[part]));

  std::string out;
  std::string_view rest = html_page();
  const auto fill = [&](std::string_view mark, std::string_view text) {
    const auto at = rest.find(mark);
    out += rest.substr(0, at);
    if (at == std::string_view::npos) return;  // the build has put each mark in
    out += text;
    rest.remove_prefix(at + mark.size());
  };
  fill("@TITLE@", escaped(run.title.empty() ? run.file : run.title));
  fill("@VERDICT@", escaped(verdict(run)));
  fill("@RUN@", in_script(head));
  fill("@DATA@", packed);
  out += rest;
  return out;
}

}  // namespace rtpe::report
