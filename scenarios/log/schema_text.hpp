// The log's schema for people: what docs/event-log.md has about every kind.
#pragma once
#include <string>

namespace rtpe::scenario {

/// Markdown: a section for each kind of event, with a table of its fields, and one for each kind of object in lists.
[[nodiscard]] std::string schema_markdown();

}  // namespace rtpe::scenario
