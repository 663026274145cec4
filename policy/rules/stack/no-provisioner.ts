import { fail, pass, type Rule } from "../../rule";
import { isTree } from "../../value";

export const noProvisioner: Rule = {
  title: "Nothing runs a command when it is made or destroyed",
  severity: "critical",
  upstream: [],
  why: "A provisioner runs on the machine that deploys, with its token, and no plan says what it does.",
  fix: "remove provisioner and connection; what must be done to Azure is a resource or an azapi_resource_action",
  kinds: ["*"],
  partial: true,
  check: ({ written, type }) => {
    const found = isTree(written)
      ? ["provisioner", "connection"].find((key) => Object.hasOwn(written, key))
      : undefined;
    if (found !== undefined) return fail(`has a ${found}`);
    return /^(null_resource|terraform_data)$/.test(type) ? fail(`${type} exists to run something`) : pass;
  },
};
