// The page that the HTML report is written into: one asset, made from reports/html/ by the build.
#pragma once
#include <string_view>

namespace rtpe::report {

/// HTML with the marks @TITLE@, @VERDICT@, @RUN@ and @DATA@, once each and in this order; empty: built without npm.
[[nodiscard]] std::string_view html_page();

}  // namespace rtpe::report
