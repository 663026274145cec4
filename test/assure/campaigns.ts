import type { Campaign } from "./campaign";
import { concurrency } from "./concurrency";
import { damage } from "./damage";
import { faults } from "./faults";
import { fuzz } from "./fuzz";
import { kill } from "./kill";

/** All campaigns, by the name that they are asked for by. */
export const campaigns: Readonly<Record<string, Campaign>> = { kill, fuzz, faults, damage, concurrency };
