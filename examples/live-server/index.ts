import * as pulumi from "@pulumi/pulumi";
import { AccountCredential, AnonymousIdentity } from "pulumi-iis-identity";

// The program names no server: the stack's file names it, and says how it is reached.
const passwords = new pulumi.Config("iis-identity");

/** The account of every site that names none of its own. */
const anonymous = new AnonymousIdentity("anonymous", {
  location: "W3SVC",
  userName: "IUSR_WEB01",
  password: passwords.requireSecret("iusr"),
});

/** Every copy of the farm's account on this server. The service above decides what a copy inherits. */
const web = new AccountCredential(
  "web",
  {
    userName: "WEBFARM\\svc-web",
    formerNames: ["WEBFARM\\svc-www"],
    password: passwords.requireSecret("web-user"),
  },
  { dependsOn: anonymous },
);

export const copies = web.locations;
export const rewrites = { anonymous: anonymous.revision, web: web.revision };
