// A deployment as its files say it: a scenario, or a kamailio.cfg with the calls that its import makes.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "client/route/lexer.hpp"
#include "scenarios/import/import.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::upgrade {

struct DeploymentOptions {
  ReadNodeRows read_rows = {};
  GivenVariables variables = {};
  route::FileProvider files = nullptr;  ///< of what a kamailio.cfg includes
  std::vector<std::string> defines = {};
};

class Deployment {
 public:
  /// Error: there is no such file.
  static Expected<Deployment> open(const std::string& path, DeploymentOptions options);

  /// As it is with these releases, each case of its [matrix]. Errors: as of the file; Kamailio would not start with it.
  [[nodiscard]] Read<std::vector<ScenarioFile>> read_cases(const GivenReleases& releases) const;
  /// The one case that it has. Errors: likewise; it has several.
  [[nodiscard]] Read<ScenarioFile> read(const GivenReleases& releases) const;
  /// What the import of a kamailio.cfg for that release leaves out; nothing of a scenario.
  [[nodiscard]] std::vector<ImportNote> left_out(const std::string& proxy_release) const;
  /// "file:line:column" of the first line that has the word and is no comment; empty: none.
  [[nodiscard]] std::string place_of(std::string_view word) const;
  /// Of the line that gives the parameter its value; empty: none.
  [[nodiscard]] std::string place_of_parameter(std::string_view name) const;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  struct File {
    std::string name, text;
  };
  [[nodiscard]] Expected<Imported> imported(const std::string& proxy_release) const;
  void add_named_files();

  std::string path_;
  bool is_configuration_ = false;
  DeploymentOptions options_;
  std::vector<File> files_;  ///< the first is `path`
};

}  // namespace rtpe::scenario::upgrade
