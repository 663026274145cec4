// Refuses a Node.js that is older than package.json says, in a sentence. What an old one cannot even load must not be needed
// to say that it is too old.
const { engines } = require("../package.json");
const [oldest] = /\d+(\.\d+)*/.exec(engines.node);
const [major, minor] = process.versions.node.split(".").map(Number);
const [leastMajor, leastMinor] = oldest.split(".").map(Number);
if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
  console.error(`mlops needs Node.js ${oldest} or newer, this is ${process.versions.node}; see .nvmrc`);
  process.exit(2);
}
