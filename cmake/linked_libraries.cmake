# What the static program has in it: a page with versions, sources and how to link again; notices, and the licences that
# these name.
set(RTPE_LAB_LINKED "")
set(named_licences "")
foreach(one "libosip2-dev:LGPL-2.1 or later" libsoci-dev:BSL-1.0 "libsqlite3-dev:public domain" libpcap0.8-dev:BSD-3-clause
            libpugixml-dev:MIT libssl-dev:Apache-2.0 zlib1g-dev:Zlib libzstd-dev:BSD-3-clause libboost1.81-dev:BSL-1.0 libfmt-dev:MIT
            libtomlplusplus-dev:MIT libcli11-dev:BSD-3-clause "libstdc++-12-dev:GPL-3 with the runtime library exception")
  string(REGEX MATCH "^([^:]+):(.*)$" both ${one})
  set(package ${CMAKE_MATCH_1})
  set(licence ${CMAKE_MATCH_2})
  execute_process(COMMAND dpkg-query -W -f "\${source:Package} | \${source:Version}" ${package}
                  OUTPUT_VARIABLE source COMMAND_ERROR_IS_FATAL ANY)
  string(APPEND RTPE_LAB_LINKED "| ${package} | ${source} | ${licence} |\n")
  if(package STREQUAL "libosip2-dev")
    string(REGEX REPLACE ".* " "" RTPE_LAB_OSIP_VERSION "${source}")
  endif()
  set(notice /usr/share/doc/${package}/copyright)
  install(FILES ${notice} DESTINATION ${CMAKE_INSTALL_DOCDIR}/licences RENAME ${package})
  file(STRINGS ${notice} lines REGEX "common-licenses/")
  foreach(line ${lines})
    string(REGEX MATCHALL "common-licenses/[A-Za-z0-9.-]+" names "${line}")
    list(APPEND named_licences ${names})
  endforeach()
endforeach()
string(STRIP "${RTPE_LAB_LINKED}" RTPE_LAB_LINKED)
list(TRANSFORM named_licences REPLACE "common-licenses/(.*[^.])[.]*$" "\\1")
list(REMOVE_DUPLICATES named_licences)
foreach(licence ${named_licences})
  # GPL and LGPL without a number are links to the newest.
  file(REAL_PATH /usr/share/common-licenses/${licence} text)
  install(FILES ${text} DESTINATION ${CMAKE_INSTALL_DOCDIR}/licences/common RENAME ${licence})
endforeach()
# The commit is that of the day on which the archive is made.
set(commit "@commit@")
configure_file(${CMAKE_CURRENT_LIST_DIR}/package/linked-libraries.md.in ${PROJECT_BINARY_DIR}/linked-libraries.md.in @ONLY)
install(CODE "
  execute_process(COMMAND git -C \"${PROJECT_SOURCE_DIR}\" rev-parse HEAD OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(commit)
    set(commit \", commit \${commit}\")
  endif()
  configure_file(\"${PROJECT_BINARY_DIR}/linked-libraries.md.in\" \"${PROJECT_BINARY_DIR}/linked-libraries.md\" @ONLY)")
install(FILES ${PROJECT_BINARY_DIR}/linked-libraries.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
