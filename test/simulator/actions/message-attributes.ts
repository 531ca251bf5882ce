import { ServiceError } from "../protocol/errors.ts";
import type { Parameters } from "../protocol/parameters.ts";

export interface MessageAttributes {
  /** By name; numbers as such, and what is binary in base64. */
  readonly values: Readonly<Record<string, string | number>>;
  /** What they take of the message's size: names, types and values. */
  readonly bytes: number;
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html */
export function readMessageAttributes(parameters: Parameters): MessageAttributes {
  const attributes = parameters.structures("MessageAttributes.entry").map(readAttribute);
  return {
    values: Object.fromEntries(attributes.map(({ name, type, text }) => [name, isNumber(type) ? Number(text) : text])),
    bytes: attributes.reduce((sum, { name, type, text }) => sum + Buffer.byteLength(name + type + text), 0),
  };
}

function readAttribute(entry: Parameters) {
  const name = entry.text("Name") ?? "";
  const type = entry.text("Value.DataType") ?? "";
  const text = entry.text(type.startsWith("Binary") ? "Value.BinaryValue" : "Value.StringValue") ?? "";
  const problem = problemOfName(name) ?? problemOfValue(name, type, text);
  if (problem !== undefined) throw new ServiceError("ParameterValueInvalid", problem);
  return { name, type, text };
}

function problemOfName(name: string): string | undefined {
  if (name === "") return "The request must contain non-empty message attribute name.";
  if (name.length > 256) return "Length of message attribute name must be less than 256 bytes.";
  if (!/^[\w.-]+$/.test(name))
    return `Invalid non-alphanumeric character was found in the message attribute name ${name}.`;
  if (/^\.|\.\.|\.$/.test(name)) return `Invalid message attribute name ${name}: a dot must stand between others.`;
  if (/^(aws|amazon)\./i.test(name)) return `Message attribute name ${name} starts with a reserved prefix.`;
  return undefined;
}

function problemOfValue(name: string, type: string, text: string): string | undefined {
  const about = `The message attribute '${name}'`;
  if (!/^(String|Number|Binary)(\..+)?$/.test(type) || type.length > 256) {
    return `${about} has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`;
  }
  if (text === "")
    return `${about} must contain non-empty message attribute value for message attribute type '${type}'.`;
  if (isNumber(type) && !/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) {
    return `Could not cast message attribute '${name}' value to number.`;
  }
  return undefined;
}

function isNumber(type: string): boolean {
  return /^Number(\.|$)/.test(type);
}
