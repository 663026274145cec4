export { blocksRelease, decidedReleases, isOverridden, releaseEvidence } from "./evidence";
export { plannedReleases, type PlannedRelease } from "./plans";
