# Run by HaleEmbed.cmake: writes OUT, a C file with the bytes of FILES.

set(arrays "")
set(list "")
set(count 0)
foreach(file IN LISTS FILES)
  file(READ ${file} hex HEX)
  file(SIZE ${file} size)
  get_filename_component(base ${file} NAME)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays
    "static const unsigned char file_${count}[] = {${bytes}0};\n")
  string(APPEND list "    {\"${base}\", file_${count}, ${size}},\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE ${OUT} "/* Generated from the files it names. */
#include \"base/base.h\"

#include <stddef.h>

${arrays}
extern const Embedded ${NAME}[];
const Embedded ${NAME}[] = {
${list}    {NULL, NULL, 0},
};
")
