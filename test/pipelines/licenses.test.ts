import { readFileSync } from "node:fs";
import { join } from "node:path";

const { packages } = JSON.parse(readFileSync(join(__dirname, "../../package-lock.json"), "utf8")) as {
  packages: Record<string, { readonly license?: string; readonly link?: boolean }>;
};

/** Licences that ask for no more than to be named, or for changes of their own files to be open (MPL). */
const ALLOWED = new Set(["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "CC-BY-4.0", "CC0-1.0", "ISC", "MIT", "MPL-2.0", "Public Domain", "Unicode-3.0", "Unlicense"]); // prettier-ignore

/** Whether an SPDX expression can be met by what is allowed: one of several by choice, all of those that hold together. */
const isAllowed = (expression: string): boolean =>
  expression
    .replace(/^\(|\)$/g, "")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((one) => ALLOWED.has(one)));

describe("the licences of packages", () => {
  it("ask for nothing that this project does not give", () => {
    const others = Object.entries(packages)
      .filter(([path, { link }]) => path.startsWith("node_modules/") && link !== true)
      .filter(([, { license = "none" }]) => !isAllowed(license))
      .map(([path, { license = "none" }]) => `${path} ${license}`);
    expect(others).toEqual([]);
    expect(Object.keys(packages).length).toBeGreaterThan(500);
  });

  it.each([
    ["MIT", true],
    ["(MIT OR GPL-3.0-or-later)", true],
    ["Apache-2.0 AND MIT", true],
    ["GPL-3.0-or-later", false],
    ["MIT AND GPL-3.0-or-later", false],
    ["none", false],
  ])("%s is allowed: %s", (license, allowed) => expect(isAllowed(license)).toBe(allowed));
});
