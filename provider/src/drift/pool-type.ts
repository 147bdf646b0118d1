import { foldCase, identityTypes, type IdentityType } from "../domain";

/** What an application pool runs as. */
interface PoolType {
  /** As IIS's administration names it. */
  readonly name: IdentityType;
  /** Whether it logs on with the stored WAM account. */
  readonly isSpecificUser: boolean;
}

/** What counts where AppPoolIdentityType is set nowhere. */
const usual = "2";

/**
 * What AppPoolIdentityType means, as a number or, as later versions show it, a name.
 *
 * @param text `undefined` where it is set nowhere
 * @returns `undefined` for anything else
 */
export function poolType(text: string | undefined): PoolType | undefined {
  const type = (text ?? usual).trim();
  const index = /^\d+$/.test(type)
    ? Number(type)
    : identityTypes.findIndex((known) => foldCase(known) === foldCase(type));
  const name = identityTypes[index];
  return name === undefined ? undefined : { name, isSpecificUser: name === "SpecificUser" };
}
