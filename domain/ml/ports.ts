/** Types of ports that are data, as Azure ML calls them. Source: azure-ai-ml 1.35.2, `_schema/component/input_output.py`. */
export const dataTypes = ["uri_file", "uri_folder", "mltable", "mlflow_model", "custom_model", "triton_model"] as const;

/** Types of ports that are values. */
export const valueTypes = ["string", "integer", "number", "boolean"] as const;

export type DataType = (typeof dataTypes)[number];
export type ValueType = (typeof valueTypes)[number];
export type PortType = DataType | ValueType;

/** What of a value's port narrows its values. */
export interface ValueBounds {
  readonly type?: string | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly enum?: readonly (string | undefined)[] | undefined;
}

export const isDataType = (type: string | undefined): type is DataType =>
  (dataTypes as readonly (string | undefined)[]).includes(type);

/** Whether what is of one type may go into a port of another. */
export const fits = (from: string, to: string): boolean => from === to || (from === "integer" && to === "number");

/**
 * What a port allows, in words, if a value is none of it; undefined if the port takes the value. A text stands for the value
 * that it spells: on the wire all values are texts.
 */
export function refusedValue(port: ValueBounds, value: string | number | boolean): string | undefined {
  const text = String(value);
  switch (port.type) {
    case "boolean":
      return /^(true|false)$/i.test(text) ? undefined : "true or false";
    case "integer":
    case "number": {
      const { min = -Infinity, max = Infinity } = port;
      const number = text.trim() === "" ? NaN : Number(text);
      const right = Number.isFinite(number) && (port.type === "number" || Number.isInteger(number));
      if (right && number >= min && number <= max) return undefined;
      const kind = port.type === "integer" ? "a whole number" : "a number";
      const from = min === -Infinity ? "" : ` from ${min}`;
      return `${kind}${from}${max === Infinity ? "" : ` up to ${max}`}`;
    }
    default: {
      const choices = port.enum?.filter((choice) => choice !== undefined);
      return choices === undefined || choices.includes(text) ? undefined : choices.join(", ");
    }
  }
}
