// The program's own operator new and delete, where Relacy is linked in.
#pragma once

namespace replock::schedules {

/// Does nothing; who calls it has the operators of relacy_allocation.cpp linked in.
void require_own_allocation();

}  // namespace replock::schedules
