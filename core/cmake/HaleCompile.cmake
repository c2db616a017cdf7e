# How everything of ours is compiled: C11, strict, hardened, hidden.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported(LANGUAGES C)
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(hale_flags INTERFACE)
target_compile_definitions(hale_flags INTERFACE _GNU_SOURCE)
target_compile_options(hale_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  -ffp-contract=off # the same sums on every machine
  $<$<BOOL:${HALE_WERROR}>:-Werror>)

if(HALE_SANITIZE)
  target_compile_options(hale_flags INTERFACE
    -fsanitize=${HALE_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(hale_flags INTERFACE -fsanitize=${HALE_SANITIZE})
else()
  target_compile_options(hale_flags INTERFACE -fstack-protector-strong
    $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE$<SEMICOLON>-D_FORTIFY_SOURCE=2>)
  target_link_options(hale_flags INTERFACE
    LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack)
endif()
if(HALE_FUZZ)
  target_compile_options(hale_flags INTERFACE
    -fsanitize=fuzzer-no-link)
endif()
if(HALE_COVERAGE)
  target_compile_options(hale_flags INTERFACE --coverage)
  target_link_options(hale_flags INTERFACE --coverage)
endif()
