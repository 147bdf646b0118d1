import type { Methods } from "../host/methods";
import { checkAccount } from "./check";
import { diffAccount } from "./diff";
import { readAccount } from "./read";
import { createAccount, updateAccount } from "./reconcile";

export const accountMethods: Methods = {
  check: checkAccount,
  diff: (_id, olds, news) => diffAccount(olds, news),
  create: createAccount,
  update: updateAccount,
  read: readAccount,
  // Removing the resource never changes an account's copies.
  delete: () => Promise.resolve(),
};
