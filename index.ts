import * as pulumi from "@pulumi/pulumi";
import { AnonymousIdentity } from "pulumi-iis-identity";
import { dependencyOrder, type IdentityDeclaration } from "pulumi-iis-identity/config";
import { readSection } from "./read-section";

/** What the stack shows after `pulumi up`. */
interface Outputs {
  /** How many identities are declared. */
  readonly identities: number;
  /** For each location how often its credential was rewritten; 0: adopted as found. */
  readonly revisions: Readonly<Record<string, pulumi.Output<number>>>;
}

/**
 * The ready-made program: declares what the stack's configuration lists under `iis-identity:identities`. It serves
 * Pulumi's own runner, which calls what this module exports, and inline runs of the Automation API alike.
 *
 * @throws pulumi.RunError with every mistake in the configuration, before anything is registered
 */
function program(): Outputs {
  const { identities } = readSection();
  if (identities.length === 0) void pulumi.log.info("iis-identity:identities is empty: nothing is declared.");

  const declared = new Map<IdentityDeclaration, AnonymousIdentity>();
  const revisions: Record<string, pulumi.Output<number>> = {};
  for (const { item, above } of dependencyOrder(identities)) {
    const resource = declare(item, above === undefined ? undefined : declared.get(above));
    declared.set(item, resource);
    revisions[item.location] = resource.revision;
  }
  return { identities: identities.length, revisions };
}

/** The metabase's settings are left to the resource, which takes them from the same configuration. */
function declare(declaration: IdentityDeclaration, above: AnonymousIdentity | undefined): AnonymousIdentity {
  const { location, userName, password, passwordless, onDelete, acceptEffects } = declaration;
  return new AnonymousIdentity(
    location,
    {
      location,
      userName,
      onDelete,
      ...(password === undefined ? {} : { password: pulumi.secret(password.reveal()) }),
      ...(passwordless ? { passwordless } : {}),
      ...(acceptEffects ? { acceptEffects } : {}),
    },
    above === undefined ? {} : { dependsOn: above },
  );
}

// Pulumi's runner calls the export itself; people who import the program by its name get the same function.
program.program = program;

export = program;
