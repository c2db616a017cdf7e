# What the core needs: libltdl, inih, Lua 5.4, xxHash, SQLite, threads. The packs look
# for their own libraries in plugins/CMakeLists.txt.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

find_path(LTDL_INCLUDE_DIR ltdl.h REQUIRED)
find_library(LTDL_LIBRARY ltdl REQUIRED)
add_library(hale_ltdl INTERFACE)
target_include_directories(hale_ltdl SYSTEM INTERFACE ${LTDL_INCLUDE_DIR})
target_link_libraries(hale_ltdl INTERFACE ${LTDL_LIBRARY} ${CMAKE_DL_LIBS})

pkg_check_modules(inih REQUIRED IMPORTED_TARGET inih)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(sqlite REQUIRED IMPORTED_TARGET GLOBAL sqlite3>=3.35)

if(LUA_ROOT)
  list(PREPEND CMAKE_PREFIX_PATH ${LUA_ROOT})
endif()
find_package(Lua 5.4 EXACT REQUIRED)
add_library(hale_lua INTERFACE)
target_include_directories(hale_lua SYSTEM INTERFACE ${LUA_INCLUDE_DIR})
target_link_libraries(hale_lua INTERFACE ${LUA_LIBRARIES} m)

if(HALE_TESTS)
  pkg_check_modules(cmocka REQUIRED IMPORTED_TARGET cmocka)
endif()
