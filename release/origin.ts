import { z } from "zod";
import { visible } from "../domain/text/visible";

const texts = z.record(z.string(), z.string());

/** As evidence holds it. */
export const origin = z.strictObject({
  model: z.strictObject({ name: z.string(), version: z.string(), id: z.string() }),
  tags: texts,
  job: z
    .strictObject({
      name: z.string(),
      environment: z.string(),
      status: z.string(),
      startedBy: z.string().optional(),
      component: z.string().optional(),
      ended: z.string().optional(),
      data: texts,
    })
    .optional(),
  unread: z.array(z.string()).readonly().optional(),
});

/**
 * The line from a version of a model back to run, code, environment, data and rows. What Azure does not tell is left out.
 *
 * - `model.id`: where it was found, in the registry or in a workspace;
 * - `tags`: those of the version, of which `training.`, `code.`, `environment.`, `data.` and `evaluation.` tell where it is from;
 * - `job`: the job that made it, and where that ran; `data` holds addresses by the name of the input;
 * - `unread`: what could not be asked, in words, with why.
 */
export type Origin = z.infer<typeof origin>;

const TELLING = /^(training|code|environment|data|evaluation)\./;

/** The same without tags that tell nothing of where a version is from. */
export const recordedOrigin = ({ tags, ...rest }: Origin): Origin => ({
  ...rest,
  tags: Object.fromEntries(Object.entries(tags).filter(([key]) => TELLING.test(key))),
});

/** What is known of each part, in the order in which it leads back; a part of which nothing is known is empty. */
export function originParts({ tags, job }: Origin): Readonly<Record<"run" | "code" | "environment" | "data", string>> {
  const tagged = (key: string): string | undefined => (tags[key] === undefined ? undefined : visible(tags[key]));
  const joined = (...parts: readonly (string | undefined)[]): string =>
    parts.filter((part) => part !== undefined && part !== "").join(", ");
  const labelled = (label: string, value: string | undefined): string | undefined => value && `${label} ${value}`;
  return {
    run: joined(
      job && `${visible(job.name)} in ${visible(job.environment)}, ${visible(job.status)}`,
      job?.startedBy && `started by ${visible(job.startedBy)}`,
      job?.ended && `last changed ${visible(job.ended)}`,
      labelled("MLflow run", tagged("training.run")),
      labelled("seed", tagged("training.seed")),
    ),
    code: joined(job?.component && visible(job.component), labelled("content", tagged("code.key"))),
    environment: joined(labelled("content", tagged("environment.key"))),
    data: joined(
      labelled("content", tagged("data.hash")),
      tagged("data.rows") && `${tagged("data.rows")!} rows`,
      labelled("up to", tagged("data.to")),
      ...Object.entries(job?.data ?? {}).map(([port, uri]) => `${visible(port)} at ${visible(uri)}`),
    ),
  };
}

/** A key is told by its beginning: the whole of it stands in the evidence. */
const short = (key: string | undefined): string | undefined => key && visible(key.slice(0, 12));

/** One line: `from run bold_fig in dev, code 1f2a…, environment f697…, data ad5f…, 6000 rows up to 2026-11-01`. */
export function originInWords({ tags, job, unread = [] }: Origin): string {
  const run = job?.name ?? tags["training.run"];
  const ranIn = job === undefined ? "" : ` in ${visible(job.environment)}`;
  const code = short(tags["code.key"]) ?? (job?.component && visible(/[^/]+\/versions\/[^/]+$/.exec(job.component)?.[0] ?? job.component)); // prettier-ignore
  const known = [
    run && `run ${visible(run)}${ranIn}`,
    code && `code ${code}`,
    tags["environment.key"] && `environment ${short(tags["environment.key"])!}`,
    tags["data.hash"] && `data ${short(tags["data.hash"])!}`,
    tags["data.rows"] &&
      `${visible(tags["data.rows"])} rows${tags["data.to"] === undefined ? "" : ` up to ${visible(tags["data.to"])}`}`,
  ].filter((part) => part !== undefined && part !== "");
  const line = known.length === 0 ? "where it is from is unknown: Azure does not tell" : `from ${known.join(", ")}`;
  return [line, ...unread.map((one) => `not asked: ${visible(one)}`)].join("; ");
}

/** What of an origin is no longer what it was; what cannot be read any more contradicts nothing. */
export function originChanges(was: Origin, is: Origin): readonly string[] {
  const changed = (what: string, before: string | undefined, now: string | undefined): readonly string[] =>
    before === undefined || now === undefined || before === now ? [] : [`${what} was "${before}", now it is "${now}"`];
  const { tags } = recordedOrigin(was);
  // A registry may name a job in another way than the workspace that a version came from.
  const before = was.model.id === is.model.id ? was.job : undefined;
  return [
    ...changed("run", before?.name, is.job?.name),
    ...changed("component", before?.component, is.job?.component),
    ...Object.keys(tags).flatMap((key) => changed(key, tags[key], is.tags[key])),
    ...Object.keys(before?.data ?? {}).flatMap((port) => changed(port, before?.data[port], is.job?.data[port])),
  ];
}
