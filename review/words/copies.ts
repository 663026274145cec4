import type { Draft, StackWords } from "./draft";
import { textAt } from "./json";
import { apart } from "./resource-name";
import { settingOf } from "./where";

const DIAGNOSTICS = "microsoft.insights/diagnosticsettings";
const TRACES = "microsoft.insights/components";

/** Where diagnostic settings send logs, by the argument that says so. */
const destinations = [
  { argument: "log_analytics_workspace_id", setting: "workspace", words: "workspace" },
  { argument: "storage_account_id", setting: "storageAccount", words: "storage account" },
  { argument: "eventhub_authorization_rule_id", setting: "eventHub.authorizationRule", words: "event hub's rule" },
  { argument: "eventhub_name", setting: "eventHub.name", words: "event hub" },
] as const;

/** Copies of logs that go elsewhere from now on: one line for each destination, however many things log. */
export function copyDrafts({ resources, context, environment }: StackWords): readonly Draft[] {
  const moves = (armType: string, argument: string) =>
    new Map(
      resources.flatMap((one): [string, readonly [string, string]][] => {
        const [was, becomes] = [textAt(one.before, argument), textAt(one.after, argument)];
        if (one.armType !== armType || was === undefined || becomes === undefined) return [];
        return [[`${was}\0${becomes}`.toLowerCase(), [was, becomes]]];
      }),
    );
  // The first destination is where endpoints' traces go, too, and is told of there.
  const first = moves(TRACES, "workspace_id");
  return destinations.flatMap(({ argument, setting, words }) =>
    [...moves(DIAGNOSTICS, argument)].flatMap(([key, [was, becomes]]): readonly Draft[] => {
      const names = first.has(key) ? undefined : apart(was, becomes);
      if (names === undefined) return [];
      const where = settingOf(context, environment, `logs.copies.${setting}`);
      return [
        {
          topic: "other",
          text: `copies of logs go to ${words} ${names[1]} instead of ${names[0]}`,
          where,
          loosens: true,
        },
      ];
    }),
  );
}
