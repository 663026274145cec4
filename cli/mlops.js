#!/usr/bin/env node
// The only JavaScript of the command: hands over to cli/main.ts, compiled as it is loaded.
require("tsx/cjs");
require("./main.ts");
