import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Checkout } from "../support/checkout";

const project = join(__dirname, "../..");
const readme = readFileSync(join(project, "README.md"), "utf8");
const commands = [...readme.matchAll(/```bash\n([\s\S]*?)```/g)].flatMap(([, block]) => block!.trim().split("\n"));

/** `.ci/run` runs these two before and around this test; here they would run themselves. */
const runByCi = ["npm ci", "npm test"];

describe("README.md", () => {
  const checkout = new Checkout();
  afterAll(() => checkout.remove());

  it("has commands for set-up, the main job and the tests", () => {
    expect(commands).toEqual(expect.arrayContaining([...runByCi, "npm start"]));
    const ci = readFileSync(join(project, ".ci/run"), "utf8").split("\n");
    expect(ci).toEqual(expect.arrayContaining(runByCi));
  });

  it.each(commands.filter((command) => !runByCi.includes(command)))("%s works as written", (command) => {
    const { code, stdout, stderr } = checkout.run(command);
    expect({ code, output: code === 0 ? "" : stdout + stderr }).toEqual({ code: 0, output: "" });
  });

  it("links to nothing that does not exist", () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)]
      .map(([, link]) => link!)
      .filter((link) => !/^https?:/.test(link));
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !existsSync(join(project, link)))).toEqual([]);
  });
});
