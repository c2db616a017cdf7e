#!/bin/sh
# SPDX-License-Identifier: MIT
#
# demo_db.sh CSV DATABASE: makes a database with the CSV file as its table
# "accounts".
set -eu
rm -f "$2"
sqlite3 -bail "$2" ".import --csv '$1' accounts"
