# The page of the HTML report: reports/html/ and uPlot, bundled into one C++ source. Needs node and npm, and what
# package-lock.json pins from npm's cache or its registry. Without them everything else is built, and `--html` says so.
option(RTPE_LAB_HTML "Build the HTML report; needs node and npm" ON)

set(html_source ${CMAKE_CURRENT_SOURCE_DIR}/html)
set(html_modules ${CMAKE_CURRENT_BINARY_DIR}/html)
set(html_missing "")
if(NOT RTPE_LAB_HTML)
  set(html_missing "RTPE_LAB_HTML is off")
else()
  find_program(RTPE_NODE NAMES node nodejs)
  find_program(RTPE_NPM NAMES npm)
  if(NOT RTPE_NODE OR NOT RTPE_NPM)
    set(html_missing "node and npm are not installed (scripts/install-deps)")
  endif()
endif()

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${html_source}/package-lock.json)
set(html_installed ${html_modules}/installed-package-lock.json)
if(NOT html_missing)
  set(html_current FALSE)
  if(EXISTS ${html_installed})
    file(SHA256 ${html_installed} html_have)
    file(SHA256 ${html_source}/package-lock.json html_want)
    if(html_have STREQUAL html_want)
      set(html_current TRUE)
    endif()
  endif()
  if(NOT html_current)
    file(COPY ${html_source}/package.json ${html_source}/package-lock.json DESTINATION ${html_modules})
    execute_process(
      COMMAND ${RTPE_NPM} ci --prefer-offline --ignore-scripts --no-audit --no-fund --fetch-retries=1 --loglevel=error
      WORKING_DIRECTORY ${html_modules} RESULT_VARIABLE html_result OUTPUT_QUIET ERROR_VARIABLE html_error TIMEOUT 180)
    if(html_result EQUAL 0)
      file(COPY_FILE ${html_source}/package-lock.json ${html_installed})
    else()
      string(STRIP "${html_error}" html_error)
      set(html_missing "npm ci failed (${html_result}): ${html_error}")
    endif()
  endif()
endif()

if(html_missing)
  message(NOTICE "rtpe-lab is built without its HTML report: ${html_missing}")
  set(html_asset ${CMAKE_CURRENT_BINARY_DIR}/html_page_missing.cpp)
  file(CONFIGURE OUTPUT ${html_asset} @ONLY CONTENT [[#include <string_view>

namespace rtpe::report {
extern constinit const std::string_view built_html_page{};
}  // namespace rtpe::report
]])
else()
  set(html_asset ${CMAKE_CURRENT_BINARY_DIR}/html_page_built.cpp)
  file(GLOB html_files CONFIGURE_DEPENDS ${html_source}/*.js ${html_source}/*.css ${html_source}/*.html
       ${html_source}/build.mjs)
  add_custom_command(
    OUTPUT ${html_asset}
    COMMAND ${RTPE_NODE} ${html_source}/build.mjs ${html_modules} ${html_asset}
    DEPENDS ${html_files} ${html_installed}
    COMMENT "Bundling the page of the HTML report"
    VERBATIM)
endif()
target_sources(rtpe_reports PRIVATE ${html_asset})
set_source_files_properties(${html_asset} PROPERTIES SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON)
