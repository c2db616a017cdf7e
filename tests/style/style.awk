# SPDX-License-Identifier: MIT
#
# style.awk: the habits of the house that a machine can see, for C files given
# as arguments. Prints "file:line: what" for each breach; exits 1 if any.
#
#   head       the first comment says the licence, then what the file is
#   lines      80 columns at most, no tabs, no spaces at the end
#   functions  60 lines at most, from brace to brace
#   files      500 lines at most; the contract in include/, and its frozen
#              copy, 600
#   includes   a .c file of the core includes its own folder first
#   words      nothing that says that work was left undone
#
# Columns are counted in UTF-8 characters. A function is what stands between
# "{" and "}" alone in the first column.

function breach(line, what) {
    printf "%s:%d: %s\n", file, line, what
    breaches++
}

function end_of_file(   most) {
    if (file == "")
        return
    most = file ~ /^(include|tests\/conformance\/v1)\// ? 600 : 500
    if (lines > most)
        breach(lines, "more than " most " lines")
    if (essay < 1)
        breach(1, "the first comment does not say what the file is")
    if (essay > 60)
        breach(1, "the first comment is too long")
}

# The letters between other characters, in small.
function check_words(text,   word, n, i) {
    n = split(tolower(text), word, /[^a-z]+/)
    for (i = 1; i <= n; i++) {
        if (word[i] in undone)
            breach(FNR, "\"" word[i] "\": finish it or leave it out")
        if (word[i] == "for" && word[i + 1] == "now")
            breach(FNR, "\"for now\": finish it or leave it out")
    }
}

function check_line(text,   plain) {
    plain = text
    gsub(/[\200-\277]/, "", plain)
    if (length(plain) > 80)
        breach(FNR, length(plain) " columns, 80 at most")
    if (text ~ /\t/)
        breach(FNR, "a tab")
    if (text ~ /[ \r]$/)
        breach(FNR, "spaces at the end")
}

function check_include(text,   path, folder) {
    if (included++ || file !~ /^core\/[a-z]+\/[^\/]*\.c$/)
        return
    folder = file
    sub(/^core\//, "", folder)
    sub(/\/.*/, "", folder)
    path = text
    if (path !~ /^#include "/) {
        breach(FNR, "the first include is not a header of its own folder")
        return
    }
    sub(/^#include "/, "", path)
    if (path ~ /\// && index(path, folder "/") != 1)
        breach(FNR, "the first include is not a header of its own folder")
}

BEGIN {
    split("todo fixme hack stub placeholder", list, " ")
    for (i in list)
        undone[list[i]] = 1
}

FNR == 1 {
    end_of_file()
    file = FILENAME
    essay = 0
    included = 0
    opened = 0
    in_head = 1
    if ($0 !~ /^\/\* SPDX-License-Identifier: MIT/)
        breach(1, "the first line is not /* SPDX-License-Identifier: MIT")
}

{
    lines = FNR
    check_line($0)
    check_words($0)
}

FNR > 1 && in_head && /[A-Za-z]/ { essay++ }
in_head && /\*\// { in_head = 0 }

/^#include/ { check_include($0) }

/^{$/ { opened = FNR }
/^}$/ {
    if (opened && FNR - opened - 1 > 60)
        breach(opened, "a function of " (FNR - opened - 1) " lines, 60 at most")
    opened = 0
}

END {
    end_of_file()
    exit breaches > 0
}
