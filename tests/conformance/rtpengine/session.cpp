#include "tests/conformance/rtpengine/session.hpp"

#include <fmt/format.h>

#include <array>

namespace rtpe::lane {
namespace {

constexpr std::array<std::string_view, feature_count> names = {
    "plain",   "payloads",  "hold", "reoffers", "medias", "forks",  "origin",    "addresses", "attributes",
    "mux",     "ice",       "sdes", "dtls",     "osrtp",  "codecs", "transcode", "ptime",     "t38",
    "control", "subscribe", "bad",  "quiet",    "mixed",  "phones", "spellings", "lines"};

std::string one_line(const bencode::Value& value) {
  std::string out;
  bencode::to_json(value, out);
  return out + "\n";
}

}  // namespace

std::string_view name_of(Feature feature) { return names[static_cast<std::size_t>(feature)]; }

std::vector<Feature> all_features() {
  std::vector<Feature> out;
  for (std::size_t i = 0; i < feature_count; ++i) out.push_back(static_cast<Feature>(i));
  return out;
}

std::string text_of(const bencode::Value& value, std::size_t indent) {
  const std::string margin(indent, ' ');
  std::string out;
  if (const auto* list = value.list(); list != nullptr && !list->empty() && list->front().dictionary() != nullptr) {
    for (const bencode::Value& item : *list) out += margin + "-\n" + text_of(item, indent + 2);
    return out;
  }
  if (const auto* dictionary = value.dictionary()) {
    for (const auto& [key, item] : *dictionary) {
      const bool nested = key == "sdp" || key == "tags" || key == "medias" || key == "streams" || indent > 0;
      if (nested && item.string() != nullptr && item.string()->find('\n') == std::string::npos) {
        out += fmt::format("{}{}: {}", margin, key, text_of(item));
        continue;
      }
      if (nested && (item.integer() != nullptr || key == "flags" || key.starts_with("subscri"))) {
        out += fmt::format("{}{}: {}", margin, key, one_line(item));
        continue;
      }
      out += fmt::format("{}{}:{}", margin, key, nested ? "\n" : " ");
      out += text_of(item, nested ? indent + 2 : 0);
      if (!out.ends_with('\n')) out += item.dictionary() ? " " : "\n";
    }
    return out;
  }
  if (const auto* text = value.string(); text != nullptr && text->find('\n') != std::string::npos) {
    out = margin;
    for (std::size_t i = 0; i < text->size(); ++i) {
      if ((*text)[i] == '\r' && i + 1 < text->size() && (*text)[i + 1] == '\n') continue;
      out += (*text)[i];
      if ((*text)[i] == '\n' && i + 1 < text->size()) out += margin;
    }
    return out;
  }
  return margin + one_line(value);
}

}  // namespace rtpe::lane
