import { Option } from "@commander-js/extra-typings";

/*
 * Options that several commands have, in the same words.
 */

export function policyFileOption() {
  return new Option("--policy <file>", "the policy; without it ./policy.yml, or the defaults where there is none");
}

export function regionsOption() {
  return new Option("--regions <list>", "all, or names with commas between them, instead of the policy's");
}

export function modeOption() {
  return new Option("--mode <mode>", "report, mark or release, instead of the policy's");
}

export function profileOption() {
  return new Option("--profile <name>", "a profile of your AWS configuration");
}

export function debugOption() {
  return new Option("--debug", "say where in the code something went wrong");
}
