// The value of an Expected, or a failed test with the error's text. Boost.Test evaluates the message of
// BOOST_REQUIRE_MESSAGE whether the check fails or not, so error() must not stand there.
#pragma once
#include <boost/test/unit_test.hpp>
#include <utility>

#include "base/error.hpp"

namespace rtpe::test {

template <class T>
T must(Expected<T> expected) {
  if (!expected) BOOST_FAIL(expected.error().text());
  if constexpr (!std::is_void_v<T>) return std::move(*expected);
}

}  // namespace rtpe::test
