import type { JsonObject } from "../store/store";
import { monitorWords } from "../../services/machine-learning/schedules";
import { isObject } from "./json";
import type { BodyShapes } from "./shapes";

const SCHEDULES = "microsoft.machinelearningservices/workspaces/schedules";

/**
 * The body with the values of closed sets as they are published: Azure compares them without regard to case and answers with its own
 * spelling, and its Python client sends others (`week`, `aadToken`).
 */
export function publishedBody(shapes: BodyShapes, type: string, body: JsonObject): JsonObject {
  const published = shapes.published(type, body) as JsonObject;
  return type.toLowerCase() === SCHEDULES && isObject(published) ? monitorWords(published) : published;
}
