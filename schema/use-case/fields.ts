import { z } from "zod";
import { didYouMean } from "../../domain/problem/did-you-mean";
import { endpointVmSizes } from "../../domain/azure/endpoint-vm-sizes";
import { checkName, nameRules } from "../../domain/azure/names";
import { retirementOf } from "../../domain/azure/vm-sizes";
import { weekdays } from "../../domain/time/weekday";
import { matching, text } from "../fields";

/** Kinds of value that only use cases have. */

/** No label (`latest`, `default`, in whatever case) and no range (`1.x`). */
const EXACT_VERSION =
  /^(?!([lL][aA][tT][eE][sS][tT]|[dD][eE][fF][aA][uU][lL][tT]|\d+(\.\d+)*\.[xX])$)[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/;

/** An exact version of something in a registry or workspace. */
export const exactVersion = () =>
  text(
    (value) =>
      EXACT_VERSION.test(value) && value.length <= 30
        ? undefined
        : {
            kind: "componentVersion",
            says: "is not an exact version",
            allowed: "one version as registered, such as 4 or 1.0.0",
            fix: "name the version that was tested: labels and ranges change without a review",
          },
    { pattern: EXACT_VERSION.source, maxLength: 30, examples: ["4", "1.0.0"] },
  );

/** A version `1.2.3`: Azure ML's monitors take no shorter form. */
export const threePartVersion = () =>
  text(
    (value) =>
      /^\d+\.\d+\.\d+$/.test(value)
        ? undefined
        : {
            kind: "componentVersion",
            says: "is not an exact version in three parts, and monitors take no other",
            allowed: "three numbers, such as 1.0.0",
          },
    { pattern: "^\\d+\\.\\d+\\.\\d+$", examples: ["1.0.0"] },
  );

/** Name of a model, component, data asset or column as Azure ML allows it. */
export const assetName = () =>
  text(
    (name) =>
      checkName("mlAsset", name) === undefined
        ? undefined
        : {
            kind: "pattern",
            says: "does not have the right form",
            allowed: `up to ${nameRules.mlAsset.max} letters, digits, dashes and underscores`,
          },
    { pattern: nameRules.mlAsset.pattern.source, maxLength: nameRules.mlAsset.max },
  );

/** Where data lies. */
export const dataPath = () =>
  matching(/^(azureml|https|abfss|wasbs):\/\/\S+$/, "a URI: azureml://datastores/<name>/paths/<path>", {
    examples: ["azureml://datastores/workspaceblobstore/paths/customer-churn/training/"],
  });

/**
 * Name of a column. Azure ML takes one as the input of a component only with an ASCII letter, digit or underscore in it: the
 * pattern `[a-zA-Z0-9_]` of every literal input and target name in its API 2025-06-01.
 */
export const columnName = () =>
  matching(
    /^(?=.*[a-zA-Z0-9_])\S(.*\S)?$/,
    "the name of a column, without blanks at its ends and with at least one letter of a to z, digit or underscore",
  );

/** Name of an input or output of a component. */
export const parameterName = () =>
  matching(/^[a-zA-Z_][a-zA-Z0-9_]{0,254}$/, "letters, digits and underscores, not starting with a digit");

/** A VM size that managed online endpoints run on, and that has a future. */
export const endpointVmSize = () =>
  text(
    (value) => {
      if (endpointVmSizes.includes(value)) return undefined;
      const retirement = retirementOf(value);
      if (retirement !== undefined) {
        const says = `is of the ${retirement.series} series, whose end Azure has set for ${retirement.date}`;
        return { kind: "retiredVmSize", says, fix: "use a size of the Dasv4 series, such as Standard_D2as_v4" };
      }
      const meant = didYouMean(value, endpointVmSizes) ?? didYouMean(`Standard_${value}`, endpointVmSizes);
      return {
        kind: "unknownVmSize",
        says: "is not a VM size that endpoints run on",
        fix: meant === undefined ? "take one from the reference of the configuration" : `did you mean ${meant}?`,
      };
    },
    { enum: endpointVmSizes },
  );

/** A component of the registry. `version` is how strict its version is. */
export const component = (version = exactVersion()) =>
  z.strictObject({
    component: assetName().describe("Name of the component in the registry."),
    version: version.describe("Exact version, in quotes."),
    external: z
      .boolean()
      .optional()
      .describe(
        "Whether it is kept elsewhere than in `ml/`, so that `mlops ml check` does not look for it. Default: no.",
      ),
  });

/** `at: "02:00"` or `at: ["02:00", "14:00"]`. What is in it is checked together with the rest of the schedule. */
const times = () =>
  z
    .unknown()
    .superRefine((value, context) => {
      const given = Array.isArray(value) ? value : [value];
      if (given.every((time) => typeof time === "string")) return;
      const finding = {
        kind: "timeOfDay",
        says: "is not a time of day or a list of them",
        allowed: 'HH:MM in quotes, such as "02:00"',
      };
      context.addIssue({ code: "custom", message: finding.says, params: { finding } });
    })
    .meta({
      anyOf: [
        { type: "string", pattern: "^([01]\\d|2[0-3]):[0-5]\\d$" },
        { type: "array", items: { type: "string", pattern: "^([01]\\d|2[0-3]):[0-5]\\d$" }, minItems: 1 },
      ],
      examples: ["02:00"],
    })
    .transform((value) => (Array.isArray(value) ? value : [value]) as readonly string[]);

/** When something runs: `every` with `at`, or `cron`. */
export const schedule = () =>
  z.strictObject({
    every: z
      .enum(["day", "week", "month"])
      .optional()
      .describe("How often. `week` goes with `on`, `month` with `days`. Leave out with `cron`."),
    on: z.array(z.enum(weekdays)).optional().describe("Days of the week, for `every: week`."),
    days: z
      .array(z.number().int())
      .optional()
      .describe("Days of the month, 1 to 28, for `every: month`; Azure ML would skip months that lack a later day."),
    at: times()
      .optional()
      .describe(
        "Time of day on the clock of `timeZone`, HH:MM in quotes, or a list with the same minutes in every hour.",
      ),
    cron: z
      .string()
      .optional()
      .describe(
        "Instead of `every`: MINUTE HOUR * * WEEKDAY. Day of month and month must be *: Azure ML ignores them and would run daily.",
      ),
    timeZone: z.string().default("UTC").describe("IANA time zone, such as Europe/Amsterdam. It keeps summer time."),
    startDate: z
      .string()
      .describe(
        "First day, YYYY-MM-DD. In the future when first deployed: Azure ML runs a schedule without a future start at once.",
      ),
  });
