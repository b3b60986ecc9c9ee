// Levels, single patches, needs, and how a series is named.
#include "model/series.h"

#include <catch2/catch.hpp>

#include "model/refusal.h"

using replock::model::Patch;
using replock::model::Refusal;
using replock::model::Series;

TEST_CASE("a level holds the first patches and no other") {
  for (unsigned level = 0; level <= 7; ++level) {
    const Series series = Series::level(level);
    CHECK(series.name() == "L" + std::to_string(level));
    for (unsigned patch = 0; patch < 7; ++patch) CHECK(series.has(static_cast<Patch>(patch)) == (patch < level));
    CHECK_FALSE(series.has(Patch::keep_reps_lock_over_rescan));
  }
}

TEST_CASE("a series is named by the nearest level, and its name reads back as itself") {
  const auto name = [](const char* text) { return Series::parse(text).name(); };
  CHECK(name("L7-4") == "L7-4");
  CHECK(name("L4+7") == "L4+7");
  CHECK(name("L5-4") == "L5-4");
  CHECK(name("L3+5") == "L5-4");
  CHECK(name("L5+7") == "L7-6");
  CHECK(name("L5+keep-reps-lock") == "L5+keep-reps-lock");
  CHECK(name("L5+keep-reps-lock-over-rescan") == "L5+keep-reps-lock");
  CHECK(name("L7-load-reps-from-work-queue") == "L6");
  CHECK(name("L3+4") == "L4");
  for (const char* text : {"L0", "L7-4-6", "L5+7+plain-peer-lock", "L5-4+keep-reps-lock"})
    CHECK(Series::parse(Series::parse(text).name()) == Series::parse(text));
}

TEST_CASE("a patch without what it needs is refused, and the refusal names both") {
  CHECK_THROWS_WITH(Series::parse("L7-3"), Catch::Contains("patch 4 needs patch 3"));
  CHECK_THROWS_WITH(Series::parse("L7-2"), Catch::Contains("patch 7 needs patch 2"));
  CHECK_THROWS_WITH(Series::parse("L4-1"), Catch::Contains("patch 4 needs patch 1"));
  CHECK_THROWS_WITH(Series::parse("L2+5"), Catch::Contains("patch 5 needs patch 3"));
  CHECK_THROWS_WITH(Series::parse("L4+keep-reps-lock"), Catch::Contains("patch keep-reps-lock needs patch 5"));
  CHECK_NOTHROW(Series::parse("L7-3-4-5-7"));
  CHECK_NOTHROW(Series::parse("L7-4"));
}

TEST_CASE("what is no series is refused") {
  for (const char* text : {"", "L", "L8", "7", "L7-", "L7-8", "L7+nonsense", "L7 -4", "l7", "L77", "L7-4x"})
    CHECK_THROWS_AS(Series::parse(text), Refusal);
}

TEST_CASE("a series is edited by number or by words, with --with and --without") {
  CHECK(Series::level(5).edited({}, {"4"}).name() == "L5-4");
  CHECK(Series::level(4).edited({"load-reps-from-work-queue"}, {}).name() == "L4+7");
  CHECK_THROWS_AS(Series::level(5).edited({"9"}, {}), Refusal);
  CHECK_THROWS_AS(Series::level(7).edited({}, {"3"}), Refusal);
}
