import type { Operation } from "./authorize";

/** A call on Azure Resource Manager, as far as it decides which operation it is. */
export interface ArmCall {
  readonly method: "GET" | "HEAD" | "PUT" | "PATCH" | "DELETE" | "POST";
  /** Path without the query: an ARM id, a collection, or an action on one. */
  readonly path: string;
}

const control = (name: string, scope: string): Operation => ({ name, plane: "control", scope });
const ML = "Microsoft.MachineLearningServices";

/** Operations whose names do not follow from path and method; lower-case suffix of the path, and what it is. */
const named: readonly (readonly [RegExp, (match: RegExpExecArray) => Operation])[] = [
  [
    /^(\/subscriptions\/[^/]+)\/providers$/i,
    ([, at]) => control("Microsoft.Resources/subscriptions/providers/read", at!),
  ],
  [
    /^(\/subscriptions\/[^/]+)\/providers\/([\w.]+)$/i,
    ([, at]) => control("Microsoft.Resources/subscriptions/providers/read", at!),
  ],
  [
    /^(\/subscriptions\/[^/]+)\/providers\/([\w.]+)\/register$/i,
    ([, at, namespace]) => control(`${namespace!}/register/action`, at!),
  ],
  [
    /^(\/subscriptions\/[^/]+)(?:\/resourceGroups\/[^/]+)?\/providers\/([\w.]+)(?:\/locations\/[^/]+)?\/checkNameAvailability$/i,
    ([, at, namespace]) => control(`${namespace!}/checkNameAvailability/read`, at!),
  ],
  [
    /^(.*\/resourceGroups\/[^/]+)\/resources$/i,
    ([, at]) => control("Microsoft.Resources/subscriptions/resourceGroups/resources/read", at!),
  ],
];

/**
 * The operation that a call on Resource Manager is: the type of what is called, and `read`, `write`, `delete` or
 * `<name>/action` by the method. A list is an operation on what it is a list of the children of.
 * Source: learn.microsoft.com/azure/role-based-access-control/role-definitions, "Control and data actions".
 */
export function operationOf({ method, path }: ArmCall): Operation | undefined {
  const plain = path.replace(/\/+$/, "");
  for (const [pattern, of] of named) {
    const match = pattern.exec(plain);
    if (match !== null) return of(match);
  }
  const { type, isCollection } = typeOf(plain);
  if (type === undefined) return undefined;
  switch (method) {
    case "GET":
    case "HEAD":
      return control(`${renamed(type)}/read`, isCollection ? parentOf(plain) : plain);
    case "PUT":
    case "PATCH":
      return control(`${renamed(type)}/write`, plain);
    case "DELETE":
      return control(`${renamed(type)}/delete`, plain);
    case "POST": {
      const slash = plain.lastIndexOf("/");
      const target = plain.slice(0, slash);
      const of = typeOf(target);
      return of.type === undefined
        ? undefined
        : control(`${renamed(of.type)}/${plain.slice(slash + 1)}/action`, of.isCollection ? parentOf(target) : target);
    }
  }
}

/** Registries keep assets of every kind under one name. */
function renamed(type: string): string {
  if (
    /^Microsoft\.MachineLearningServices\/registries\/(models|components|environments|data|codes)(\/versions)?$/i.test(
      type,
    )
  )
    return `${ML}/registries/assets`;
  // What is uploaded before there is a version of it.
  if (/^Microsoft\.MachineLearningServices\/registries\/tempdatarefs\/versions$/i.test(type))
    return `${ML}/registries/assets/stage`;
  return /^Microsoft\.Resources\/(resourceGroups)$/i.test(type)
    ? "Microsoft.Resources/subscriptions/resourceGroups"
    : type;
}

/** Type of a resource or of a collection; undefined for a path that is neither. */
function typeOf(path: string): { readonly type?: string; readonly isCollection: boolean } {
  if (/^\/subscriptions$/i.test(path)) return { type: "Microsoft.Resources/subscriptions", isCollection: true };
  if (/^\/subscriptions\/[^/]+$/i.test(path)) return { type: "Microsoft.Resources/subscriptions", isCollection: false };
  const groups = /^\/subscriptions\/[^/]+\/resourceGroups(\/[^/]+)?$/i.exec(path);
  if (groups !== null) return { type: "Microsoft.Resources/resourceGroups", isCollection: groups[1] === undefined };
  const providers = path.toLowerCase().lastIndexOf("/providers/");
  if (providers === -1) return { isCollection: false };
  const [namespace, ...segments] = path.slice(providers + "/providers/".length).split("/");
  if (segments.length === 0) return { isCollection: false };
  const types = segments.filter((_, index) => index % 2 === 0);
  return { type: [namespace, ...types].join("/"), isCollection: segments.length % 2 === 1 };
}

/** What a collection lies in: the resource, group or subscription whose children it lists. */
function parentOf(collection: string): string {
  const above = collection.slice(0, collection.lastIndexOf("/"));
  return above.replace(/\/providers\/[^/]+$/i, "");
}

/** An operation on one resource of Resource Manager. */
export const armOperation = (type: string, verb: string, scope: string): Operation =>
  control(`${renamed(type)}/${verb}`, scope);
