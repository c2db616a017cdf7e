// SPDX-License-Identifier: MIT
//
// sql.cjs ENGINE [FILE]: the statements of FILE by the library of an engine that
// is installed as a package of node; NODE_PATH says where. Statements end with
// ";" at the end of a line. Without FILE it tells the engine's version.
"use strict";
const fs = require("fs");

const engines = {
    async duckdb() {
        const { DuckDBInstance, version } = require("@duckdb/node-api");
        const db = await DuckDBInstance.create(":memory:");
        const connection = await db.connect();
        return {
            version,
            run: (statement) => connection.run(statement),
        };
    },
    async clickhouse() {
        const { Session } = require("chdb");
        const session = new Session();
        process.on("exit", () => session.cleanup());
        return {
            version: () => session.query("SELECT version()", "TSV").trim(),
            run: (statement) => session.query(statement),
        };
    },
};

async function main(name, file) {
    const engine = await engines[name]();
    if (!file) return console.log(engine.version());
    const text = fs.readFileSync(file, "utf8").replace(/^--.*\n/gm, "");
    for (const statement of text.split(/;\n/))
        if (statement.trim()) await engine.run(statement);
}

main(...process.argv.slice(2)).then(
    () => process.exit(0),
    (error) => {
        console.error(String(error));
        process.exit(1);
    });
