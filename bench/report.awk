# SPDX-License-Identifier: MIT
#
# report.awk: RESULTS.md from what run.sh left in a folder.
#
#   awk -f report.awk -v out=DIR goals.txt
#
# DIR has for each size that was run: SIZE.runs (engine, round, seconds,
# seconds of processors, KiB), SIZE.cells (engine, what compare.awk said),
# SIZE.engines (engine, version), SIZE.machine and SIZE.where (lines as printed
# below). The first round is left out unless it was the only one. Figures are
# medians.

function median(list, n,    i, j, x)
{
    for (i = 2; i <= n; i++) {
        x = list[i]
        for (j = i - 1; j > 0 && list[j] > x; j--)
            list[j + 1] = list[j]
        list[j + 1] = x
    }
    return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}

# The rounds of an engine as a median, a lowest and a highest.
function settle(size, engine, measure,    n, i, list, from)
{
    from = count[size, engine] > 1 ? 2 : 1
    n = 0
    for (i = from; i <= count[size, engine]; i++)
        list[++n] = raw[size, engine, measure, i]
    figure[size ":" measure ":" engine] = median(list, n)
    low[size, engine, measure] = list[1]
    high[size, engine, measure] = list[n]
    counted[size, engine] = n
}

function read_runs(size,    file, part, n, e)
{
    file = out "/" size ".runs"
    while ((getline line < file) > 0) {
        split(line, part, "\t")
        e = part[1]
        n = ++count[size, e]
        if (n == 1)
            order[size, ++engines[size]] = e
        raw[size, e, "wall", n] = part[3] + 0
        raw[size, e, "cpu", n] = part[4] + 0
        raw[size, e, "peak", n] = part[5] / 1024
    }
    close(file)
    for (n = 1; n <= engines[size]; n++) {
        e = order[size, n]
        settle(size, e, "wall")
        settle(size, e, "cpu")
        settle(size, e, "peak")
    }
}

function read_pairs(size, what, into,    file, part)
{
    file = out "/" size "." what
    while ((getline line < file) > 0) {
        split(line, part, "\t")
        into[size, part[1]] = part[2]
    }
    close(file)
}

function read_machine(size,    file, n, part, e)
{
    file = out "/" size ".machine"
    for (n = 0; (getline line < file) > 0; n++)
        machine[size, n] = line
    close(file)
    split(machine[size, 0], part, " ")
    accounts[size] = part[1]
    events[size] = part[2]
    megabytes[size] = part[3] / 1e6
    for (n = 1; n <= engines[size]; n++) {
        e = order[size, n]
        figure[size ":event:" e] = \
            figure[size ":wall:" e] / events[size] * 1e9
        figure[size ":account:" e] = \
            figure[size ":wall:" e] / accounts[size] * 1e6
        figure[size ":bytes:" e] = \
            figure[size ":peak:" e] / accounts[size] * 1048576
    }
}

# What the other parts measured: a figure a line, its name and its value.
function read_figures(what,    file, part)
{
    file = out "/" what ".figures"
    while ((getline line < file) > 0) {
        split(line, part, " ")
        figure[part[1]] = part[2]
    }
    close(file)
}

function print_part(what,    file)
{
    file = out "/" what ".md"
    while ((getline line < file) > 0)
        print line
    close(file)
}

# Three digits are as much as these figures are worth.
function short(x)
{
    return x >= 100 ? sprintf("%.0f", x) : x >= 10 ? sprintf("%.1f", x) : \
        x >= 1 ? sprintf("%.2f", x) : sprintf("%.3f", x)
}

function thousands(n,    text)
{
    for (text = ""; n >= 1000; n = int(n / 1000))
        text = sprintf(",%03d", n % 1000) text
    return n text
}

# An engine as people call it: its name, and on how many threads.
function spoken(engine,    part)
{
    split(engine, part, "-")
    if (part[1] == "months")
        return "hale, 24 month-ends | " part[2]
    if (part[1] == "limited")
        return "hale, memory limited | " part[2]
    if (part[1] == "start")
        return "hale, one account | " part[2]
    if (part[1] == "node")
        return "node, no work | " part[2]
    return part[1] " | " part[2]
}

# Against DuckDB on as many threads.
function against(size, engine,    part, base)
{
    split(engine, part, "-")
    base = figure[size ":wall:duckdb-" part[2]]
    if (engine ~ /^(limited|months|start|node)-/ || !base)
        return ""
    return short(figure[size ":wall:" engine] / base)
}

# What compare.awk said: "18475 cells, 0 columns or tables differ".
function agreed(said,    part)
{
    if (said == "")
        return ""
    split(said, part, " ")
    return part[3] ? "**" part[3] " columns differ**" : \
        thousands(part[1]) " equal"
}

function print_size(size,    n, e)
{
    printf "\n## %s: %s accounts, %s events, %s MB\n\n", size, \
        thousands(accounts[size]), thousands(events[size]), \
        short(megabytes[size])
    for (n = 1; n <= 4; n++)
        print (n > 1 ? "· " : "") machine[size, n]
    print "\n| engine | threads | wall s | lowest to highest | runs |" \
        " CPU s | peak MiB | against DuckDB | cells | version |"
    print "|---|---|---|---|---|---|---|---|---|---|"
    for (n = 1; n <= engines[size]; n++) {
        e = order[size, n]
        printf "| %s | %s | %s to %s | %d | %s | %s | %s | %s | %s |\n", \
            spoken(e), short(figure[size ":wall:" e]), \
            short(low[size, e, "wall"]), short(high[size, e, "wall"]), \
            counted[size, e], short(figure[size ":cpu:" e]), \
            short(figure[size ":peak:" e]), against(size, e), \
            agreed(cells[size, e]), version[size, e]
    }
    print_where(size)
}

# What `hale run --timings` said, in a run of its own.
function print_where(size,    file, n)
{
    file = out "/" size ".where"
    for (n = 0; (getline line < file) > 0; n++)
        print n ? line : "\nWhere hale's time goes (`--timings`, once):\n\n```"
    close(file)
    if (n)
        print "```"
}

BEGIN {
    sizes = split("tiny S M L A1 A10", name, " ")
    for (s = 1; s <= sizes; s++) {
        read_runs(name[s])
        if (!engines[name[s]])
            continue
        read_pairs(name[s], "cells", cells)
        read_pairs(name[s], "engines", version)
        read_machine(name[s])
        day[machine[name[s], 5]] = machine[name[s], 5]
        last = machine[name[s], 5]
    }
    read_figures("micro")
    read_figures("shapes")
    print "# What the work costs"
    print ""
    print "Written by `bench/run.sh` (" last "); [README.md](README.md) says" \
        " what the work is."
    print "Medians; the engines took turns, and the first round is not" \
        " counted. Cells are"
    print "compared with those of the first engine. Ratios of one machine can" \
        " be compared"
    print "with those of another, seconds cannot."
    print ""
    print "| goal | wanted | reached | |"
    print "|---|---|---|---|"
}

/^#/ || !NF { next }
{
    ratio = $2 == "/"
    sign = ratio ? $4 : $2
    limit = ratio ? $5 : $3
    words = ""
    for (i = ratio ? 6 : 4; i <= NF; i++)
        words = words (words == "" ? "" : " ") $i
    what = ratio ? $1 " / " $3 : $1
    if (figure[$1] == "" || ratio && figure[$3] == "") {
        printf "| %s<br>`%s` | %s %s | | not run |\n", words, what, sign, limit
        idle++
        next
    }
    value = ratio ? figure[$1] / figure[$3] : figure[$1]
    good = sign == "<=" ? value <= limit + 0 : value >= limit + 0
    missed += !good
    reached += good
    printf "| %s<br>`%s` | %s %s | %s | %s |\n", words, what, sign, limit, \
        short(value), good ? "reached" : "**missed**"
}

END {
    printf "\n%d reached, %d missed, %d not run.\n", reached, missed, idle
    for (s = 1; s <= sizes; s++)
        if (engines[name[s]])
            print_size(name[s])
    print_part("shapes")
    print_part("micro")
}
