#include "reports/html_page.hpp"

namespace rtpe::report {

/// In a source that the build makes (html_page.cmake).
extern const std::string_view built_html_page;

std::string_view html_page() { return built_html_page; }

}  // namespace rtpe::report
