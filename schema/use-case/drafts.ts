import type { Group } from "../../domain/promotion/model";
import type { EnvironmentDraft } from "../drafts";
import type { Notes } from "../notes";
import type { Draft } from "../walk";
import type { UseCaseFile, VariantFile } from "./schema";

/** A use case as far as it is right. */
export type UseCaseDraft = Draft<UseCaseFile>;

/** What an environment makes of a use case, as far as it is right, with what the checks need to know around it. */
export interface VariantDraft extends Draft<VariantFile> {
  readonly useCase: string;
  readonly environment: string;
  readonly ownerGroup: string | undefined;
  /** What the owner's team calls itself, and its group. */
  readonly owner: Draft<{ readonly team: string; readonly name: string }> | undefined;
  /** Who brings models into the registry, as far as the organization's file could be read. */
  readonly promoters: readonly (Partial<Group> | undefined)[];
  readonly task: UseCaseDraft["task"];
  /** Where the use case lives; if it names an environment that does not exist, any could be meant, so all of them. */
  readonly environments: readonly string[];
  /** Whether its versions end here: the last environment of the promotion order. */
  readonly isLast: boolean;
  /** Undefined if the environment's file could not be read. */
  readonly platform: EnvironmentDraft | undefined;
}

/** One subject of an environment's variant, checked. */
export type VariantCheck = (variant: VariantDraft, notes: Notes) => void;
