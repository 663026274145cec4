import type { Exposure } from "../model";
import type { Planned } from "../words/planned";
import type { Settings } from "./opening";
import type { Stacks } from "./stacks";

/** What changes of the rules by which the repository lets a change in or a deployment start. */
export interface ApprovalChange extends Settings {
  readonly effect: Exposure["effect"];
  readonly text: string;
  /** Name of the environment whose file decides it. @default - none: the organization's file does */
  readonly environment?: string;
}

/** Changes of approvals by one planned resource; nothing for a resource that has no part in them. */
export type ApprovalChangesOf = (resource: Planned, stacks: Stacks) => readonly ApprovalChange[];

/** A GitHub environment, in words. */
export const environmentInWords = (name: string): string => `environment ${name} of the repository`;
