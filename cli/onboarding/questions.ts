import { z } from "zod";
import { text } from "../../schema/fields";
import { shapeProblems } from "../../schema/shape-problems";
import { exactVersion, assetName } from "../../schema/use-case/fields";
import { checkUseCaseName } from "../../schema/use-case/load";
import { useCaseSchema } from "../../schema/use-case/schema";
import { YamlFile } from "../../schema/yaml/file";
import { stringify } from "yaml";

const { description, owner, task } = useCaseSchema.shape;

const COMPONENT = /^([^:]+):([^:]+)$/;
const GATE = /^([A-Za-z_][A-Za-z0-9_]*)\s*(>=|<=)\s*(-?\d+(?:\.\d+)?)$/;

/**
 * All that is asked of someone who brings a use case: at most eight questions, checked by the configuration's own
 * schema. Everything else has a default, which the written file explains.
 */
export const answersSchema = z.strictObject({
  name: text(checkUseCaseName).describe("Name of the use case; its file, endpoint and stacks are named after it."),
  description,
  task,
  team: owner.shape.team,
  group: owner.shape.group.describe("Object id of the team's Entra group."),
  contact: owner.shape.contact,
  training: text(
    (value) => {
      const [, component, version] = COMPONENT.exec(value) ?? [];
      if (
        component !== undefined &&
        assetName().safeParse(component).success &&
        exactVersion().safeParse(version).success
      ) {
        return undefined;
      }
      return {
        kind: "pattern",
        says: "does not name a component at an exact version",
        allowed: "<component>:<version>",
      };
    },
    { examples: ["customer_churn_training:4"] },
  ).describe("The pipeline component in the registry that trains the model, as <component>:<version>."),
  gate: text(
    (value) =>
      GATE.test(value)
        ? undefined
        : { kind: "pattern", says: "is no bound of a metric", allowed: "<metric> >= <number>, or <=" },
    { examples: ["auc >= 0.8"] },
  ).describe("What a version must reach before it is promoted: a metric as the training logs it, and a bound."),
});

/** What was answered. */
export type Answers = z.output<typeof answersSchema>;
export type Question = keyof Answers;
/** Answers that a training is made of. */
export type TrainingAnswers = Pick<Answers, "name" | "task" | "training">;

/** In the order they are asked. */
export const questions = Object.keys(answersSchema.shape) as readonly Question[];

/** The schema's own words for a question. */
export const describeQuestion = (question: Question): string => answersSchema.shape[question].description!;

/** What is wrong with one answer, in words; undefined if nothing is. */
export function wrongWith(question: Question, answer: string): string | undefined {
  const schema = z.strictObject({ [question]: answersSchema.shape[question] });
  const [problem] = shapeProblems(schema, YamlFile.parse(stringify({ [question]: answer }), "answers"));
  if (problem === undefined) return undefined;
  const { message, allowed, fix } = problem;
  return [message, allowed === undefined ? undefined : `allowed: ${allowed}`, fix].filter(Boolean).join("; ");
}

/** A component and its version, of an answer that was checked. */
export function trainingOf({ training }: Pick<Answers, "training">): {
  readonly component: string;
  readonly version: string;
} {
  const [, component, version] = COMPONENT.exec(training)!;
  return { component: component!, version: version! };
}

/** A metric and its bound, of an answer that was checked. */
export function gateOf({ gate }: Pick<Answers, "gate">): {
  readonly metric: string;
  readonly bound: "atLeast" | "atMost";
  readonly value: string;
} {
  const [, metric, sign, value] = GATE.exec(gate)!;
  return { metric: metric!, bound: sign === ">=" ? "atLeast" : "atMost", value: value! };
}
