import type { AgentServer } from "../../agent";
import { IdentityError, isAtOrBeneath, parseLocation, storedFormRefusal, type Change } from "../../domain";

const webService = parseLocation("/LM/W3SVC");

/** True where a change goes through IIS 6 Metabase Compatibility into applicationHost.config. */
export function goesThroughCompatibility({ majorVersion }: AgentServer, { location }: Change): boolean {
  return majorVersion !== undefined && majorVersion >= 7 && isAtOrBeneath(location, webService);
}

/**
 * Which file of the server a backup must contain for this change: from IIS 7 on, only the web is in
 * applicationHost.config.
 */
export function fileToBackUp(server: AgentServer, change: Change): "applicationHost.config" | "MetaBase.xml" {
  return goesThroughCompatibility(server, change) ? "applicationHost.config" : "MetaBase.xml";
}

/** Why a change must not be written to a live metabase; `undefined` if it may. */
export function liveRefusal(
  server: AgentServer,
  change: Change,
  throughCompatibility: boolean,
): IdentityError | undefined {
  const { location, userName, password } = change;
  const name = userName !== undefined && "set" in userName ? userName.set : undefined;
  const secret = password !== undefined && "set" in password ? password.set.reveal() : undefined;
  const storedForm = secret === undefined ? undefined : storedFormRefusal(secret, location);
  if (storedForm !== undefined) return storedForm;
  if ([name, secret].some((text) => text?.includes("\0") === true)) {
    return new IdentityError({
      code: "E_INPUT",
      location,
      message: "A user name or a password contains the character NUL, at which a text ends in a metabase.",
      hint: "Correct the resource's arguments.",
    });
  }
  if (server.majorVersion === undefined) {
    return new IdentityError({
      code: "E_BACKUP",
      location,
      message: "The version of IIS could not be read, but how a backup is made depends on it.",
      hint: "Run iis-identity doctor on the server, and report what it prints.",
    });
  }
  if (!throughCompatibility && goesThroughCompatibility(server, change)) {
    return new IdentityError({
      code: "E_USE_IIS7",
      location,
      message: `The server runs IIS ${String(server.majorVersion)}, which keeps web credentials in applicationHost.config.`,
      hint: "Use the store iis7, or set throughCompatibility: true.",
    });
  }
  return undefined;
}
