# Relacy Race Detector, header-only: the package brings neither a CMake nor a pkg-config file.
# Defines Relacy::Relacy. Include <relacy/relacy.hpp>; <relacy/relacy_std.hpp> does not compile.
find_path(Relacy_INCLUDE_DIR relacy/relacy.hpp)
mark_as_advanced(Relacy_INCLUDE_DIR)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Relacy
  REQUIRED_VARS Relacy_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "install the package relacy-dev")

if(Relacy_FOUND AND NOT TARGET Relacy::Relacy)
  add_library(Relacy::Relacy INTERFACE IMPORTED GLOBAL)
  target_include_directories(Relacy::Relacy INTERFACE ${Relacy_INCLUDE_DIR})
endif()
