import type { Input } from "@pulumi/pulumi";
import { z } from "zod";
import { secretText } from "../../provider/src/config/credential-settings";
import type { Secrets } from "../../provider/src/resources/host/arguments";

/*
 * What the compiler refuses where a resource's interface and the shape that validates it are not the same. The lines below
 * each `@ts-expect-error` must not compile: where one does, `tsc -p tests` fails.
 */

export const shape = {
  userName: z.string(),
  password: secretText.optional(),
  unused: z.enum(["keep", "rewrite"]).default("keep"),
  aliases: z.array(z.string()).default([]),
  keepers: z.record(z.string(), z.string()).optional(),
};

interface Args {
  readonly userName: Input<string>;
  readonly password?: Input<string>;
  readonly unused?: Input<"keep" | "rewrite">;
  readonly aliases?: Input<readonly Input<string>[]>;
  readonly keepers?: Input<Readonly<Record<string, Input<string>>>>;
}

type Changed<Change> = Omit<Args, keyof Change> & Change;

// prettier-ignore
export const agreement = {
  "both have the same arguments": { password: true } satisfies Secrets<Args, typeof shape>,
  // @ts-expect-error a secret is not named
  "a secret that is not named": {} satisfies Secrets<Args, typeof shape>,
  // @ts-expect-error the shape has no secret of this name
  "a secret too many": { password: true, userName: true } satisfies Secrets<Args, typeof shape>,
  // @ts-expect-error the interface has one more
  "an argument that is not validated": { password: true } satisfies Secrets<Changed<{ more?: Input<string> }>, typeof shape>,
  // @ts-expect-error the interface has one less
  "an argument that is not documented": { password: true } satisfies Secrets<Omit<Args, "unused">, typeof shape>,
  // @ts-expect-error the shape has a default
  "an argument that need not be required": { password: true } satisfies Secrets<Changed<{ unused: Input<"keep" | "rewrite"> }>, typeof shape>,
  // @ts-expect-error the shape has none
  "an argument that is required": { password: true } satisfies Secrets<Changed<{ userName?: Input<string> }>, typeof shape>,
  // @ts-expect-error the shape takes texts
  "another type": { password: true } satisfies Secrets<Changed<{ userName: Input<number> }>, typeof shape>,
  // @ts-expect-error the shape takes two words
  "fewer values": { password: true } satisfies Secrets<Changed<{ unused?: Input<"keep"> }>, typeof shape>,
  // @ts-expect-error the shape takes a list
  "one value for a list": { password: true } satisfies Secrets<Changed<{ aliases?: Input<string> }>, typeof shape>,
  // @ts-expect-error an output may be part of a list
  "plain items of a list": { password: true } satisfies Secrets<Changed<{ aliases?: Input<readonly string[]> }>, typeof shape>,
};
