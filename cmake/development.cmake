# The libraries for programs of other people: cmake --install BUILD --component development. Not part of the Debian package.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)
set(place ${CMAKE_INSTALL_LIBDIR}/cmake/rtpe-lab)
install(TARGETS rtpe_options rtpe_base rtpe_client_core rtpe_client rtpe_mock_engine_core rtpe_mock_engine
        EXPORT rtpe-lab ARCHIVE COMPONENT development EXCLUDE_FROM_ALL)
foreach(room base client mock_engine)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${room} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/rtpe-lab
          COMPONENT development EXCLUDE_FROM_ALL FILES_MATCHING PATTERN "*.hpp")
endforeach()
install(EXPORT rtpe-lab NAMESPACE rtpe:: FILE rtpe-lab-targets.cmake DESTINATION ${place}
        COMPONENT development EXCLUDE_FROM_ALL)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/rtpe-lab-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_SOURCE_DIR}/cmake/package/rtpe-lab-config.cmake
              ${PROJECT_BINARY_DIR}/rtpe-lab-config-version.cmake
        DESTINATION ${place} COMPONENT development EXCLUDE_FROM_ALL)
