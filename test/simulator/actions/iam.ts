import { type ActionTable, reads } from "./action.ts";

export const iamActions: ActionTable = {
  /** An account has one alias at the most. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html */
  ListAccountAliases: reads(({ scope: { state, cloud }, parameters }) => {
    parameters.ignore("Marker", "MaxItems");
    const alias = cloud.accountAliases.get(state.account);
    return { AccountAliases: alias === undefined ? [] : [alias], IsTruncated: false };
  }),
};
