import type { dynamic } from "@pulumi/pulumi";
import { checkAccount } from "../account/check";
import { diffAccount } from "../account/diff";
import { readAccount } from "../account/read";
import { createAccount, updateAccount } from "../account/reconcile";
import { check } from "../identity/check";
import { remove } from "../identity/delete";
import { diff } from "../identity/diff";
import { read } from "../identity/read";
import { create, update } from "../identity/reconcile";
import { checkPassword } from "../password/check";
import { diffPassword } from "../password/diff";
import { createPassword, updatePassword } from "../password/reconcile";
import type { Methods } from "./methods";
import type { Properties } from "./properties";
import { guardStreams } from "./quiet";
import { serve } from "./serve";

const identityMethods: Methods = {
  check,
  diff,
  create,
  update: (_olds, news) => update(news),
  read,
  delete: remove,
};

const accountMethods: Methods = {
  check: checkAccount,
  diff: (_id, olds, news) => diffAccount(olds, news),
  create: createAccount,
  update: updateAccount,
  read: readAccount,
  // Removing the resource never changes an account's copies.
  delete: () => Promise.resolve(),
};

/** Made once, kept in state, and made again when anything declared changes. */
const passwordMethods: Methods = {
  check: (_olds, news) => checkPassword(news),
  diff: (_id, olds, news) => Promise.resolve(diffPassword(olds, news)),
  create: (inputs) => Promise.resolve(createPassword(inputs)),
  update: (olds, news) => Promise.resolve(updatePassword(olds, news)),
  read: (id, state) => Promise.resolve({ id, props: state }),
  delete: () => Promise.resolve(),
};

function methodsOf({ kind }: Properties): Methods {
  if (kind === "account") return accountMethods;
  return kind === "generated-password" ? passwordMethods : identityMethods;
}

guardStreams();

/**
 * What Pulumi's dynamic host calls. Every user's state names this module (`pulumi-iis-identity/host`), so its name
 * never changes. The input `kind` selects the methods, never code in state.
 */
const provider = {
  check: (olds: Properties, news: Properties) => serve(() => methodsOf(news).check(olds, news)),
  diff: (id: string, olds: Properties, news: Properties) => serve(() => methodsOf(news).diff(id, olds, news)),
  create: (inputs: Properties) => serve(() => methodsOf(inputs).create(inputs)),
  update: (id: string, olds: Properties, news: Properties) =>
    serve(() => methodsOf(news).update(olds, news, id)),
  read: (id: string, state: Properties) => serve(() => methodsOf(state).read(id, state)),
  delete: (id: string, state: Properties) => serve(() => methodsOf(state).delete(id, state)),
} satisfies dynamic.ResourceProvider;

export = provider;
