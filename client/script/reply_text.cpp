#include "client/script/reply_text.hpp"

#include <fmt/format.h>

#include <iterator>
#include <utility>

namespace rtpe::script {
namespace {

void append_escaped(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

struct Printer {
  JsonFormat format;
  std::string& out;

  [[nodiscard]] bool pretty() const { return format == JsonFormat::pretty; }

  void print(const bencode::View& value, std::size_t depth) {
    switch (value.kind()) {
      case bencode::Kind::string:
        append_escaped(*value.string(), out);
        break;
      case bencode::Kind::integer:
        fmt::format_to(std::back_inserter(out), "{}", *value.integer());
        break;
      case bencode::Kind::list:
        print_list(value, depth);
        break;
      case bencode::Kind::dictionary:
        print_dictionary(value, depth);
        break;
    }
  }

  void print_list(const bencode::View& list, std::size_t depth) {
    out += '[';
    bool first = true;
    for (const auto element : list) {
      if (!std::exchange(first, false)) out += pretty() ? ", " : ",";
      print(element, depth + 1);
    }
    out += ']';
  }

  void print_dictionary(const bencode::View& dictionary, std::size_t depth) {
    out += '{';
    bool first = true;
    for (auto at = dictionary.begin(); at != dictionary.end(); ++at) {
      if (!std::exchange(first, false)) out += ',';
      if (pretty()) out.append("\n").append(depth + 1, '\t');
      append_escaped(at.key(), out);
      out += pretty() ? ":\t" : ":";
      print(*at, depth + 1);
    }
    if (pretty()) out.append("\n").append(depth, '\t');
    out += '}';
  }
};

}  // namespace

std::optional<JsonFormat> json_format_of(std::string_view format) {
  if (format.empty() || (format[0] != 'j' && format[0] != 'J')) return std::nullopt;
  const bool pretty = format.size() > 1 && (format[1] == 'p' || format[1] == 'P');
  return pretty ? JsonFormat::pretty : JsonFormat::compact;
}

void append_json(const bencode::View& value, JsonFormat format, std::string& out) {
  Printer{.format = format, .out = out}.print(value, 0);
}

bool append_totals(const bencode::View& reply, std::string& out) {
  const auto totals = reply.find("totals");
  if (!totals) return false;
  const auto rtp = totals.find("RTP"), rtcp = totals.find("RTCP");
  if (!rtp || !rtcp) return false;
  const auto append = [&out](std::string_view name, const bencode::View& counters) {
    fmt::format_to(std::back_inserter(out), "{}: {} bytes, {} packets, {} errors", name,
                   counters.find_integer("bytes").value_or(-1), counters.find_integer("packets").value_or(-1),
                   counters.find_integer("errors").value_or(-1));
  };
  append("RTP", rtp);
  out += "; ";
  append("RTCP", rtcp);
  return true;
}

}  // namespace rtpe::script
