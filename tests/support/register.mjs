import * as pulumi from "@pulumi/pulumi";
import * as iis from "pulumi-iis-identity";
import host from "pulumi-iis-identity/host";

/*
 * Registers one resource with a mocked engine, in a program's own process and folder, and prints what the engine would
 * get: register.mjs class|dynamic <name> <arguments as JSON>.
 */

const [how, name = "", given = "{}"] = process.argv.slice(2);

/** @type {unknown[]} */
const registered = [];

/** Held as a package's module, the provider is named by the serialised text instead of being copied into it. */
class Identity extends pulumi.dynamic.Resource {
  /** @param {pulumi.Inputs} inputs */
  constructor(inputs) {
    super(host, name, inputs, undefined, "iis", "AnonymousIdentity");
  }
}

await pulumi.runtime.setMocks({
  call: () => ({}),
  newResource: ({ type, custom, provider, inputs }) => {
    registered.push({ type, custom, provider, inputs });
    return { id: "made", state: inputs };
  },
});
const resource =
  how === "class" ? new iis.AnonymousIdentity(name, JSON.parse(given)) : new Identity(JSON.parse(given));
await new Promise((resolve) => resource.urn.apply(resolve));
const secret = resource instanceof iis.AnonymousIdentity && (await pulumi.isSecret(resource.password));
process.stdout.write(JSON.stringify({ registered, secret }));
