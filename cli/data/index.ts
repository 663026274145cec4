import type { z } from "zod";
import { costShape } from "./cost";
import { decisionShape } from "./decision";
import { applyShape, planShape } from "./deploy";
import { doctorShape } from "./doctor";
import { problemsShape } from "./problems";
import { statusShape } from "./status";

/** A shape of what commands print with `--json`. */
export interface DataShape {
  /** Name of its schema's file. */
  readonly name: string;
  /** Commands that print it. */
  readonly commands: readonly string[];
  readonly shape: z.ZodType;
}

/** What is promised to programs: keys are added, never renamed or taken away, without a line in the changelog. */
export const dataShapes: readonly DataShape[] = [
  { name: "plan", commands: ["plan"], shape: planShape },
  { name: "apply", commands: ["apply"], shape: applyShape },
  { name: "decision", commands: ["promote", "rollout", "rollback", "accept"], shape: decisionShape },
  { name: "status", commands: ["status"], shape: statusShape },
  { name: "cost", commands: ["cost"], shape: costShape },
  { name: "doctor", commands: ["doctor"], shape: doctorShape },
  { name: "problems", commands: [], shape: problemsShape },
];
