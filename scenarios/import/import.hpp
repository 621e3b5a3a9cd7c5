// A kamailio.cfg -> a scenario whose proxy does what its routes do, as far as the commands to the engines go.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "client/route/lexer.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {

struct ImportOptions {
  route::FileProvider files = nullptr;    ///< of include_file and import_file; null: refused
  std::vector<std::string> defines = {};  ///< as kamailio's -A
  std::string personality = "kamailio-5.6";
};

/// What the scenario does not say as the configuration does.
struct ImportNote {
  enum class Kind : std::uint8_t {
    left_out,  ///< a line that may matter and is not in the scenario
    assumed,   ///< what only the outside world knows
    unused,    ///< parts that no call reaches
  } kind = Kind::left_out;
  std::string place;  ///< "kamailio.cfg:12:3"; empty: the whole file
  std::string text;
};
[[nodiscard]] std::string note_text(const ImportNote& note);

struct Imported {
  Scenario scenario;
  std::vector<ImportNote> notes;
};

/// Error: it is no kamailio.cfg, its routes are not in it (KEMI, SEAS), or nothing in it calls rtpengine.
[[nodiscard]] Expected<Imported> import_kamailio_cfg(std::string_view text, std::string_view file_name,
                                                     const ImportOptions& options);
/// The scenario's file, with the notes as comments.
[[nodiscard]] std::string imported_file(const Imported& imported, std::string_view file_name);

}  // namespace rtpe::scenario
