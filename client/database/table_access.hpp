// A session with the database of db_url. Private to client/database.
#pragma once
#include <soci/soci.h>

#include <functional>
#include <string>

#include "base/error.hpp"
#include "client/parameters.hpp"

namespace rtpe::database {

[[nodiscard]] std::unexpected<Error> missing(std::string message, std::string place, std::string remedy = {});

/// Opens what `parameters` name; the names of table and columns are safe in a statement then. Errors: a wrong name or
/// db_url; kind missing with the database's own words, also for what `work` throws.
Expected<void> with_session(const Parameters& parameters, const std::function<Expected<void>(soci::session&)>& work);

}  // namespace rtpe::database
