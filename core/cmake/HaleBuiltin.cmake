# HALE_BUILTIN: the packs inside the binary, through libltdl's preloading.
#
# Each pack is linked into one object whose only symbols left are its entries,
# renamed to PACK_LTX_hale_plugin_v1, and PACK_LTX_hale_store_v1 where there is
# a database for histories: packs may share names without meeting.
# A generated table tells libltdl what is there, as "PACK.a". The packs are
# built as shared objects as well; those on the search path win.

function(hale_builtin_pack name object)
  get_target_property(dir ${name} SOURCE_DIR)
  get_target_property(sources ${name} SOURCES)
  get_target_property(libraries ${name} LINK_LIBRARIES)
  list(TRANSFORM sources PREPEND ${dir}/)
  add_library(${name}_builtin OBJECT ${sources})
  target_include_directories(${name}_builtin PRIVATE
    ${PROJECT_SOURCE_DIR}/include ${dir})
  target_compile_definitions(${name}_builtin PRIVATE
    hale_plugin_v1=${name}_LTX_hale_plugin_v1
    hale_store_v1=${name}_LTX_hale_store_v1)
  target_link_libraries(${name}_builtin PRIVATE ${libraries})
  add_custom_command(OUTPUT ${object}
    COMMAND ${CMAKE_LINKER} -r -o ${object} $<TARGET_OBJECTS:${name}_builtin>
    COMMAND ${CMAKE_OBJCOPY}
            --keep-global-symbol=${name}_LTX_hale_plugin_v1
            --keep-global-symbol=${name}_LTX_hale_store_v1 ${object}
    DEPENDS ${name}_builtin $<TARGET_OBJECTS:${name}_builtin>
    COMMAND_EXPAND_LISTS VERBATIM)
endfunction()

function(hale_builtin)
  get_property(packs GLOBAL PROPERTY HALE_PACKS)
  get_property(stores GLOBAL PROPERTY HALE_STORES)
  set(PROGRAM "@PROGRAM@") # libltdl's own word, to be left as it is
  set(objects)
  set(needed)
  set(declared)
  set(table)
  set(names)
  foreach(pack IN LISTS packs)
    set(object ${CMAKE_CURRENT_BINARY_DIR}/builtin/${pack}.o)
    hale_builtin_pack(${pack} ${object})
    list(APPEND objects ${object})
    get_target_property(libraries ${pack} LINK_LIBRARIES)
    list(REMOVE_ITEM libraries hale_flags)
    list(APPEND needed ${libraries})
    string(APPEND declared
      "extern const hale_plugin *${pack}_LTX_hale_plugin_v1(void);\n")
    string(APPEND table "    {\"${pack}.a\", NULL},\n"
      "    {\"${pack}_LTX_hale_plugin_v1\","
      " (void *)(uintptr_t)${pack}_LTX_hale_plugin_v1},\n")
    string(APPEND names "\"${pack}\", ")
    if(pack IN_LIST stores)
      string(APPEND declared
        "extern const hale_store *${pack}_LTX_hale_store_v1(void);\n")
      string(APPEND table "    {\"${pack}_LTX_hale_store_v1\","
        " (void *)(uintptr_t)${pack}_LTX_hale_store_v1},\n")
    endif()
  endforeach()
  file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/builtin)
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/builtin/table.c CONTENT
"#include <ltdl.h>
#include \"hale/plugin.h\"
#include \"hale/store.h\"
@declared@
extern const lt_dlsymlist builtin_symbols[];
extern const char *const builtin_names[];
const lt_dlsymlist builtin_symbols[] = {
    {\"@PROGRAM@\", NULL},
@table@    {NULL, NULL}};
const char *const builtin_names[] = {@names@NULL};
" @ONLY)
  add_library(hale_builtin_packs STATIC
    ${CMAKE_CURRENT_BINARY_DIR}/builtin/table.c ${objects})
  target_include_directories(hale_builtin_packs PRIVATE
    ${PROJECT_SOURCE_DIR}/include)
  target_link_libraries(hale_builtin_packs PRIVATE hale_ltdl)
  target_link_libraries(hale_builtin_packs INTERFACE ${needed})
  target_compile_definitions(hale_plugin PRIVATE HALE_BUILTIN)
  target_link_libraries(hale_plugin INTERFACE hale_builtin_packs)
endfunction()
