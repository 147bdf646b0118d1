import * as pulumi from "@pulumi/pulumi";
import { AccountCredential } from "pulumi-iis-identity";

/** Each customer's sites, pools and shares run as an account of the customer's own. */
const customers = [
  { name: "contoso", account: "WEBFARM\\web-contoso" },
  { name: "fabrikam", account: "WEBFARM\\web-fabrikam", formerly: ["WEBFARM\\fabrikam"] },
];

const passwords = new pulumi.Config("iis-identity");

const accounts = customers.map(
  ({ name, account, formerly = [] }) =>
    new AccountCredential(name, {
      userName: account,
      formerNames: formerly,
      password: passwords.requireSecret(name),
    }),
);

/** By customer: where copies of the account are, and how often they were rewritten. */
export const copies = Object.fromEntries(
  customers.map(({ name }, index) => [name, accounts[index]?.locations]),
);
export const rewrites = Object.fromEntries(
  customers.map(({ name }, index) => [name, accounts[index]?.revision]),
);
