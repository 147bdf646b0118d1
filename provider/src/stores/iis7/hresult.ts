import { IdentityError, type Location } from "../../domain";
import { hexOf, type AgentErrors, type Meaning } from "../agent-errors";
import { sectionLocked } from "../level-refusal";

const notInstalled: Meaning = {
  code: "E_NO_PROVIDER",
  message: "IIS 7 or later, or its administration objects, are not installed there.",
  hint: "Reach the server itself, and install IIS's management tools there; for IIS 6 use the store adsi.",
};

const elsewhere: Meaning = {
  code: "E_UNREACHABLE",
  message: "The server does not let its configuration be read from another machine (DCOM).",
  hint: "Reach the server itself by SSH, or allow DCOM in the firewalls on the way.",
};

const notDecrypted: Meaning = {
  code: "E_CONFIGURATION",
  message: "IIS can't decrypt a value, and did not read what is around it.",
  hint: "Give the server its keys back, or set that value again there.",
};

const outrun: Meaning = {
  code: "E_BUSY",
  message: "Other programs kept changing IIS's configuration, or kept it in use.",
  hint: "Run the same command again when they have finished.",
};

const outrunOrLocked: Meaning = {
  code: "E_BUSY",
  message:
    "Other programs kept changing IIS's configuration, or a level above locks what was to be set, and IIS did not say so before.",
  hint: "Run the same command again; if it stays so, look for a lock above the place with IIS Manager.",
};

const notEncrypted: Meaning = {
  code: "E_CONFIGURATION",
  message: "IIS can't encrypt the password: a key is missing on that server, or is another server's.",
  hint: "Give the server its keys back, or set that password once with IIS Manager, then repeat the update.",
};

const notTaken: Meaning = {
  code: "E_CONFIGURATION",
  message: "IIS did not take the value: its schema does not allow it, or its file has an error.",
  hint: "See whether IIS Manager can open and change the place, and correct the resource's arguments.",
};

/** HRESULTs by number, because their texts come in every language. */
const meanings: ReadonlyMap<number, Meaning> = new Map([
  [
    0x80070005,
    {
      code: "E_ACCESS_DENIED",
      message: "This account may not read IIS's configuration.",
      hint: "Use an administrator of that server, in an elevated shell; for a shared configuration, one who may read the share.",
    },
  ],
  [
    0x80070020,
    {
      code: "E_BUSY",
      message: "Another program kept IIS's configuration in use.",
      hint: "Run the same command again when that program has finished.",
    },
  ],
  // The class is not registered; the script engine's own numbers for that.
  [0x80040154, notInstalled],
  [0x800401f3, notInstalled],
  [0x800a01ad, notInstalled],
  [0x800706ba, elsewhere],
  [0x80090016, notDecrypted],
  [0x80090005, notDecrypted],
  [0x8009000b, notDecrypted],
  // The agent's own.
  [
    0xa0040002,
    {
      code: "E_SCRIPT_HOST",
      message: "The script host there is a 32-bit program, which Windows shows another configuration.",
      hint: "Use the 64-bit cscript of that server, and leave scriptHost out where it names another.",
    },
  ],
]);

/** What a number means where something is written. */
const writingMeanings: ReadonlyMap<number, Meaning> = new Map([
  [
    0x80070005,
    {
      code: "E_ACCESS_DENIED",
      message: "This account may not write IIS's configuration.",
      hint: "Use an administrator of that server, in an elevated shell; a shared configuration is written with this account's own rights on the share.",
    },
  ],
  [0x80070020, outrun],
  // At a commit, of which the documents say neither: what IIS tells to be locked, the agent reports as that.
  [0x80070021, outrunOrLocked],
  [0x80090016, notEncrypted],
  [0x80090005, notEncrypted],
  [0x8009000b, notEncrypted],
  [0x8007000d, notTaken],
  [0x80070013, notTaken],
  [
    0x800700b7,
    {
      code: "E_AMBIGUOUS",
      message: "IIS has two elements of this name.",
      hint: "Remove one of them with IIS Manager, then preview again.",
    },
  ],
]);

/** The error for an HRESULT of IIS's administration objects with which reading failed, in words for people. */
export function hresultError(hresult: number): IdentityError {
  return errorOf(meanings.get(hresult >>> 0), hresult, "read");
}

export const iis7Errors: AgentErrors = {
  of: (hresult, location) => {
    const number = hresult >>> 0;
    return errorOf(writingMeanings.get(number) ?? meanings.get(number), hresult, "change", location);
  },
  locked: ({ location }) => sectionLocked(location, "this section or what is to be set in it"),
  notTaken: "E_CONFIGURATION",
};

function errorOf(
  meaning: Meaning | undefined,
  hresult: number,
  verb: string,
  location?: Location,
): IdentityError {
  const unknown: Meaning = {
    code: "E_CONFIGURATION",
    message: `IIS could not ${verb} its configuration: error ${hexOf(hresult)}.`,
    hint: "Look the number up, and see whether IIS Manager can open the server's configuration.",
  };
  return new IdentityError({ ...(meaning ?? unknown), location });
}
