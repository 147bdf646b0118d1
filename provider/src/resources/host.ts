import type { dynamic } from "@pulumi/pulumi";
import { check } from "./check";
import { diff } from "./diff";
import { remove } from "./inherit";
import type { Properties } from "./identity-inputs";
import { read } from "./read";
import { create, update } from "./reconcile";
import { serve } from "./serve";

/**
 * What Pulumi's dynamic host calls. State of every user names this module (`pulumi-iis-identity/host`), so the name
 * stays for ever; the methods are told apart by what the inputs say, never by code in state.
 */
const provider = {
  check: (olds: Properties, news: Properties) => serve(() => check(olds, news)),
  diff: (_id: string, olds: Properties, news: Properties) => serve(() => diff(olds, news)),
  create: (inputs: Properties) => serve(() => create(inputs)),
  update: (_id: string, _olds: Properties, news: Properties) => serve(() => update(news)),
  read: (id: string, state: Properties) => serve(() => read(id, state)),
  delete: (_id: string, state: Properties) => serve(() => remove(state)),
} satisfies dynamic.ResourceProvider;

export = provider;
