// Catch2's main, compiled alone: it is the slowest file of the tests and never changes.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
