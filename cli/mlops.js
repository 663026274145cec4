#!/usr/bin/env node
// Hands over to cli/main.ts, compiled as it is loaded. What an old Node.js cannot
// even load must not be needed to say that it is too old.
const oldest = [20, 19];
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  console.error(`mlops needs Node.js ${oldest.join(".")} or newer, this is ${process.versions.node}; see .nvmrc`);
  process.exit(2);
}
// Newer ones keep what they compiled.
require("node:module").enableCompileCache?.();
require("./compile.js");
require("./main.ts");
