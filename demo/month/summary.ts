import { join, relative, resolve } from "node:path";
import { plainTable } from "../../print/table";
import type { Scene } from "./scene";
import type { Team } from "./team";

const shown = (path: string): string => relative(process.cwd(), path) || ".";
const resolved = (path: string): string => shown(resolve(path));

/**
 * How the story ends: what happened by day, what serves where, and what there is to look at.
 * @param config - the folder that the story's configuration was copied from
 */
export async function ending(scene: Scene, team: Team, config: string): Promise<string> {
  const { narrator, useCase } = scene;
  const last = await team.planAll();
  const { variants } = scene.promoted();
  const days = new Map<string, string[]>();
  for (const { day, what } of narrator.entries) days.set(day, [...(days.get(day) ?? []), what]);
  const serving = scene.places().map((place) => {
    const { release } = variants.find(({ environment }) => environment === place.environment)!;
    return [place.environment, scene.answers(place), release.history.join(", "), release.rejected.join(", ") || "-"];
  });
  const riskiest = team.reports.findLast(({ verdict }) => verdict === "needs-security-approval") ?? team.reports[0];
  const release = join("releases", `${useCase}.yaml`);
  const files = `${shown(join(config, release))} ${shown(join(scene.config, release))}`;
  const look: [what: string, where: string][] = [
    [
      "a review, to open in a browser; one of each deployment beside it",
      riskiest === undefined ? "-" : shown(riskiest.report),
    ],
    ["the evidence for a version, with every check", team.evidenceFiles().map(resolved).at(-1) ?? "-"],
    ["what the month did to the release file", `git diff --no-index ${files}`],
  ];
  return [
    "",
    narrator.bold("What happened"),
    plainTable(
      ["day", ""],
      [...days].flatMap(([day, all]) => all.map((what, index) => [index === 0 ? day : "", what])),
    ),
    "",
    narrator.bold("What serves now"),
    plainTable(["environment", "answers", "before", "rejected"], serving),
    `  mlops plan: ${last.changes ? last.counts : "no changes in any of them"}`,
    "",
    narrator.bold("Look at"),
    ...look.flatMap(([what, where]) => [`  ${what}`, `    ${where}`]),
  ].join("\n");
}
