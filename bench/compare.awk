# SPDX-License-Identifier: MIT
#
# compare.awk: are the tables in two folders the same, cell by cell?
#
#   awk -f compare.awk -v wanted=DIR -v got=DIR cells.txt
#
# cells.txt says which tables there are, which columns they have, and when
# two cells are equal. Rows are compared in their order: every engine sorts.
# Prints the first differences of each column and the number of cells; exits
# with 1 if anything differs, if a table is not there, or if it has no rows.
# The tables have no quoted cells; one would be a difference.

function differ(words)
{
    failed++
    print "  " words
}

# A number as awk understands it; texts such as "nan" are none.
function is_number(x)
{
    return x ~ /^-?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?$/
}

function equal(kind, a, b,    far)
{
    if (a == "" || b == "")
        return a b == ""
    if (kind == "text")
        return a "" == b ""
    if (!is_number(a) || !is_number(b))
        return 0
    if (kind == "whole")
        return a "" == b ""
    if (kind == "money")
        return sprintf("%.0f", a * 10000) == sprintf("%.0f", b * 10000)
    far = a > b ? a - b : b - a
    if (kind == "score")
        return far <= 1e-6
    return far <= 1e-9 * (a * a > 1 ? (a > 0 ? a : -a) : 1)
}

function read_row(file,    status)
{
    status = (getline line < file)
    sub(/\r$/, "", line)
    return status
}

function compare_row(table, row, a, b,    i, wide, x, y)
{
    wide = split(a, x, ",")
    if (split(b, y, ",") != wide || wide != columns) {
        differ(table " row " row ": not " columns " cells")
        return
    }
    for (i = 1; i <= columns; i++) {
        cells++
        if (equal(kind[i], x[i], y[i]))
            continue
        if (!seen[table, i]++)
            differ(table "." name[i] " row " row " (" x[1] "): " \
                   x[i] " and " y[i])
    }
}

function compare_table(table,    ours, theirs, a, b, more, row)
{
    ours = wanted "/" table ".csv"
    theirs = got "/" table ".csv"
    for (row = 0;; row++) {
        more = read_row(ours)
        a = line
        if (more < 0)
            differ("there is no " ours)
        if (read_row(theirs) != more) {
            differ(table ": one ends at row " row)
            more = 0
        }
        b = line
        if (more <= 0)
            break
        if (row > 0)
            compare_row(table, row, a, b)
        else if (a != header || b != header)
            differ(table ": the header is not " header)
    }
    if (row < 2)
        differ(table ": no rows")
    close(ours)
    close(theirs)
}

/^#/ || !NF { next }
{
    header = ""
    columns = NF - 1
    for (i = 2; i <= NF; i++) {
        split($i, pair, ":")
        name[i - 1] = pair[1]
        kind[i - 1] = pair[2]
        header = header (i > 2 ? "," : "") pair[1]
    }
    compare_table($1)
}

END {
    print cells + 0 " cells, " failed + 0 " columns or tables differ"
    exit failed > 0
}
