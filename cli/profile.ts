import { credentialsUsed } from "./failures/credentials-used.ts";
import { missingProfile, sayProblem } from "./failures/profile-lacks.ts";
import { Problem } from "./problem.ts";

/**
 * Lets the SDK use a profile, and makes sure that there is one: where there is none of that name, the SDK would go on to whatever
 * role the machine has, in whatever account that is.
 *
 * @param profile what `--profile` names; without it `AWS_PROFILE` counts
 * @throws Problem when there is no such profile
 */
export async function chooseProfile(profile: string | undefined): Promise<void> {
  if (profile?.trim() === "") {
    throw new Problem("--profile names no profile.", ["Leave it out to use what the environment says."]);
  }
  const missing = missingProfile(await credentialsUsed(process.env, profile));
  if (missing !== undefined) throw sayProblem(missing, undefined);
  // The SDK's own switch for it: whatever it reads, it reads from that profile.
  if (profile !== undefined) process.env.AWS_PROFILE = profile;
}
