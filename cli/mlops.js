#!/usr/bin/env node
// Hands over to cli/main.ts, compiled as it is loaded.
require("./node-version.js");
require("./compile.js");
require("./main.ts");
