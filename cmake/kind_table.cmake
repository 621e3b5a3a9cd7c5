# rtpe_kind_table(TARGET ROW ROWS NAMESPACE FOLDER...): compiles into TARGET the table of a kind of thing that scenario
# files name. Every file NAME.cpp in the folders holds one row, `extern const ROW kind` in the namespace
# rtpe::scenario::NAMESPACE::NAME; ROWS() gives them all, by file name. The table is a source of its own, so that a program
# that brings a longer one (tests/scenarios/one_more) is linked with that instead of the library's.
function(rtpe_kind_table target row rows namespace)
  set(files)
  foreach(folder ${ARGN})
    file(GLOB found CONFIGURE_DEPENDS ${folder}/*.cpp)
    list(APPEND files ${found})
  endforeach()
  set(names)
  foreach(file ${files})
    cmake_path(GET file STEM name)
    list(APPEND names ${name})
  endforeach()
  list(SORT names)
  set(declarations "")
  set(addresses "")
  foreach(name ${names})
    string(APPEND declarations "namespace ${namespace}::${name} {\nextern const ${row} kind;\n}\n")
    string(APPEND addresses "\n      &${namespace}::${name}::kind,")
  endforeach()
  string(REGEX REPLACE "([a-z])([A-Z])" "\\1_\\2" header ${row})
  string(TOLOWER ${header} header)
  set(table ${CMAKE_CURRENT_BINARY_DIR}/${target}_${rows}.cpp)
  file(CONFIGURE OUTPUT ${table} @ONLY CONTENT [[// Made by cmake/kind_table.cmake.
#include "scenarios/model/@header@.hpp"

namespace rtpe::scenario {

@declarations@
std::span<const @row@* const> @rows@() {
  static constexpr const @row@* table[] = {@addresses@};
  return table;
}

}  // namespace rtpe::scenario
]])
  target_sources(${target} PRIVATE ${table})
  set_source_files_properties(${table} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
