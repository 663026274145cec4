import { inSameTarget, sameTarget } from "../../deploy/same-target";

describe("a printed command works where the command that prints it does", () => {
  it.each([
    [undefined, ""],
    [false, ""],
    [true, " --sandbox"],
    [".sandbox", " --sandbox"],
    ["/tmp/other", " --sandbox --dir /tmp/other"],
  ])("a sandbox %p asks for the options %p", (sandbox, options) => {
    expect(sameTarget(sandbox)).toBe(options);
  });

  it.each([
    ["npx mlops plan prod", true, "npx mlops plan prod --sandbox"],
    ["npx mlops rollout churn --env prod", "/tmp/s", "npx mlops rollout churn --env prod --sandbox --dir /tmp/s"],
    ["npx cdktf deploy 'prod*'", true, "npx mlops sandbox -- npx cdktf deploy 'prod*'"],
    [
      "after the review: npx cdktf deploy dev",
      "/tmp/s",
      "after the review: npx mlops sandbox --dir /tmp/s -- npx cdktf deploy dev",
    ],
    ["npx mlops ml check", true, "npx mlops ml check"],
    ["docs/guides/operating.md, a model drifts", true, "docs/guides/operating.md, a model drifts"],
    ["git add config/releases", true, "git add config/releases"],
    ["npx mlops plan prod", undefined, "npx mlops plan prod"],
  ])("%p in %p is %p", (command, sandbox, printed) => {
    expect(inSameTarget(command, sandbox)).toBe(printed);
  });
});
