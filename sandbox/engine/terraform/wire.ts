import { decode, encode, ExtensionCodec } from "@msgpack/msgpack";
import { Bug } from "../../../domain/problem/problem";
import type { CtyType } from "./schema";

class Unknown {
  readonly unknown = true;
}

/** A value that Terraform will only know after apply. */
export const UNKNOWN = new Unknown();

/** A value whose type travels with it. */
export class Dynamic {
  constructor(
    readonly type: CtyType,
    readonly value: Value,
  ) {}
}

/** A Terraform value: JSON, plus unknowns and values that carry their type. */
export type Value =
  null | string | number | boolean | Unknown | Dynamic | readonly Value[] | { readonly [key: string]: Value };

/** The value of a block. */
export type ObjectValue = Record<string, Value>;

const codec = new ExtensionCodec();
const unknownType = 0;
const refinedUnknownType = 12;
codec.register({
  type: unknownType,
  encode: (value) => (value instanceof Unknown ? new Uint8Array([0]) : null),
  decode: () => UNKNOWN,
});
codec.register({ type: refinedUnknownType, encode: () => null, decode: () => UNKNOWN });

/** Reads a value of `type` from msgpack bytes. */
export function fromMsgpack(bytes: Uint8Array, type: CtyType): Value {
  return fromWire(decode(bytes, { extensionCodec: codec }), type);
}

/** Writes a value of `type` as msgpack bytes. Absent object members are written as null, as the protocol demands. */
export function toMsgpack(value: Value, type: CtyType): Buffer {
  return Buffer.from(encode(toWire(value, type), { extensionCodec: codec }));
}

function fromWire(raw: unknown, type: CtyType): Value {
  if (raw === null || raw === undefined) return null;
  if (raw === UNKNOWN) return UNKNOWN;
  if (type === "dynamic") {
    const [typeJson, value] = raw as [Uint8Array, unknown];
    const actual = JSON.parse(Buffer.from(typeJson).toString("utf8")) as CtyType;
    return new Dynamic(actual, fromWire(value, actual));
  }
  if (type === "number") return Number(raw);
  if (type === "string" || type === "bool") return raw as string | boolean;
  switch (type[0]) {
    case "list":
    case "set":
      return (raw as unknown[]).map((item) => fromWire(item, type[1]));
    case "tuple":
      return (raw as unknown[]).map((item, index) => fromWire(item, type[1][index]!));
    case "map":
      return mapValues(raw as Record<string, unknown>, (item) => fromWire(item, type[1]));
    case "object":
      return mapValues(raw as Record<string, unknown>, (item, name) => fromWire(item, type[1][name]!));
  }
}

function toWire(value: Value | undefined, type: CtyType): unknown {
  if (value === null || value === undefined) return null;
  if (value === UNKNOWN) return UNKNOWN;
  if (type === "dynamic") {
    if (!(value instanceof Dynamic)) throw new Bug("a value of dynamic type must carry its type");
    return [Buffer.from(JSON.stringify(value.type)), toWire(value.value, value.type)];
  }
  if (typeof type === "string") return value;
  switch (type[0]) {
    case "list":
    case "set":
      return (value as Value[]).map((item) => toWire(item, type[1]));
    case "tuple":
      return (value as Value[]).map((item, index) => toWire(item, type[1][index]!));
    case "map":
      return mapValues(value as ObjectValue, (item) => toWire(item, type[1]));
    case "object":
      return mapValues(type[1], (inner, name) => toWire((value as ObjectValue)[name], inner));
  }
}

/** Wraps plain JSON as a dynamic value, with the type Terraform would infer: objects and tuples, never maps and lists. */
export function dynamicFromJson(json: unknown): Dynamic {
  const type = typeOfJson(json);
  return new Dynamic(type, jsonToValue(json));
}

function typeOfJson(json: unknown): CtyType {
  if (json === null || json === undefined) return "dynamic";
  if (typeof json === "string") return "string";
  if (typeof json === "number") return "number";
  if (typeof json === "boolean") return "bool";
  if (Array.isArray(json)) return ["tuple", json.map(typeOfJson)];
  return ["object", mapValues(json as Record<string, unknown>, typeOfJson)];
}

function jsonToValue(json: unknown): Value {
  if (json === null || json === undefined) return null;
  if (typeof json !== "object") return json as string | number | boolean;
  if (Array.isArray(json)) return json.map(jsonToValue);
  return mapValues(json as Record<string, unknown>, jsonToValue);
}

/** Plain JSON of a known value; types are dropped, unknowns stay as {@link UNKNOWN}. */
export function toJson(value: Value | undefined): unknown {
  if (value === undefined || value === null) return null;
  if (value instanceof Dynamic) return toJson(value.value);
  if (value instanceof Unknown || typeof value !== "object") return value;
  if (isList(value)) return value.map((item) => toJson(item));
  return mapValues(value, (item) => toJson(item));
}

/** Whether any part of the value is unknown. Works on values and on what {@link toJson} makes of them. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (value instanceof Dynamic) return hasUnknown(value.value);
  if (value === null || typeof value !== "object") return false;
  return Object.values(value).some(hasUnknown);
}

/** Whether two values are the same, whatever the order of object keys. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (left instanceof Dynamic) return right instanceof Dynamic && sameValue(left.value, right.value);
  if (left === null || right === null || typeof left !== "object" || typeof right !== "object") return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => sameValue((left as ObjectValue)[key], (right as ObjectValue)[key]));
}

function isList(value: object): value is readonly Value[] {
  return Array.isArray(value);
}

function mapValues<In, Out>(
  object: Readonly<Record<string, In>>,
  change: (value: In, name: string) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));
}
