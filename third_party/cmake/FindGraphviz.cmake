# Graphviz' libraries cgraph (graphs) and gvc (layout and rendering), found by pkg-config.
# Defines Graphviz::Graphviz. No version is asked for: Debian's 2.42.2 calls itself 2.43.0 in its pkg-config files.
find_package(PkgConfig REQUIRED)
pkg_check_modules(Graphviz QUIET IMPORTED_TARGET GLOBAL libcgraph libgvc)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Graphviz
  REQUIRED_VARS Graphviz_LIBRARIES Graphviz_INCLUDE_DIRS
  REASON_FAILURE_MESSAGE "install the package libgraphviz-dev")

if(Graphviz_FOUND AND NOT TARGET Graphviz::Graphviz)
  add_library(Graphviz::Graphviz INTERFACE IMPORTED GLOBAL)
  target_link_libraries(Graphviz::Graphviz INTERFACE PkgConfig::Graphviz)
endif()
