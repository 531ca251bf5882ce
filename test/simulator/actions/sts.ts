import { type ActionTable, reads } from "./action.ts";

/** The one user of every account. */
export const CALLER_ID = "AIDASIMULATOR00000000";
export const CALLER_NAME = "simulator";

export const stsActions: ActionTable = {
  GetCallerIdentity: reads(({ scope: { state } }) => ({
    Arn: `arn:aws:iam::${state.account}:user/${CALLER_NAME}`,
    UserId: CALLER_ID,
    Account: state.account,
  })),
};
