# What `cmake --install` puts where, and how others find it:
#
#   bin/hale, lib/libhale.so                 the command line, the library
#   lib/hale/plugins/*.so                    the packs
#   include/hale/*.h                         the contract, the library's header
#   lib/cmake/hale                           find_package(hale): hale::plugin
#       (the contract's headers), hale::hale (the executable), hale::lib and
#       hale_add_plugin()
#   lib/pkgconfig/{hale,libhale}.pc          the same for pkg-config
#
# Everything is found from where these files lie, so a tree may be moved.

include(CMakePackageConfigHelpers)
set(hale_cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/hale)
set(hale_pc_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# The contract: headers alone, for plugins link against nothing of hale.
add_library(hale_contract INTERFACE)
set_target_properties(hale_contract PROPERTIES EXPORT_NAME plugin)
target_include_directories(hale_contract INTERFACE
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
install(TARGETS hale_contract EXPORT hale)
install(FILES include/hale/plugin.h include/hale/parse.h include/hale/arrow.h
              include/hale/store.h include/hale/wilson.h
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/hale COMPONENT dev)

if(TARGET hale)
  install(TARGETS hale EXPORT hale
          RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime)
endif()
if(TARGET hale_lib)
  set_target_properties(hale_lib PROPERTIES EXPORT_NAME lib)
  target_include_directories(hale_lib INTERFACE
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  install(TARGETS hale_lib EXPORT hale
          LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime
          NAMELINK_COMPONENT dev)
  install(FILES include/hale/hale.h
          DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/hale COMPONENT dev)
endif()

# The packs that ship are those that were built into HALE_BUILD_PLUGINDIR.
get_property(packs GLOBAL PROPERTY HALE_PACKS)
foreach(pack IN LISTS packs)
  get_target_property(folder ${pack} LIBRARY_OUTPUT_DIRECTORY)
  if(folder STREQUAL HALE_BUILD_PLUGINDIR)
    install(TARGETS ${pack}
            LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/hale/plugins
            COMPONENT runtime)
  endif()
endforeach()

# find_package(hale)
install(EXPORT hale NAMESPACE hale:: FILE haleTargets.cmake
        DESTINATION ${hale_cmake_dir} COMPONENT dev)
set(plugindir ${CMAKE_INSTALL_LIBDIR}/hale/plugins)
configure_package_config_file(core/cmake/haleConfig.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/package/haleConfig.cmake
  INSTALL_DESTINATION ${hale_cmake_dir} PATH_VARS plugindir)
write_basic_package_version_file(
  ${CMAKE_CURRENT_BINARY_DIR}/package/haleConfigVersion.cmake
  COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/package/haleConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/package/haleConfigVersion.cmake
              core/cmake/HalePlugin.cmake
        DESTINATION ${hale_cmake_dir} COMPONENT dev)

# pkg-config
set(full_pc_dir ${CMAKE_INSTALL_PREFIX}/${hale_pc_dir})
file(RELATIVE_PATH pc_to_prefix ${full_pc_dir} ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" pc_to_prefix "${pc_to_prefix}")
foreach(name hale libhale)
  configure_file(core/cmake/${name}.pc.in
                 ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc
          DESTINATION ${hale_pc_dir} COMPONENT dev)
endforeach()

# The formulas that ship, to copy from.
install(DIRECTORY scripts DESTINATION ${CMAKE_INSTALL_DATADIR}/hale
        COMPONENT runtime)
