import { shown } from "../../attributes";
import { fail, type Rule } from "../../rule";

export const noModule: Rule = {
  title: "Stacks hold no modules from elsewhere",
  severity: "high",
  upstream: [],
  why: "What a module makes is decided where it comes from, and its resources are not in what is judged here.",
  fix: "write a construct",
  kinds: ["stack.module"],
  check: (module) => fail(`calls a module from ${shown(module.text("source") ?? "somewhere")}`),
};
