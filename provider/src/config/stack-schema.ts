import { z } from "zod";
import { writtenMetabaseSettings } from "./metabase-settings";
import { account } from "./account-declaration";
import { identity } from "./identity-declaration";
import { passwordText } from "./password-source";
import { accountsSetting, identitiesSetting, metabaseSetting } from "./setting";

/** What Pulumi writes into a stack's file for a value that it encrypted. */
const secured = z
  .strictObject({ secure: z.string() })
  .describe("A value that Pulumi encrypted: pulumi config set --secret --path writes it.");

const list = (item: z.ZodType, description: string): z.ZodType =>
  z
    .union([z.array(item), secured])
    .describe(description)
    .optional();

const stackFile = z.looseObject({
  config: z.looseObject({
    [metabaseSetting]: writtenMetabaseSettings.describe("Which metabase this stack keeps in step."),
    [identitiesSetting]: list(
      identity,
      "Credentials at one location each. One location may be declared once for each kind.",
    ),
    [accountsSetting]: list(
      account,
      "Accounts, each with every copy of its credential. No copy may belong to two accounts.",
    ),
  }),
});

/**
 * The JSON Schema (draft 7) of a `Pulumi.<stack>.yaml` for editors, made from what validates it. In such a file an
 * item's password is an encrypted value, so a password in clear is marked there too. Rules that only the file as a
 * whole can break are left to the program: one source for each password, one claim for each credential.
 */
export function stackSchema(): object {
  return z.toJSONSchema(stackFile, {
    target: "draft-7",
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      if (jsonSchema.description !== undefined) jsonSchema.description = plain(jsonSchema.description);
      if (zodSchema !== passwordText) return;
      delete jsonSchema.minLength;
      const { type, properties, required, additionalProperties, description } = z.toJSONSchema(secured);
      Object.assign(jsonSchema, { type, properties, required, additionalProperties, description });
    },
  });
}

/** Editors show descriptions as they are: without Markdown's signs. */
function plain(markdown: string): string {
  return markdown.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll("`", "");
}
