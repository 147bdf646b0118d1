import { IdentityError, type Location } from "../../domain";
import { hexOf, type AgentErrors, type Meaning } from "../agent-errors";

const accessDenied: Meaning = {
  code: "E_ACCESS_DENIED",
  message: "IIS refuses this account.",
  hint: "Use an administrator of that server; if it is this machine, in an elevated shell.",
};
const busy: Meaning = {
  code: "E_BUSY",
  message: "Another program kept the metabase in use.",
  hint: "Run the same command again when that program has finished.",
};
const noProvider: Meaning = {
  code: "E_NO_PROVIDER",
  message: "The machine that runs the script has no provider for IIS:// paths.",
  hint: "Install IIS 6 Metabase Compatibility there, or reach the server another way.",
};
const noProviderOrRights: Meaning = {
  code: "E_NO_PROVIDER",
  message:
    "The machine that runs the script has no provider for IIS:// paths, or this account may not use it.",
  hint: "Use an administrator, in an elevated shell; if it stays so, install IIS 6 Metabase Compatibility there.",
};

/** HRESULTs by number, because their texts come in every language. */
const meanings: ReadonlyMap<number, Meaning> = new Map([
  [0x80070005, accessDenied],
  [0x80070094, busy],
  [0x80070425, busy],
  [
    0x800706ba,
    {
      code: "E_UNREACHABLE",
      message: "The server's RPC service can't be reached.",
      hint: "Check the server's name, whether it runs, and the firewalls on the way.",
    },
  ],
  // What GetObject returns if no provider handles IIS:// paths.
  [0x80005000, noProvider],
  [0x800401ea, noProvider],
  // The script engine's own errors: a class can't be created, a name means nothing.
  [0x800a01ad, noProvider],
  [0x800a01b0, noProvider],
  // A path that can't be parsed: this happened to people without a provider, and to people without rights.
  [0x800401e4, noProviderOrRights],
  [
    0x80070003,
    {
      code: "E_UNKNOWN_LOCATION",
      message: "The metabase has no such key.",
      hint: "Check the path: keys of directories and files exist only once something was configured there.",
    },
  ],
]);

/** The error for an HRESULT of ADSI, in words for people. */
export function hresultError(hresult: number, location?: Location): IdentityError {
  const meaning = meanings.get(hresult >>> 0) ?? {
    code: "E_ADSI",
    message: `IIS answered with error ${hexOf(hresult)}.`,
    hint: "Look the number up, and run `iis-identity doctor` on the server.",
  };
  return new IdentityError({ ...meaning, location });
}

/** The agent's own number for a configuration that is on a share. */
const redirected = 0xa0040001;

export const adsiErrors: AgentErrors = {
  of: hresultError,
  ofBackup: (hresult) =>
    hresult >>> 0 === redirected
      ? new IdentityError({
          code: "E_BACKUP",
          message:
            "The server shares its configuration with others, so no backup of it can be made there, and without a backup nothing is written.",
          hint: "Change this credential where the shared configuration is.",
        })
      : undefined,
  notTaken: "E_ADSI",
};
