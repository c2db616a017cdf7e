-- SPDX-License-Identifier: MIT
--
-- sqlite-1.sql: tables of version 1 become those of version 2, which keeps how
-- old the inputs of a run were. Done by the first run that writes.

ALTER TABLE run_input ADD COLUMN newest INTEGER;
ALTER TABLE run_input ADD COLUMN max_age REAL;
ALTER TABLE run_input ADD COLUMN state TEXT;

PRAGMA user_version = 2;
