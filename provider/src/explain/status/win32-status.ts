import type { StepName } from "./next-step";

/** One meaning of an error of Windows: codes that mean the same to an administrator share it. */
export interface Win32Meaning {
  readonly codes: readonly number[];
  readonly says: string;
  readonly next: readonly StepName[];
}

/**
 * Errors of Windows, of its security packages (SSPI) and of its kernel (NTSTATUS, 0xC…: what the security log gives, and
 * IIS 7 and later log) by their published codes. An NTSTATUS means what the error of Windows means that it becomes.
 */
export const win32Meanings: readonly Win32Meaning[] = [
  { codes: [0], says: "No error of Windows.", next: [] },
  {
    codes: [1326, 86, 0xc000006d],
    says: "The user name or the password is wrong. Windows does not say which of the two.",
    next: ["copies", "preview", "test-logon"],
  },
  {
    codes: [0xc000006a],
    says: "The password is wrong. The user name is that of an account.",
    next: ["copies", "preview", "test-logon"],
  },
  {
    codes: [1317, 1332, 1315, 2202, 2221, 0xc0000062, 0xc0000064, 0xc0000073],
    says: "The account is unknown: renamed, deleted, misspelled, or of another domain or machine.",
    next: ["account", "copies"],
  },
  {
    codes: [1328, 2241, 0xc000006f],
    says: "The password is right, but the account may not log on at this hour.",
    next: ["account"],
  },
  {
    codes: [1329, 2240, 0xc0000070],
    says: "The password is right, but the account may log on at other computers only.",
    next: ["account"],
  },
  {
    codes: [1330, 2242, 0xc0000071],
    says: "The password is right, but it has expired.",
    next: ["password", "copies"],
  },
  {
    codes: [1907, 0xc0000224],
    says: "The account must change its password before it may log on; IIS can't do that for it.",
    next: ["password", "copies"],
  },
  { codes: [1331, 0xc0000072], says: "The account is disabled.", next: ["account"] },
  {
    codes: [1793, 2239, 0xc0000193],
    says: "The account itself has expired, not its password.",
    next: ["account"],
  },
  {
    codes: [1909, 0xc0000234],
    says: "The account is locked out. That says nothing of the stored password; a stale copy may have locked it.",
    next: ["unlock", "copies"],
  },
  {
    codes: [1385, 1380, 0xc000015b],
    says: "The password is right, but the account lacks the right to log on in the way that is asked for on this server.",
    next: ["logon-method", "rights"],
  },
  {
    codes: [1327, 0xc000006e],
    says: "A restriction of the account forbids this logon: a blank password, the hours, or a policy.",
    next: ["policy", "account"],
  },
  {
    codes: [1808, 1807, 1809, 0xc0000198, 0xc0000199, 0xc000019a],
    says: "The account is one of a computer or of a trust, and may not be used for this.",
    next: ["account"],
  },
  {
    codes: [1789, 1788, 1787, 1786, 1790, 1397, 0xc0000190, 0xc000018a, 0xc000018b, 0xc000018c, 0xc000018d],
    says: "The trust between this server and the domain, or between domains, is broken. The stored password is not the cause.",
    next: ["directory"],
  },
  {
    codes: [
      1265, 1311, 1355, 1722, 1792, 1908, 0x80090311, 0x80090350, 0xc0000388, 0xc000005e, 0xc00000df,
      0xc0000192, 0xc0000233,
    ],
    says: "No domain controller could be asked. The stored password is not the cause.",
    next: ["directory"],
  },
  {
    codes: [1352, 0xc00000dc],
    says: "The database of accounts, or the domain controller that was asked, was not ready. The stored password is not the cause.",
    next: ["directory"],
  },
  {
    codes: [0x80090304],
    says: "Windows' own security authority (LSA) could not be asked, or had an error. The stored password is not the cause.",
    next: ["directory"],
  },
  {
    codes: [0xc0000225],
    says: "Windows did not find something that it needed for the logon. It says nothing of the account or its password.",
    next: ["directory", "account"],
  },
  {
    codes: [0xc00002ee],
    says: "The logon broke off before it was decided. It says nothing of the account or its password.",
    next: ["next-lines", "directory"],
  },
  {
    codes: [0xc0000371],
    says: "The server's own database has no password for the account: the account belongs to a domain, or to another machine.",
    next: ["account", "directory"],
  },
  {
    codes: [1069],
    says: "A service was not started, since its account could not log on: wrong name or password, or no right to log on as a service.",
    next: ["account", "rights"],
  },
  {
    codes: [1935, 0xc0000413],
    says: "The trust between the domains uses selective authentication, and the account is not allowed to log on to this computer.",
    next: ["directory", "rights"],
  },
  {
    codes: [1398, 0x80090324, 0xc0000133],
    says: "The clocks of this server and of the domain controller or the client differ too much.",
    next: ["clock"],
  },
  {
    codes: [1396, 0x80090322],
    says: "The service's name (SPN) belongs to another account than the one the pool runs as. Kerberos refuses; no stored password is wrong.",
    next: ["names"],
  },
  {
    codes: [0x8009030c],
    says: "The logon was denied. The security package does not say why: a wrong name or password, an account that is locked, disabled or expired, or the server asked for itself by another name (loopback check).",
    next: ["test-logon", "account", "loopback"],
  },
  {
    codes: [0x8009030d, 0x80090320],
    says: "The security package does not know the credentials that came.",
    next: ["authentication"],
  },
  {
    codes: [1244, 1245, 0x8009030e],
    says: "No credentials came with the request.",
    next: ["next-lines"],
  },
  {
    codes: [0x00090312],
    says: "The logon goes on with the next request.",
    next: ["next-lines"],
  },
  {
    codes: [0x80090308, 0x80090301, 0x8009030f],
    says: "The logon's message does not fit the one before: its parts came over different connections or reached different servers. No stored password is wrong.",
    next: ["balancer", "names"],
  },
  {
    codes: [0x80090346],
    says: "The client's channel does not fit the server's (extended protection): something between them ends TLS. No stored password is wrong.",
    next: ["balancer"],
  },
  {
    codes: [5, 0xc0000022],
    says: "Access is denied: the logon worked, the account lacks a right.",
    next: ["file-rights"],
  },
  {
    codes: [1314, 1300, 0xc0000061],
    says: "The account lacks a privilege that the work needs.",
    next: ["pool-rights"],
  },
  { codes: [2, 3, 0xc0000034, 0xc000003a], says: "The file or the folder does not exist.", next: [] },
  {
    codes: [0x8000401a],
    says: "COM+ could not start the application's own process: the user name or the password that it runs as is wrong.",
    next: ["complus", "complus-events", "copies"],
  },
  { codes: [13], says: "The data is invalid.", next: ["configuration"] },
  {
    codes: [53, 1231, 0xc00000be, 0xc000023c],
    says: "The file server was not found on the network.",
    next: ["share"],
  },
  {
    codes: [67, 0xc00000cc],
    says: "The file server was found, but it has no such share.",
    next: ["share"],
  },
  {
    codes: [55, 64, 59, 121, 0xc00000b5, 0xc00000c4, 0xc00000c9],
    says: "The connection to the file server, or to the client, broke off.",
    next: ["share"],
  },
  {
    codes: [71, 0xc00000d0],
    says: "The file server takes no more connections.",
    next: ["share"],
  },
  {
    codes: [1219, 0xc0000195],
    says: "This server already has a connection to that file server under another user name.",
    next: ["unc-credential"],
  },
  {
    codes: [1384, 0xc000015a],
    says: "The account is a member of too many groups.",
    next: ["account"],
  },
];

const byCode = new Map(
  win32Meanings.flatMap((meaning) => meaning.codes.map((code) => [code, meaning] as const)),
);

/** @returns `undefined` for a code that is not in the table */
export function win32Meaning(code: number): Win32Meaning | undefined {
  return byCode.get(code);
}
