import { isInternal, parseCidr } from "../../domain/network/cidr";
import { Duration } from "../../domain/time/duration";
import { describePath, type Path } from "../yaml/file";
import type { EnvironmentDraft } from "../drafts";
import type { Notes } from "../notes";

/** A value that is looser than production's default, and what it loosens. */
interface Loosening {
  readonly path: Path;
  readonly says: string;
}

const NINETY_DAYS = Duration.days(90);
const SAFE_REPLICATION = ["GZRS", "RAGZRS"];

const shorter = (value: Duration | undefined): boolean =>
  value !== undefined && value.toSeconds() < NINETY_DAYS.toSeconds();

function isSomebodys(block: string | undefined): boolean {
  const cidr = parseCidr(block ?? "");
  return cidr !== undefined && !isInternal(cidr);
}

/**
 * What is looser in an environment than production's defaults must say why. What must always say why when chosen, such
 * as public inbound access, has its `reason` required in the schema.
 */
export function checkLoosening(environment: EnvironmentDraft, notes: Notes): void {
  const { access, logs, resilience, protection, softDelete, compute, network, recovery } = environment;
  const sections: readonly (readonly [Path, readonly (Loosening | false)[]])[] = [
    [
      ["access"],
      [
        access?.level !== undefined &&
          access.level !== "read-only" &&
          loose(["access", "level"], "lets people change things"),
      ],
    ],
    [
      ["network"],
      [
        isSomebodys(network?.addressSpace) &&
          loose(["network", "addressSpace"], "is addresses that belong to somebody on the internet"),
      ],
    ],
    [
      ["recovery", "network"],
      [
        isSomebodys(recovery?.network?.addressSpace) &&
          loose(["recovery", "network", "addressSpace"], "is addresses that belong to somebody on the internet"),
      ],
    ],
    [
      ["logs"],
      [
        shorter(logs?.retention) && loose(["logs", "retention"], "keeps logs for less than 90d"),
        logs?.diagnostics === "policy" && loose(["logs", "diagnostics"], "leaves what is logged to a policy"),
      ],
    ],
    [
      ["resilience"],
      [
        resilience?.storageReplication !== undefined &&
          !SAFE_REPLICATION.includes(resilience.storageReplication) &&
          loose(["resilience", "storageReplication"], "survives less than GZRS"),
        resilience?.zoneRedundant === false &&
          loose(["resilience", "zoneRedundant"], "does not survive the loss of a zone"),
      ],
    ],
    [
      ["protection"],
      [
        protection?.preventDestroy === false && loose(["protection", "preventDestroy"], "lets Terraform destroy data"),
        protection?.lock === false && loose(["protection", "lock"], "lets everything be deleted"),
      ],
    ],
    [
      ["softDelete"],
      [
        shorter(softDelete?.retention) && loose(["softDelete", "retention"], "keeps deleted data for less than 90d"),
        softDelete?.purgeWorkspaceOnDestroy === true &&
          loose(["softDelete", "purgeWorkspaceOnDestroy"], "deletes the workspace beyond recovery"),
      ],
    ],
    ...Object.entries(compute?.clusters ?? {}).map(([name, cluster]) => {
      const path = ["compute", "clusters", name];
      return [
        path,
        [(cluster?.minNodes ?? 0) > 0 && loose([...path, "minNodes"], "keeps nodes running without work")],
      ] as const;
    }),
  ];
  for (const [path, loosenings] of sections) {
    const first = loosenings.find((loosening) => loosening !== false);
    if (first === undefined || notes.has([...path, "reason"])) continue;
    notes.add(first.path, {
      kind: "reasonMissing",
      says: `${first.says} and needs a reason`,
      fix: `add ${describePath([...path, "reason"])}, or remove the key for the safe default`,
    });
  }
}

const loose = (path: Path, says: string): Loosening => ({ path, says });
