import type { dynamic } from "@pulumi/pulumi";
import type * as account from "../account/methods";
import type * as identity from "../identity/methods";
import type * as password from "../password/methods";
import type { Methods } from "./methods";
import type { Properties } from "./properties";
import { guardStreams } from "./quiet";
import { serve } from "./serve";

/** Loaded when the first resource of its kind is served: most stacks have few kinds. */
function methodsOf({ kind }: Properties): Methods {
  switch (kind) {
    case "account":
      return (require("../account/methods") as typeof account).accountMethods;
    case "generated-password":
      return (require("../password/methods") as typeof password).passwordMethods;
    default:
      return (require("../identity/methods") as typeof identity).identityMethods;
  }
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
