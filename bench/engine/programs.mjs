import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { AccountCredential, AnonymousIdentity } from "pulumi-iis-identity";
import { account } from "../files.mjs";

const root = join(import.meta.dirname, "..", "..");

/** The password of every identity. */
export const password = "Copy-Pw";

/** The share of identities that a round of `up` changes: every twentieth. */
export const every = 20;

const floorProvider = 'exports.handler=()=>require("./floor-provider.cjs")';

/** @param {number} index */
const locationOf = (index) => `/LM/W3SVC/${String(index + 1)}/ROOT`;

/**
 * The programs that are compared. Each declares the same identities.
 *
 * @type {Readonly<Record<string, (size: number, path: string, round: number) => () => Promise<unknown>>>}
 */
export const programs = {
  /** Resources of the same inputs whose provider does nothing. */
  floor: (size, path, round) => () => {
    for (let index = 0; index < size; index += 1) {
      const location = locationOf(index);
      new Floor(`site-${String(index)}`, {
        __provider: floorProvider,
        kind: "anonymous",
        location,
        metabase: { path },
        userName: account,
        password: pulumi.secret(password),
        resourceName: `site-${String(index)}`,
        revision: 0,
        round: index % every === 0 ? round : 0,
      });
    }
    return Promise.resolve();
  },

  /** A program of one's own. */
  own: (size, path) => () => {
    for (let index = 0; index < size; index += 1)
      new AnonymousIdentity(`site-${String(index)}`, {
        location: locationOf(index),
        metabase: { path },
        userName: account,
        password: pulumi.secret(password),
      });
    return Promise.resolve();
  },

  /** One resource of the inputs of an account. */
  floorOfOne: (_, path, round) => () => {
    new Floor("svc-web", {
      __provider: floorProvider,
      kind: "account",
      location: "svc-web",
      metabase: { path },
      userName: account,
      password: pulumi.secret(password),
      resourceName: "svc-web",
      revision: 0,
      round,
    });
    return Promise.resolve();
  },

  /** Every copy of an account, by one resource. */
  account: (_, path) => () => {
    new AccountCredential("svc-web", {
      metabase: { path },
      userName: account,
      password: pulumi.secret(password),
    });
    return Promise.resolve();
  },

  /** The ready-made program, which reads the list from the stack's file. */
  ready: () => createRequire(import.meta.url)(join(root, "dist", "index.js")),
};

class Floor extends pulumi.CustomResource {
  /**
   * @param {string} name
   * @param {pulumi.Inputs} inputs
   */
  constructor(name, inputs) {
    super("pulumi-nodejs:dynamic/iis:Floor", name, inputs);
  }
}

/**
 * The stack's file of the ready-made program. @param {number} size @param {string} path
 *
 * @param {number} size
 * @param {string} path
 */
export function stackSettings(size, path) {
  const identities = Array.from(
    { length: size },
    (_, index) =>
      `    - { location: ${locationOf(index)}, userName: 'FARM\\svc-web', passwordFrom: web-password }\n`,
  );
  return `config:\n  iis-identity:metabase: { path: ${JSON.stringify(path)} }\n  iis-identity:identities:\n${identities.join("")}`;
}
