// The translation unit for which tests/support/precompiled.hpp is compiled; main.cpp cannot use it, since it must
// define BOOST_TEST_MODULE first.
#include "tests/support/precompiled.hpp"
