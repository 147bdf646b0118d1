import * as pulumi from "@pulumi/pulumi";

/** A value that nobody knows before the resource is made, as a generated password would be. */
export class MadeValue extends pulumi.CustomResource {
  declare readonly value: pulumi.Output<string>;

  constructor(name: string, given: string) {
    const made = "async ({ given }) => ({ id: 'made', outs: { value: given } })";
    super("pulumi-nodejs:dynamic/test:MadeValue", name, {
      given,
      value: undefined,
      __provider: `exports.handler = () => ({ create: ${made} })`,
    });
  }
}
