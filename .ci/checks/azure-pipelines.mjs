// Holds the pipelines of Azure DevOps against Microsoft's schema of them, each as Azure Pipelines runs it: templates put in, loops
// and conditions of compile time unfolded. Run by run.sh:
// node --require tsx/cjs azure-pipelines.mjs <check-jsonschema> <its vendored schema> <folder for what is made>
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const { expanded } = require("../../test/support/azure-pipelines.ts");
const { stringify } = require("yaml");
const [checkJsonschema, vendored, work] = process.argv.slice(2);
const folder = join(work, "azure-pipelines");
mkdirSync(folder);

// The schema lists the task and has no definition of it, so that every use is refused.
// Source: microsoft/azure-pipelines-tasks, Tasks/UseNodeV1/task.json.
const useNode = {
  properties: {
    task: { enum: ["UseNode@1"] },
    inputs: {
      properties: Object.fromEntries(
        Object.entries({ version: "string", checkLatest: "boolean", force32bit: "boolean" }).map(([name, type]) => [
          name,
          { type },
        ]),
      ),
      additionalProperties: false,
    },
  },
  required: ["task"],
};
const schema = JSON.parse(readFileSync(vendored, "utf8"));
const tasks = schema.definitions.task.anyOf;
const known = (definition) => JSON.stringify(definition.properties?.task ?? {}).includes("UseNode@1");
if (tasks.some(known)) throw new Error("the schema knows UseNode@1 by now: what stands here for it can go");
tasks.push(useNode);
const amended = join(folder, "schema.json");
writeFileSync(amended, JSON.stringify(schema));

/** Every scalar is text to Azure Pipelines, and to its schema; inputs of tasks have types of their own. */
function asText(value, within = "") {
  if (Array.isArray(value)) return value.map((item) => asText(item, within));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [key, within === "inputs" ? child : asText(child, key)]),
    );
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

function write(name, pipeline) {
  const path = join(folder, name);
  writeFileSync(path, stringify(asText(pipeline), { aliasDuplicateObjects: false }));
  return path;
}

/** Its patterns escape what Unicode patterns may not. */
const check = (paths) =>
  spawnSync(checkJsonschema, ["--regex-variant", "nonunicode", "--schemafile", amended, ...paths], {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });

const names = readdirSync("azure-pipelines").filter((name) => name.endsWith(".yml"));
const { status, stdout, stderr } = check(names.map((name) => write(name, expanded(name))));
if (status !== 0) {
  console.error(stdout.slice(-8000), stderr.slice(-2000));
  process.exit(1);
}

// That it can see: each of these is refused.
const spoiled = {
  "an input that a task does not have": (pipeline) => (steps(pipeline)[1].inputs.verison = "24.x"),
  "a key that a job does not have": (pipeline) => (pipeline.jobs[0].timeoutInMinute = 15),
  "a task that there is not": (pipeline) => (steps(pipeline)[1].task = "UseNodes@1"),
  "a trigger that is none": (pipeline) => (pipeline.trigger = { branch: "main" }),
};
const steps = (pipeline) => pipeline.jobs[0].steps;
const unseen = Object.entries(spoiled).flatMap(([what, spoil]) => {
  const pipeline = expanded("promote.yml");
  spoil(pipeline);
  return check([write("spoiled.yml", pipeline)]).status === 1 ? [] : [what];
});
if (unseen.length > 0) throw new Error(`the schema lets through ${unseen.join(", ")}`);
console.log(
  `azure-pipelines/: ${names.length} pipelines are what Azure Pipelines reads; ${Object.keys(spoiled).length} spoiled ones are not.`,
);
