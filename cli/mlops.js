#!/usr/bin/env node
// Hands over to cli/main.ts, compiled as it is loaded.
require("./node-version.js");
// Newer ones keep what they compiled.
require("node:module").enableCompileCache?.();
require("./compile.js");
require("./main.ts");
