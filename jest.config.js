// Two projects: `unit` starts no process and needs no network; `sandbox` runs real Terraform, the real cdktf CLI and a
// real browser.
const { chromiumPath } = require("./test/browser/places");

// A third of what Terraform computes in our plans is clearing its memory, and each runs for seconds only.
process.env.GOGC ??= "400";

const shared = {
  // What is global, jest looks up slowly, each time that it is named: these are handed to every module. Policies take a fifth less of the
  // processor. Not `Date`, which tests set to other days.
  sandboxInjectedGlobals: ["Array", "JSON", "Map", "Math", "Object", "RegExp", "Set", "WeakMap"],
  testEnvironment: "node",
  transform: {
    "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2023" } }],
  },
  moduleFileExtensions: ["ts", "js", "json"],
  setupFiles: ["<rootDir>/test/support/seed.ts"],
};

// A report that nobody opened was not tested: in CI a machine without a browser fails. At home it is said, and the rest runs.
const browser = chromiumPath !== undefined || process.env.CI !== undefined;
if (!browser) console.warn("No Chromium: the tests in test/browser are left out. See CONTRIBUTING.md.");

module.exports = {
  // Journeys wait for Terraform more than they compute: jest's own choice leaves one of two cores idle.
  maxWorkers: "100%",
  testSequencer: "<rootDir>/test/support/longest-first.js",
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/test/**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/sandbox/", "<rootDir>/test/browser/"],
      // jest reads `testTimeout` outside of projects only.
      setupFilesAfterEnv: ["<rootDir>/test/support/unit-timeout.ts"],
    },
    {
      ...shared,
      displayName: "sandbox",
      testMatch: ["<rootDir>/test/sandbox/**/*.test.ts", ...(browser ? ["<rootDir>/test/browser/**/*.test.ts"] : [])],
      setupFilesAfterEnv: ["<rootDir>/test/support/sandbox-timeout.ts"],
    },
  ],
};
