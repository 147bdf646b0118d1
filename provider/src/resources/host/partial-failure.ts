import { IdentityError } from "../../domain";
import type { Properties } from "./properties";

/**
 * A failure after something was written. The engine fails the resource but still records it, because the error names an
 * id: Pulumi's dynamic host passes these three properties on.
 */
export class PartialFailure extends IdentityError {
  readonly id: string;
  readonly properties: Properties;
  readonly reasons: readonly string[];

  constructor({ code, location, rule, hint }: IdentityError, id: string, properties: Properties) {
    super({ code, location, message: rule, hint });
    this.id = id;
    this.properties = properties;
    this.reasons = [this.message];
  }
}
