import { Aspects, TerraformResource, Tokenization, type IAspect } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { requireNone, type Problem } from "../../domain/problem/problem";

/** Azure's limits for a tag; storage accounts allow shorter names than the rest. */
const NAME_LENGTH = 128;
const VALUE_LENGTH = 256;
const MAX_TAGS = 50;
const FORBIDDEN = /[<>%&\\?/]/;

/** A resource whose tags can be read and set, as generated bindings and our azapi resources offer it. */
interface Taggable extends TerraformResource {
  readonly tagsInput?: Record<string, string>;
  tags: Record<string, string>;
}

/**
 * Gives every resource below `scope` the tags that the organization demands. A resource's own tags win. Resources that
 * take no tags, such as role assignments and locks, are left as they are.
 *
 * Order does not matter: applying it twice, or before resources are defined, gives the same result.
 */
export class MandatoryTags implements IAspect {
  /**
   * Adds `tags` to everything in `scope`, now and later.
   * @param elsewhere - keys that others set: they are left as they are in Azure. Default: none
   */
  static add(scope: Construct, tags: Readonly<Record<string, string>>, elsewhere: readonly string[] = []): void {
    Aspects.of(scope).add(new MandatoryTags(scope.node.path, tags, elsewhere));
  }

  private constructor(
    where: string,
    private readonly tags: Readonly<Record<string, string>>,
    private readonly elsewhere: readonly string[],
  ) {
    requireNone(checkTags(where, tags));
  }

  visit(node: IConstruct): void {
    if (!isTaggable(node)) return;
    const own = node.tagsInput;
    // Tags that are a reference cannot be merged before Terraform runs.
    if (Tokenization.isResolvable(own)) return;
    const merged = { ...this.tags, ...own };
    node.tags = Object.fromEntries(Object.entries(merged).sort(([a], [b]) => (a < b ? -1 : 1)));
    this.leaveOthers(node);
  }

  /** Otherwise each plan takes away what a policy puts back. */
  private leaveOthers(node: Taggable): void {
    const ignored = node.lifecycle?.ignoreChanges;
    if (this.elsewhere.length === 0 || ignored === "all") return;
    const keys = this.elsewhere.map((key) => `tags[${JSON.stringify(key)}]`);
    node.lifecycle = { ...node.lifecycle, ignoreChanges: [...new Set([...(ignored ?? []), ...keys])] };
  }
}

function isTaggable(node: IConstruct): node is Taggable {
  if (!TerraformResource.isTerraformResource(node) || !("tagsInput" in node)) return false;
  return !("taggable" in node) || node.taggable === true;
}

function checkTags(where: string, tags: Readonly<Record<string, string>>): Problem[] {
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(tags)) {
    if (name === "" || name.length > NAME_LENGTH || FORBIDDEN.test(name)) {
      const allowed = `1 to ${NAME_LENGTH} characters, none of < > % & \\ ? /`;
      problems.push({ code: "MLOPS-TAG-001", where, message: "Azure refuses this tag's name", given: name, allowed });
    }
    if (value.length > VALUE_LENGTH) {
      const given = `${name} with ${value.length} characters`;
      const allowed = `at most ${VALUE_LENGTH} characters`;
      problems.push({ code: "MLOPS-TAG-002", where, message: "Azure refuses this tag's value", given, allowed });
    }
  }
  if (Object.keys(tags).length > MAX_TAGS) {
    const given = `${Object.keys(tags).length}`;
    problems.push({ code: "MLOPS-TAG-003", where, message: "too many tags", given, allowed: `at most ${MAX_TAGS}` });
  }
  return problems;
}
