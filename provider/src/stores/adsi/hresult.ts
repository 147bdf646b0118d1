import { IdentityError, type ErrorCode, type Location } from "../../domain";

interface Meaning {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

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
    message: `IIS answered with error 0x${(hresult >>> 0).toString(16).padStart(8, "0")}.`,
    hint: "Look the number up, and run `iis-identity doctor` on the server.",
  };
  return new IdentityError({ ...meaning, location });
}

/** The error for answers that are not what the agent was asked. */
export function agentFault(message: string, location?: Location): IdentityError {
  return new IdentityError({
    code: "E_PROTOCOL",
    location,
    message,
    hint: "Preview again; if it stays so, run iis-identity doctor on the server and report what it prints.",
  });
}

export function unanswered(location?: Location): IdentityError {
  return agentFault("The agent did not answer a request.", location);
}
