import type { Methods } from "../host/methods";
import { checkPassword } from "./check";
import { diffPassword } from "./diff";
import { createPassword, updatePassword } from "./reconcile";

/** Made once, kept in state, and made again when anything declared changes. */
export const passwordMethods: Methods = {
  check: (_olds, news) => checkPassword(news),
  diff: (_id, olds, news) => Promise.resolve(diffPassword(olds, news)),
  create: (inputs) => Promise.resolve(createPassword(inputs)),
  update: (olds, news) => Promise.resolve(updatePassword(olds, news)),
  read: (id, state) => Promise.resolve({ id, props: state }),
  delete: () => Promise.resolve(),
};
