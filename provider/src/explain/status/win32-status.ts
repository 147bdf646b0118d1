import { byName, rowsOf, type Meaning } from "./meaning-table";

/**
 * Errors of Windows, of its security packages (SSPI) and of its kernel (NTSTATUS, 0xC…: what the security log gives, and
 * IIS 7 and later log) by their published codes. An NTSTATUS means what the error of Windows means that it becomes.
 */
const rows = rowsOf(`
0 ||| Windows reports no error.
1326 86 0xc000006d || copies preview test-logon |
  The user name or the password is wrong. Windows does not say which of the two.
0xc000006a || copies preview test-logon | The password is wrong. The user name is that of an account.
1317 1332 1315 2202 2221 0xc0000062 0xc0000064 0xc0000073 || account copies |
  The account is unknown: it was renamed, deleted or misspelled, or belongs to another domain or machine.
1328 2241 0xc000006f || account | The password is right, but the account may not log on at this hour.
1329 2240 0xc0000070 || account | The password is right, but the account may log on at other computers only.
1330 2242 0xc0000071 || password copies | The password is right, but it has expired.
1907 0xc0000224 || password copies | The account must change its password before it may log on. IIS can't do that for it.
1331 0xc0000072 || account | The account is disabled.
1793 2239 0xc0000193 || account | The account itself has expired, not its password.
1909 0xc0000234 || unlock copies |
  The account is locked out. The stored password may be right; an old copy may have locked the account.
1385 1380 0xc000015b || logon-method rights |
  The password is right, but on this server the account lacks the right to log on in the way that was asked for.
1327 0xc000006e || policy account |
  A restriction of the account forbids this logon: a blank password, the hours, or a policy.
1808 1807 1809 0xc0000198 0xc0000199 0xc000019a || account |
  The account is that of a computer or of a trust, which may not log on like this.
1789 1788 1787 1786 1790 1397 0xc0000190 0xc000018a 0xc000018b 0xc000018c 0xc000018d || directory |
  The trust between this server and the domain, or between domains, is broken. The stored password is not the cause.
1265 1311 1355 1722 1792 1908 0x80090311 0x80090350 0xc0000388 0xc000005e 0xc00000df 0xc0000192 0xc0000233 || directory |
  No domain controller could be asked. The stored password is not the cause.
1352 0xc00000dc || directory |
  The database of accounts, or the domain controller, was not ready. The stored password is not the cause.
0x80090304 || directory |
  Windows' own security authority (LSA) could not be asked, or failed. The stored password is not the cause.
0xc0000225 || directory account |
  Windows did not find something that the logon needs. This says nothing of the account or its password.
0xc00002ee || next-lines directory |
  The logon broke off before it was decided. This says nothing of the account or its password.
0xc0000371 || account directory |
  The server itself has no password for the account, which belongs to a domain or to another machine.
1069 || account rights |
  A service was not started because its account could not log on: the user name or the password is wrong, or the account
  may not log on as a service.
1935 0xc0000413 || directory rights |
  The trust between the domains uses selective authentication, and the account may not log on to this computer.
1398 0x80090324 0xc0000133 || clock |
  The clocks of this server and of the domain controller or the client differ too much.
1396 0x80090322 | unrelated | names |
  The service's name (SPN) belongs to another account than the one that the pool runs as, and Kerberos refuses.
0x8009030c || test-logon account loopback |
  The logon was denied. The security package does not say why: a wrong name or password; an account that is locked,
  disabled or expired; or the server asked for itself by another name (loopback check).
0x8009030d 0x80090320 || authentication | The security package does not know the credentials that it was given.
1244 1245 0x8009030e || next-lines | No credentials came with the request.
0x00090312 || next-lines | The logon goes on with the next request.
0x80090308 0x80090301 0x8009030f | unrelated | balancer names |
  The logon's message does not fit the one before: they came over different connections, or reached different servers.
0x80090346 | unrelated | balancer |
  The client's channel does not fit the server's (extended protection): something between them ends TLS.
5 0xc0000022 || file-rights | Access is denied: the logon worked, but the account lacks a right.
1314 1300 0xc0000061 || pool-rights | The account lacks a privilege that is needed.
2 3 0xc0000034 0xc000003a ||| The file or the folder does not exist.
0x8000401a || complus complus-events copies |
  COM+ could not start the application's own process: the user name or the password that it runs as is wrong.
13 || configuration | The data is invalid.
32 || busy-file | Another program has the file open. Of a change of IIS's configuration: another one was being written.
33 || locked | A part of the file is locked. Of IIS's configuration: the setting is locked at a level above.
0x80090016 0x80090005 0x8009000b || keys |
  A value could not be encrypted or decrypted: the key is missing, or is not the one that it was encrypted with.
53 1231 0xc00000be 0xc000023c || share | The file server was not found on the network.
67 0xc00000cc || share | The file server was found, but it has no such share.
55 64 59 121 0xc00000b5 0xc00000c4 0xc00000c9 || share |
  The connection to the file server, or to the client, broke off.
71 0xc00000d0 || share | The file server takes no more connections.
1219 0xc0000195 || unc-credential | This server is already connected to that file server under another user name.
1384 0xc000015a || account | The account is a member of too many groups.
`);

/** Codes that mean the same to an administrator share a row. */
export const win32Meanings = rows.map(({ names, ...meaning }) => ({ codes: names.map(Number), ...meaning }));

const byCode = byName(rows, Number);

/** @returns `undefined` for a code that is not in the table */
export function win32Meaning(code: number): Meaning | undefined {
  return byCode.get(code);
}
