// Stands in for the Relacy engine in builds with sanitizers, which Relacy's fibers and its `new` do not bear.
#include "model/refusal.h"
#include "schedules/relacy_engine.h"

namespace replock::schedules {

bool has_relacy() { return false; }

RelacyRun run_relacy(const model::World& /*world*/, Witness& /*witness*/, const RelacyOptions& /*options*/) {
  throw model::Refusal("relacy: this build has sanitizers, which Relacy does not bear; use a release build");
}

}  // namespace replock::schedules
