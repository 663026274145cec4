import { isWithin, judgeTool, tools } from "../../../domain/machine/tools";

describe("tools of this machine", () => {
  it.each([
    [tools.terraform, "Terraform v1.11.4\non linux_amd64", { version: "1.11.4" }],
    [tools.terraform, "Terraform v1.5.7", { lacks: "1.5.7 is too old" }],
    [tools.terraform, undefined, { lacks: "there is no terraform on PATH" }],
    [tools.terraform, "", { lacks: "terraform is another program: it says nothing of its version" }],
    [tools.terraform, "OpenTofu v1.11.2\non x", { lacks: "terraform is another program: it says OpenTofu v1.11.2" }],
    [tools.git, "git version 2.39.5", { version: "2.39.5" }],
    [tools.az, '{\n  "azure-cli": "2.91.0",\n  "azure-cli-core": "2.91.0"\n}', { version: "2.91.0" }],
    [tools.python, "Python 3.14.0", { lacks: "3.14.0 is too new" }],
    [tools.python, "Python 3.13.9", { version: "3.13.9" }],
    [tools.node, "v18.20.8", { lacks: "18.20.8 is too old" }],
  ])("%#: %j", (tool, said, judged) => expect(judgeTool(tool, said)).toEqual(judged));

  it.each([
    ["1.11.0", false],
    ["1.11.1", true],
    ["1.9.9", false],
    ["2.0.0", true],
    ["1.12.0-beta1", true],
    ["1.11", false],
  ])("%s against 1.11.1: %s", (version, fits) => expect(isWithin(version, { oldest: "1.11.1" })).toBe(fits));

  it.each(Object.entries(tools))("%s says what to do in one line", (_, { fix }) => {
    expect(fix).toMatch(/^install .*https:\/\//);
    expect(fix).not.toContain("\n");
  });
});
