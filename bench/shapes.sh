# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154,SC2034
#
# shapes.sh: the same work on the same rows in other clothes; to be read with
# "." by run.sh. Speed that hangs on the shape of the benchmark's own files is
# worth nothing, so its events come with their columns in another order, with
# twenty columns more, all in quotes, shuffled, packed ... and hale must take
# about as long and write the same bytes. Writes shapes.md, and shapes.figures
# for the goals.
#
# A shape is its name, how events.csv is made from the plain one (a shell
# function that filters it), and words for people. `long` has other ids in all
# files, which are shortened again before tables are compared.

reversed() {
    awk -F, -v OFS=, '{ print $5, $4, $3, $2, $1 }'
}

wide() {
    awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= 10; i++) {
            head = head "before_" i ","; tail = tail ",behind_" i }
        print head $0 tail; next }
        { print "a,23,4.5,,text of some length,0,2025-01-01,x,y,z," $0 \
            ",1,22,333,4444,55555,,eu-west-1,,more text,end" }'
}

quoted() {
    sed 's/,/","/g;s/^/"/;s/$/"/'
}

# A cell of two lines with a quote and a comma in it, in every row.
multiline() {
    awk -F, -v OFS=, 'NR == 1 { print $1, "note", $2, $3, $4, $5; next }
        { print $1, "\"a \"\"note\"\", of\ntwo lines\"", $2, $3, $4, $5 }'
}

dos() {
    sed 's/$/\r/'
}

# In no order at all, but always in the same one.
shuffled() {
    read -r head
    echo "$head"
    awk 'BEGIN { srand(7) } { printf "%.9f\t%s\n", rand(), $0 }' |
        sort -k1,1 | cut -f2-
}

# 2025-01-01T00:00:06Z -> 2025-01-01 00:00:06.000000+00:00
spelled() {
    awk -F, -v OFS=, 'NR > 1 { sub(/T/, " ", $1)
        sub(/Z/, ".000000+00:00", $1) } { print }'
}

# Ids of 36 letters, as UUIDs are.
prefix=0d9a3c1e-7b52-4f0a-9e6d
long() {
    awk -v p=$prefix 'NR > 1 {
        gsub(/(^|,)[AU]0[0-9]+/, "&\001"); gsub(/,A0/, "," p "-A0")
        gsub(/,U0/, "," p "-U0"); sub(/^A0/, p "-A0"); gsub(/\001/, "-abcd")
    } { print }'
}

plain() {
    cat
}

shapes='plain reversed wide quoted multiline dos shuffled spelled long gzip
    files'
command -v zstd >/dev/null && shapes="$shapes zstd"

words() {
    case $1 in
    plain) echo "as csgen writes them" ;;
    reversed) echo "columns from last to first" ;;
    wide) echo "twenty columns more" ;;
    quoted) echo "every cell in quotes" ;;
    multiline) echo "a column of two lines, quotes and a comma" ;;
    dos) echo "lines end with CR LF" ;;
    shuffled) echo "rows in no order" ;;
    spelled) echo "times with a blank, microseconds and an offset" ;;
    long) echo "ids of accounts and users of 36 letters" ;;
    gzip) echo "packed by gzip" ;;
    zstd) echo "packed by zstd" ;;
    files) echo "in 64 files" ;;
    esac
}

# dress SHAPE: makes its folder from that of the plain data
dress() {
    here=$data/$1
    mkdir -p "$here"
    [ -f "$here/made" ] && return
    for file in "$data"/plain/*.csv; do
        name=${file##*/}
        case $1:$name in
        gzip:events.csv) gzip -c "$file" >"$here/$name.gz" ;;
        zstd:events.csv) zstd -qc "$file" >"$here/$name.zst" ;;
        files:events.csv)
            mkdir -p "$here/part"
            head -1 "$file" >"$here/part/head"
            tail -n +2 "$file" | split -n r/64 -d - "$here/part/p"
            for part in "$here"/part/p??; do
                cat "$here/part/head" "$part" >"$here/part/${part##*/}.csv"
                rm "$part"
            done
            ;;
        *:events.csv | long:*) "$1" <"$file" >"$here/$name" ;;
        *) ln -f "$file" "$here/$name" ;;
        esac || return
    done
    : >"$here/made"
}

# work SHAPE: does it once; 1 if it fails
work() {
    to=$out/$1
    mkdir -p "$to"
    case $1 in
    gzip) path=events.csv.gz ;;
    zstd) path=events.csv.zst ;;
    files) path='part/p*.csv' ;;
    *) path=events.csv ;;
    esac
    threads=1
    hale "$data/$1" --set "input.events.path=$data/$1/$path"
}

# same SHAPE: are its tables those of the plain one?
same() {
    for file in "$out"/plain/hale/*.csv; do
        sed "s/$prefix-\([AU][0-9]*\)-abcd/\1/g" "$out/$1/hale/${file##*/}" |
            cmp -s - "$file" || return
    done
}

# The median of the second column of the lines of a shape, the first left out
# if there are more.
middle() {
    awk -v s="$1" '$1 == s { print $2 }' "$out.runs" |
        { if [ "$rounds" -gt 1 ]; then tail -n +2; else cat; fi; } | sort -n |
        awk '{ x[NR] = $1 }
            END { print (x[int((NR + 1) / 2)] + x[int(NR / 2) + 1]) / 2 }'
}

table() {
    printf '\n## The same rows in other shapes (%s)\n\n' "$day"
    printf '%s accounts, %s events, one thread; tables are compared byte by byte.\n\n' \
        "$accounts" "$events"
    echo "| events | wall s | against plain | tables |"
    echo "|---|---|---|---|"
    base=$(middle plain)
    for shape in $shapes; do
        is=equal
        same "$shape" || is="**differ**"
        [ "$is" = equal ] || failed=1
        echo "$shape $(middle "$shape") $base" |
            awk -v w="$(words "$shape")" -v is="$is" '{
                printf "| %s: %s | %.3f | %.2f | %s |\n", $1, w, $2, $2 / $3, is }'
        echo "shapes:$shape $(middle "$shape")" >>"$into/out/shapes.figures"
    done
}

generate "$data/plain" "$accounts" "$events" || stop "cannot write $data"
: >"$out.runs"
: >"$into/out/shapes.figures"
for shape in $shapes; do
    dress "$shape" || stop "cannot make $data/$shape"
done
n=0
while [ $n -lt "$rounds" ]; do
    for shape in $shapes; do
        work "$shape" || stop "$shape failed: $(tail -3 "$out/$shape.log")"
        printf '%s %s\n' "$shape" "$(cat "$out/cost")" | tee -a "$out.runs"
        rm -f "$out/cost"
    done
    n=$((n + 1))
done
table >"$into/out/shapes.md"
