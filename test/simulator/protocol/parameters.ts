import { invalidValue, missingParameter } from "./errors.ts";

/**
 * The parameters of one Query call. Lists are numbered names (`ResourceId.1`), structures are dotted ones
 * (`Tag.1.Key`); numbering may have gaps, and order is by number, not by position in the body.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html
 *
 * It remembers which names were read, so that a parameter the simulator does not know fails the call
 * as it does in EC2, instead of being ignored without a word.
 */
export class Parameters {
  readonly #values: ReadonlyMap<string, string>;
  readonly #prefix: string;
  readonly #read: Set<string>;

  constructor(values: ReadonlyMap<string, string>, prefix = "", read = new Set<string>()) {
    this.#values = values;
    this.#prefix = prefix;
    this.#read = read;
  }

  static fromForm(body: string): Parameters {
    return new Parameters(new Map(new URLSearchParams(body)));
  }

  text(name: string): string | undefined {
    const full = this.#prefix + name;
    this.#read.add(full);
    return this.#values.get(full);
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === "") throw missingParameter(this.#prefix + name);
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^-?\d+$/.test(value)) throw invalidValue(value, name, "Expected an integer.");
    return Number(value);
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return undefined;
    if (value !== "true" && value !== "false") throw invalidValue(value, name, "Expected true or false.");
    return value === "true";
  }

  /** `Name.1`, `Name.2`, … */
  list(name: string): string[] {
    return this.#numbers(name).flatMap((number) => this.text(`${name}.${number}`) ?? []);
  }

  /** `Name.1.…`, `Name.2.…`: a reader for each. */
  structures(name: string): Parameters[] {
    return this.#numbers(name).map(
      (number) => new Parameters(this.#values, `${this.#prefix}${name}.${number}.`, this.#read),
    );
  }

  /** Names that may come and change nothing here (idempotency tokens and the like). */
  ignore(...names: readonly string[]): void {
    for (const full of this.#values.keys()) {
      if (names.some((name) => full === this.#prefix + name || full.startsWith(`${this.#prefix + name}.`))) {
        this.#read.add(full);
      }
    }
  }

  unread(): string[] {
    return [...this.#values.keys()].filter((name) => !this.#read.has(name));
  }

  toRecord(): Record<string, string> {
    return Object.fromEntries(this.#values);
  }

  #numbers(name: string): number[] {
    const start = `${this.#prefix}${name}.`;
    const numbers = new Set<number>();
    for (const full of this.#values.keys()) {
      const number = full.startsWith(start) ? /^\d+/.exec(full.slice(start.length))?.[0] : undefined;
      if (number !== undefined) numbers.add(Number(number));
    }
    return [...numbers].sort((a, b) => a - b);
  }
}
