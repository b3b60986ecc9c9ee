// The words for what became of a mutant.
#include "schedules/mutation.h"

namespace replock::schedules {

std::string words(Fate fate) {
  switch (fate) {
    case Fate::killed:
      return "killed";
    case Fate::missed:
      return "missed";
    case Fate::equivalent:
      return "equivalent";
    case Fate::survived:
      return "survived";
    case Fate::open:
      return "INC";
    case Fate::interrupted:
      return "interrupted";
  }
  return "";
}

}  // namespace replock::schedules
