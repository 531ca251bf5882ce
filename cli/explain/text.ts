import wrapAnsi from "wrap-ansi";
import type { DecisionLine } from "../../functions/janitor/domain/decide.ts";
import { nameFinding } from "../../functions/janitor/notify/describe-finding.ts";
import { capital, count, oneLine, usd } from "../../functions/janitor/notify/plain-text.ts";
import { decisionStyle } from "../plan/decision-style.ts";
import { type Output, type Style, styled, widthOf } from "../terminal.ts";
import type { AskedLine, Explanation } from "./explanation.ts";
import { factsOf } from "./facts-in-words.ts";
import { goingInWords } from "./going-in-words.ts";
import { foresight, guardInWords, wasAsked } from "./guards-in-words.ts";
import { isForbidding } from "./guards-said.ts";
import { kindWords } from "./policy-in-words.ts";
import { questions } from "./questions.ts";

/** An explanation for a person. */
export function writeText(explanation: Explanation, out: Output): string {
  const { keepCommand, lettingGo } = explanation;
  const parts = [
    heading(explanation, out),
    explanation.lines.flatMap((asked, index) => question(asked, index + 1, explanation, out)),
    section(`Guards${askedNow(explanation)}`, guardLines(explanation, out), out),
    section("When it goes", paragraphs(goingInWords(explanation), out), out),
    section("To keep it", keepCommand === undefined ? [] : commandLines(keepCommand, out), out),
    section("So that it would go", lettingGoLines(lettingGo, out), out),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function heading({ finding, resource, decided, policy }: Explanation, out: Output): readonly string[] {
  const { owner, monthlyCostUsd, account } = finding;
  const { kind, reason } = decided.decision;
  const style = decisionStyle[kind];
  const what = [
    `${capital(kindWords[resource.kind])} of account ${oneLine(account)}`,
    ...(owner === undefined || oneLine(owner) === "" ? [] : [`owner ${oneLine(owner)}`]),
    ...(monthlyCostUsd === 0 ? [] : [`${usd(monthlyCostUsd)} a month`]),
  ];
  return [
    ...setIn(nameFinding(finding), 0, out).map((line) => styled("bold", line, out)),
    ...setIn(what.join(", "), 0, out),
    // What is in use is nothing that anybody would have to decide about.
    `Decision: ${styled(["bold", style], reason === "in-use" ? "none" : kind, out)} (${reason}); mode ${policy.mode}`,
  ];
}

/** In columns: where the questions stand, and how much room their answers take. */
const questionsAt = 5;
const answersTake = 12;

const answerWords = { yes: "yes", no: "no", "not-reached": "not reached" } as const;

function question(
  { line, answer }: AskedLine,
  number: number,
  explanation: Explanation,
  out: Output,
): readonly string[] {
  const style = answerStyle(answer, explanation);
  const answersAt = Math.min(78, widthOf(out)) - answersTake;
  const [first = "", ...rest] = wrapAnsi(questions[line], answersAt - questionsAt - 1).split("\n");
  const asked = [
    `  ${number}  ${first}`.padEnd(answersAt) + answerWords[answer],
    ...rest.map((more) => " ".repeat(questionsAt) + more),
  ].map((each) => styled(style, each, out));
  const facts = answer === "not-reached" ? [] : factLines(line, explanation, out);
  return [...asked, ...facts.map((fact) => (answer === "yes" ? styled(style, fact, out) : fact))];
}

function answerStyle(answer: AskedLine["answer"], { decided }: Explanation): Style {
  if (answer === "yes") return decisionStyle[decided.decision.kind];
  return answer === "not-reached" ? "dim" : "reset";
}

function factLines(line: DecisionLine, explanation: Explanation, out: Output): readonly string[] {
  return factsOf(line, explanation).flatMap((fact) => setIn(fact, questionsAt, out));
}

function askedNow({ decided }: Explanation): string {
  return decided.decision.kind === "wait" ? " (asked now; asked again when it is due)" : "";
}

/** In columns: the longest name of a guard, and what is around it. */
const guardsAt = 15;

function guardLines(explanation: Explanation, out: Output): readonly string[] {
  const said = explanation.guards.flatMap((each) => {
    const [first = "", ...more] = guardInWords(each, explanation);
    const [head = "", ...rest] = setIn(first, guardsAt, out);
    const lines = [
      `  ${each.guard.padEnd(guardsAt - 2)}${head.slice(guardsAt)}`,
      ...rest,
      ...more.flatMap((line) => setIn(line, guardsAt + 2, out)),
    ];
    return isForbidding(each) ? lines.map((line) => styled(decisionStyle.protect, line, out)) : lines;
  });
  return [...said, ...paragraphs([...notRead(explanation), foresight(explanation) ?? ""], out)];
}

/** A guard that looks into all regions has not looked into these. */
function notRead({ notRead: regions, guards }: Explanation): readonly string[] {
  if (regions.length === 0 || !guards.some(wasAsked)) return [];
  const names = regions.map((region) => oneLine(region)).join(", ");
  return [
    `${capital(count(regions.length, "region"))} could not be read, and what is there nobody has seen: ${names}.`,
  ];
}

function lettingGoLines({ advice, commands }: Explanation["lettingGo"], out: Output): readonly string[] {
  return [...paragraphs(advice, out), ...commands.flatMap((command) => commandLines(command, out))];
}

function paragraphs(sentences: readonly string[], out: Output): readonly string[] {
  return sentences.filter(Boolean).flatMap((sentence) => setIn(sentence, 2, out));
}

/** Broken between its options if need be, as a shell reads it again. */
function commandLines(command: string, out: Output): readonly string[] {
  const fits = command.length + 2 <= widthOf(out) || command.includes("'");
  const lines = fits ? [command] : command.split(/ (?=--(?:resources|tags) )/);
  return lines.map((line, at) => `${at === 0 ? "  " : "    "}${line}${at < lines.length - 1 ? " \\" : ""}`);
}

function section(title: string, lines: readonly string[], out: Output): readonly string[] {
  return lines.length === 0 ? [] : [styled("bold", title, out), ...lines];
}

/** More than anything that is told: lists are cut before. */
const longest = 2_000;

/** One paragraph in lines that fit, each set in by so many columns; nothing in it can move the cursor or turn text around. */
function setIn(text: string, columns: number, out: Output): readonly string[] {
  return wrapAnsi(oneLine(text, longest), widthOf(out) - columns, { hard: true })
    .split("\n")
    .map((line) => " ".repeat(columns) + line);
}
