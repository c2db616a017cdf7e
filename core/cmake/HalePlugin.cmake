# hale_add_plugin(NAME sources... [LIBRARIES lib...] [SETTINGS setting...]):
# a pack.
#
# A module that exports hale_plugin_v1 and nothing else, imports nothing of
# hale (-z defs makes that a build error) and binds everything when it is
# loaded (-z now). This file is installed: packs out of tree use it as well,
# and get a test NAME.conformance that runs `hale plugin check`. SETTINGS are
# the options that the check cannot do without: input.NAME.path=FILE.

function(hale_add_plugin name)
  cmake_parse_arguments(arg "" "" "LIBRARIES;SETTINGS" ${ARGN})
  add_library(${name} MODULE ${arg_UNPARSED_ARGUMENTS})
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".so" C_VISIBILITY_PRESET hidden
    POSITION_INDEPENDENT_CODE ON)
  if(TARGET hale_flags) # inside hale
    target_link_libraries(${name} PRIVATE hale_flags)
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/include)
    set_target_properties(${name} PROPERTIES
      LIBRARY_OUTPUT_DIRECTORY ${HALE_BUILD_PLUGINDIR})
    set_property(GLOBAL APPEND PROPERTY HALE_PACKS ${name})
  else()
    target_compile_features(${name} PRIVATE c_std_11)
    target_link_libraries(${name} PRIVATE hale::plugin)
    hale_check_plugin(${name} ${arg_SETTINGS})
  endif()
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES})
  target_link_options(${name} PRIVATE LINKER:-z,now)
  if(NOT HALE_SANITIZE) # clang's sanitizer runtime lives in the executable
    target_link_options(${name} PRIVATE LINKER:-z,defs)
  endif()
endfunction()

function(hale_check_plugin name)
  set(settings ${ARGN})
  list(TRANSFORM settings PREPEND "--set;" OUTPUT_VARIABLE settings)
  add_test(NAME ${name}.conformance
           COMMAND hale::hale plugin check $<TARGET_FILE:${name}> ${settings})
endfunction()
