import { IdentityError } from "../../domain";
import { hexOf, type Meaning } from "../agent-errors";

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

/** The error for an HRESULT of IIS's administration objects, in words for people. */
export function hresultError(hresult: number): IdentityError {
  return new IdentityError(
    meanings.get(hresult >>> 0) ?? {
      code: "E_CONFIGURATION",
      message: `IIS could not read its configuration: error ${hexOf(hresult)}.`,
      hint: "Look the number up, and see whether IIS Manager can open the server's configuration.",
    },
  );
}
