import { missing, reachTable, type ReachRow } from "../../domain/network/reach";
import { environmentNetwork, type SynthesizedSubject } from "../../policy/network";
import { wrap } from "../../print/wrap";
import { groupBy } from "../../review/render/html/group";
import { chosenEnvironment, chosenRegion } from "../../schema/choose";
import { loadConfiguration } from "../../schema/load";
import { stackOfEnvironment } from "../../schema/names";
import { regionInWords } from "../../schema/recovery";
import { synthesizedStacks } from "./resources";

/** What environments share: their state and the registry that models come from. */
const SHARED = ["bootstrap", "registry"];

/** Who reaches what in an environment. */
export interface Reach {
  readonly rows: readonly ReachRow[];
  /** Of which region, and what the other does. @default - none: the environment has one region only */
  readonly regions?: string;
}

/**
 * Who reaches what in an environment, and by which door, or why not: of every caller that there is and everything that it may
 * have to do with. Reads the configuration and synthesizes; asks nobody.
 * @param location - one of its regions. @default - the one that is in charge
 */
export async function explainNetwork(config: string, name: string, location?: string): Promise<Reach> {
  const configuration = loadConfiguration(config);
  const region = chosenRegion(configuration, name, location);
  const regions = regionInWords(region, chosenEnvironment(configuration, name));
  const own = stackOfEnvironment(region);
  const stacks = [own, ...SHARED];
  const subjects = [...(await synthesizedStacks(config, stacks))].map(([stack, synthesized]): SynthesizedSubject => ({
    stack,
    synthesized,
  }));
  const { map, workspace, shared } = environmentNetwork(subjects, own);
  return { rows: reachTable(map, workspace, shared), ...(regions !== undefined && { regions }) };
}

const WIDTH = 110;

/** For a terminal: callers whom the same holds for together, and for each of them the doors and what lies behind. */
export function networkText(environment: string, { rows, regions }: Reach): string {
  const callers = [...groupBy(rows, ({ who }) => who)].map(([who, own]) => ({ who, lines: linesOf(own) }));
  const alike = groupBy(callers, ({ lines }) => JSON.stringify(lines));
  const width = Math.max(...callers.flatMap(({ lines }) => lines.map(([how]) => how.length)));
  const blocks = [...alike.values()].map((same) =>
    [
      ...wrap(same.map(({ who }) => who).join("; "), WIDTH),
      ...same[0]!.lines.flatMap(([how, what]) =>
        wrap(what, WIDTH - width - 4).map((line, index) => `  ${(index === 0 ? how : "").padEnd(width)}  ${line}`),
      ),
    ].join("\n"),
  );
  const lacking = missing(rows).map(({ who, needed, ...row }) => `  ${who}, for ${needed!}: ${placeOf(row)}`);
  return [
    `Who reaches what in ${environment} over the network, as configured. A call needs a role as well: docs/reference/access.md.`,
    ...(regions === undefined ? [] : [`Of ${regions}.`]),
    ...blocks,
    lacking.length === 0
      ? `Whatever runs in ${environment} reaches what it needs.`
      : ["Needed, and out of reach:", ...lacking].join("\n"),
  ].join("\n\n");
}

/** How, and what: doors first, then each reason with what it keeps out of reach. */
function linesOf(rows: readonly ReachRow[]): readonly (readonly [string, string])[] {
  const doors = groupBy(
    rows.filter(({ result }) => result !== "unknown" && result.reached),
    ({ result }) => (result !== "unknown" && result.reached ? result.door : ""),
  );
  const reasons = groupBy(
    rows.filter(({ result }) => result === "unknown" || !result.reached),
    ({ result }) => whyNot(result),
  );
  return [
    ...[...doors].map(([door, own]) => [door, places(own)] as const),
    ...[...reasons].map(([reason, own]) => ["not", `${places(own)}: ${reason}`] as const),
  ];
}

function whyNot(result: ReachRow["result"]): string {
  if (result === "unknown") return "known after it is deployed";
  if (result.reached) return "";
  return result.hint === undefined ? result.reason : `${result.reason}; ${result.hint}`;
}

/** `storage (blob, file), vault`. */
const places = (rows: readonly ReachRow[]): string =>
  [...groupBy(rows, ({ what }) => what)]
    .map(([what, own]) => {
      const parts = own.flatMap(({ part }) => part ?? []);
      return parts.length === 0 ? what : `${what} (${parts.join(", ")})`;
    })
    .join(", ");

const placeOf = ({ what, part, result }: Omit<ReachRow, "who" | "needed">): string =>
  `${part === undefined ? what : `${what} (${part})`}, as ${whyNot(result)}`;
