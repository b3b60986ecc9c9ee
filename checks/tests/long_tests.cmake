# Begun first, so that none of them is left alone at the end.
foreach(name
    "Relacy finds in the catalogue what the explorer does: all where it ends, else each that has a short trace"
    "over the catalogue each finding of a reduced search gets a schedule as simple as the full search's"
    "over the catalogue's small rows a search by bits with room finds what the exact one does"
    "replock windows: table, JSON, bounds, refusals")
  list(FIND replock_tests_TESTS "${name}" found)
  if(DEFINED replock_tests_TESTS AND found EQUAL -1)
    message(FATAL_ERROR "there is no test '${name}': put right what it is called here")
  endif()
  set_tests_properties("${name}" PROPERTIES COST 100)
endforeach()
