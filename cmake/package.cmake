# What `cmake --install` puts where, and the Debian package: cpack -G DEB in the folder of the build.
include(GNUInstallDirs)

# Manual pages and completion come from the program itself.
set(made ${PROJECT_BINARY_DIR}/share)
add_custom_command(
  OUTPUT ${made}/stamp
  COMMAND ${CMAKE_COMMAND} -E make_directory ${made}
  COMMAND rtpe-lab manual --out ${made}/man1
  COMMAND rtpe-lab completion bash > ${made}/rtpe-lab
  COMMAND rtpe-lab completion zsh > ${made}/_rtpe-lab
  COMMAND rtpe-lab completion fish > ${made}/rtpe-lab.fish
  COMMAND gzip -9nf ${made}/man1/*.1
  COMMAND ${CMAKE_COMMAND} -E touch ${made}/stamp
  DEPENDS rtpe-lab
  COMMENT "Manual pages and shell completion")
# `cmake --install` and cpack need it; a build of everything makes it, scripts/demo does not.
add_custom_target(installed_help ALL DEPENDS ${made}/stamp)

# After scripts/demo the program is there and its pages are not.
install(CODE "execute_process(COMMAND \"${CMAKE_COMMAND}\" --build \"${PROJECT_BINARY_DIR}\" --target installed_help COMMAND_ERROR_IS_FATAL ANY)")
install(DIRECTORY ${made}/man1 DESTINATION ${CMAKE_INSTALL_MANDIR} FILES_MATCHING PATTERN "*.gz")
install(FILES ${made}/rtpe-lab DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${made}/_rtpe-lab DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${made}/rtpe-lab.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/scenarios/library ${PROJECT_SOURCE_DIR}/scenarios/chaos DESTINATION ${CMAKE_INSTALL_DATADIR}/rtpe-lab/scenarios)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md"
        PATTERN "decisions" EXCLUDE PATTERN "examples" EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/cmake/package/copyright
        DESTINATION ${CMAKE_INSTALL_DOCDIR})

if(RTPE_LAB_STATIC)
  # For other distributions: an archive, with the licences of what is linked into the program (docs/decisions/0062).
  include(${CMAKE_CURRENT_LIST_DIR}/linked_libraries.cmake)
  set(CPACK_GENERATOR TGZ)
  set(CPACK_PACKAGE_FILE_NAME rtpe-lab-${PROJECT_VERSION}-linux-${CMAKE_SYSTEM_PROCESSOR})
else()
  set(CPACK_GENERATOR DEB)
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
endif()
set(CPACK_PACKAGE_CONTACT "rtpe-lab developers <rtpe-lab@example.invalid>")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "kamailio, rtpengine-daemon, tshark")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS libsoci-sqlite3-4.0)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "laboratory for RTPEngine deployments behind Kamailio")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Plays a deployment of SIP proxies and Sipwise RTPEngine nodes from one
scenario file, in virtual time, over real sockets, or with the real programs;
injects node failures and gives a verdict. Reads, checks and replays captures.
Its mock engine is a programmable RTPEngine for tests.")
include(CPack)
