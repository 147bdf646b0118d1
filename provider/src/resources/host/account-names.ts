import { accountNameFault, accountNameHint, IdentityError } from "../../domain";
import { unknownValue, type Properties } from "./properties";

/**
 * Refuses names that no Windows account can have, as far as they are known. Former names are allowed: they are only
 * looked for, and a name that was stored wrong has to be found.
 *
 * @throws IdentityError E_INPUT with every mistake, never with a name
 */
export function requireAccountNames({ resourceName, userName, aliases }: Properties): void {
  const listed = Array.isArray(aliases) ? Array.from<unknown>(aliases) : [];
  const mistakes = [
    { at: "userName", name: userName },
    ...listed.map((name, index) => ({ at: `aliases[${String(index)}]`, name })),
  ].flatMap(({ at, name }) => {
    const isKnown = typeof name === "string" && name !== "" && name !== unknownValue;
    const fault = isKnown ? accountNameFault(name) : undefined;
    return fault === undefined ? [] : [`${String(resourceName)}.${at} ${fault}`];
  });
  if (mistakes.length === 0) return;
  throw new IdentityError({ code: "E_INPUT", message: `${mistakes.join("; ")}.`, hint: accountNameHint });
}
