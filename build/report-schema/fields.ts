import * as z from "zod";

/* The pieces that the report is made of. Each says in a sentence what it means, and in which unit. */

export function text(about: string) {
  return z.string().describe(about);
}

/** As `Date.toISOString` writes it. */
export function instant(about: string) {
  const pattern =
    /^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z$/;
  return z
    .string()
    .regex(pattern)
    .meta({ description: `${about} ISO 8601, in UTC.`, format: "date-time" });
}

export function count(about: string) {
  return z.int().min(0).describe(about);
}

export function usdAMonth(about: string) {
  return z.number().min(0).describe(`${about} USD a month.`);
}

/** Set, and then true. */
export function flag(about: string) {
  return z.literal(true).describe(about);
}

/** One of a few words, each with what it means. */
export type Words<Word extends string = string> = readonly (readonly [word: Word, meaning: string])[];

export function choice<const Word extends string>(about: string, words: Words<Word>) {
  const meanings = words.map(([word, meaning]) => `${word}: ${meaning}.`);
  return z.enum(words.map(([word]) => word)).describe([about, ...meanings].join(" "));
}

export const account = z
  .string()
  .regex(/^[0-9]{12}$/)
  .describe("The account's twelve digits.");

export const region = text("The region's code, for example eu-central-1.");

/** Of every error. */
export const errorFacts = {
  code: text("The code of the error, as AWS gave it."),
  message: text("The words of the error, as AWS gave them; long ones are cut."),
};

export const failureClass = choice("Why AWS did not do what was asked.", [
  ["denied", "a permission is missing"],
  ["protected-by-aws", "AWS holds on to the resource itself"],
  ["transient", "it may well work next time"],
  ["unexpected", "nothing that the janitor knows, so somebody has to look"],
]);
