import { reachTable, type ReachRow } from "../../../domain/network/reach";
import { networkOf, onMap } from "../../network";
import { fail, pass, type Rule, unknown, type Verdict } from "../../rule";

const at = ({ who, what, part }: ReachRow): string => `${who} to ${part === undefined ? what : `${what} (${part})`}`;

/**
 * Whoever deploys or looks from outside is no part of it: where they stand is nobody's setting. Nor is what environments share:
 * a closed model registry is let in by rules that each environment configures, once somebody needs it.
 */
export const needsReached: Rule = {
  title: "What runs in an environment reaches what it needs",
  severity: "high",
  upstream: [],
  why: "A job, a monitor, a deployment or an image build that is shut out of its storage, images or models fails at its first run, long after the deployment that caused it.",
  fix: "let it in: an outbound rule of the managed network with the missing sub-resource, for Spark with sparkEnabled = true, or trusted Azure services; `mlops explain <environment> --network` shows every door",
  kinds: ["Microsoft.MachineLearningServices/workspaces", "azurerm_machine_learning_workspace"],
  check: (workspace, world): Verdict | undefined => {
    const mapped = onMap(workspace, world);
    if (mapped === undefined) return undefined;
    const needed = reachTable(networkOf(world), mapped).filter((row) => row.runs && row.needed !== undefined);
    const refused = needed.flatMap((row) =>
      row.result === "unknown" || row.result.reached ? [] : [[row, row.result] as const],
    );
    const [first, ...others] = refused;
    if (first !== undefined) {
      const [row, { reason, hint }] = first;
      const more = others.map(([one]) => at(one));
      const also = more.length === 0 ? "" : `; nor ${more.slice(0, 3).join(", nor ")}${more.length > 3 ? ", …" : ""}`;
      return fail(`there is no way for ${at(row)}, as ${hint ?? reason}${also}`);
    }
    if (mapped.targets.storage === undefined) return unknown("its storage account is not among what is looked at");
    return !networkOf(world).isSettled || needed.some(({ result }) => result === "unknown")
      ? unknown("something that decides who reaches what is known after apply only")
      : pass;
  },
};
