import { shown } from "../../attributes";
import { fail, pass, type Rule } from "../../rule";

const KNOWN = ["moved", "import", "locals", "variable", "check"];

export const blockKnown: Rule = {
  title: "Stacks hold only the kinds of block that these rules know",
  severity: "high",
  upstream: [],
  why: "A `removed` block lets a resource slip out of Terraform's sight, where nobody compares it any more.",
  fix: "remove the block",
  kinds: ["stack.block"],
  check: (block) => {
    const type = block.text("type") ?? block.address;
    return KNOWN.includes(type) ? pass : fail(`holds a block ${shown(type)}`);
  },
};
