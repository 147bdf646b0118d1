import * as pulumi from "@pulumi/pulumi";
import type { AccountCredential } from "pulumi-iis-identity";
import {
  type AccountDeclaration,
  accountResourceNames,
  dependencyOrder,
  type IdentityDeclaration,
} from "pulumi-iis-identity/config";
import { declareAccount, type Declared, declareIdentity, type IdentityResource } from "./program/declare";
import { withFewStacks } from "./program/few-stacks";
import { readSection, type StackSection } from "./program/read-section";

/** What the stack shows after `pulumi up`. */
interface Outputs {
  /** How many identities are declared. */
  readonly identities: number;
  /** How many accounts are declared. */
  readonly accounts: number;
  /** By resource name, how often its credential was rewritten; 0: adopted as found. */
  readonly revisions: Readonly<Record<string, pulumi.Output<number>>>;
  /** By resource name, the passwords that were made: secrets. Left out where there is none. */
  readonly generatedPasswords?: Readonly<Record<string, pulumi.Output<string>>>;
}

/**
 * The ready-made program: declares what the stack's configuration lists under `iis-identity:accounts` and
 * `iis-identity:identities`. It serves Pulumi's own runner, which calls what this module exports, and inline runs of
 * the Automation API alike.
 *
 * An identity comes after the nearest one of its kind above it and after every account that has copies of its kind,
 * since what these write decides what it inherits.
 *
 * @throws pulumi.RunError with every mistake in the configuration, before anything is registered
 */
function program(): Outputs {
  const section = readSection();
  if (section.identities.length + section.accounts.length === 0) {
    void pulumi.log.info("iis-identity:identities and iis-identity:accounts are empty: nothing is declared.");
  }
  return withFewStacks(() => declare(section));
}

function declare(section: StackSection): Outputs {
  const names = accountResourceNames(section.accounts);
  const accounts = section.accounts.map((item, index) => ({
    item,
    ...declareAccount(item, section.writtenMetabase, names[index] ?? item.userName),
  }));
  const identities = new Map<IdentityDeclaration, Declared<IdentityResource>>();
  for (const { item, above } of dependencyOrder(section.identities)) {
    const nearest = above === undefined ? undefined : identities.get(above);
    // Whatever stands above it comes after the accounts already.
    const after = nearest === undefined ? accounts.filter((each) => concerns(each.item, item)) : [nearest];
    identities.set(
      item,
      declareIdentity(
        item,
        section.writtenMetabase,
        after.map(({ resource }) => resource),
      ),
    );
  }
  return outputsOf(accounts, [...identities.values()]);
}

function concerns({ kinds }: AccountDeclaration, { kind }: IdentityDeclaration): boolean {
  return kinds === undefined || kinds.includes(kind);
}

function outputsOf(
  accounts: readonly Declared<AccountCredential>[],
  identities: readonly Declared<IdentityResource>[],
): Outputs {
  const all = [...accounts, ...identities];
  const generated = all.flatMap(({ name, generated: made }) =>
    made === undefined ? [] : [[name, made.result] as const],
  );
  return {
    identities: identities.length,
    accounts: accounts.length,
    revisions: Object.fromEntries(all.map(({ name, resource }) => [name, resource.revision])),
    ...(generated.length === 0 ? {} : { generatedPasswords: Object.fromEntries(generated) }),
  };
}

// Pulumi's runner calls the export itself; people who import the program by its name get the same function.
program.program = program;

export = program;
