import { commandArgument } from "../../domain";
import { complusStep } from "../../drift";
import type { World } from "../words/world";

/** Where to look next, an imperative sentence each. None of them changes anything by itself. */
const steps = {
  copies:
    "List every copy of the account that IIS stores (iis-identity find --user NAME --long): one of them may still be the old one.",
  preview: "Run pulumi preview: it names each declared copy that differs, and pulumi up rewrites those.",
  "test-logon":
    "Try the account once and no more: each failed try counts towards lockout, and an old copy may be locking it already.",
  unlock:
    "Find what locks the account before you unlock it: the security log of the domain controllers (events 644 or 4740) names the computer that sends the wrong password.",
  account:
    "Look at the account where it lives, in the directory or among the server's local users: its name, whether it is disabled or expired, its hours, and the computers that it may log on to.",
  password:
    "Give the account a new password, or let it not expire, and bring every copy in step in the same minute.",
  rights:
    "Look at the server's user rights, including those from group policies: log on locally, log on as a batch job, access this computer from the network, and the rights that deny these.",
  "logon-method":
    "Compare LogonMethod there with those rights: 0 needs the right to log on locally, 1 to log on as a batch job, 2 and 3 to access the computer from the network.",
  policy:
    "Look at the policy that limits accounts with blank passwords to the console, and at the account's own restrictions.",
  directory:
    "Check on the server itself that a domain controller answers and that the server's own account in the domain is sound (nltest /sc_verify, DNS, the NETLOGON events).",
  clock:
    "Compare the clocks of the server, the client and the domain controller: more than five minutes apart is too much.",
  names:
    "List the service principal names (setspn -L, setspn -X): HTTP/host must belong to one account only, the one that the pool runs as.",
  loopback:
    "If it fails only on the server itself, under a name that is not its own, it is the loopback check: enter the name in BackConnectionHostNames.",
  "file-rights":
    "Compare the rights on the file and its folders with the account that counts; a new account does not have the old one's rights.",
  share:
    "Reach the share from the server itself, as the UNC user. Check the server's name, the share's name, and the rights on the share and on the files.",
  "unc-credential":
    "Look at the UNC user and at the share in Path of that place (iis-identity find unc --long).",
  "start-pool":
    "Check whether the application pool is started. A pool that IIS stopped stays stopped after the credential is right: start it.",
  "pool-identity":
    "Look at the pool's identity: with AppPoolIdentityType 3 it uses the stored WAMUserName, with all others none.",
  "pool-rights":
    "Check that the pool's account is in IIS_WPG (from IIS 7 on IIS_IUSRS) and has its rights, including those from group policies: log on as a batch job, adjust memory quotas, replace a process-level token.",
  events:
    "Read the system log: W3SVC 1021, 1057 and 1059 (from IIS 7 on WAS 5021, 5057 and 5059) mean a bad identity, 1002 (5002) too many failures. The file httperr has the requests that no site logged.",
  complus: complusStep,
  "complus-events":
    "Read the system log: DCOM 10004 names the account that could not log on, W3SVC 36 the application that was not loaded.",
  "complus-rights":
    "Check that the WAM account has its rights, including those from group policies: log on as a batch job, access this computer from the network.",
  "service-events":
    "Read the system log: event 100 of the service (W3SVC, MSFTPSVC) names the account that could not log on, and why.",
  "event-code":
    "Ask for the code in the event: iis-identity explain with its sub-status, or with its status where that is 0.",
  "password-sync":
    "Look at AnonymousPasswordSync: once it is FALSE, IIS logs the anonymous user on with the stored password (KB 909887).",
  "busy-file": "Try again. Where it stays so, find out which program has the file open.",
  "free-metabase":
    "Find out which program holds MetaBase.xml open, and whether the disk is full. IIS writes the file with its next save.",
  "start-stopped": "Ask who stopped the application pool, and why, before you start it.",
  busy: "Find out what keeps the pool's processes busy: processor, memory, or what they wait for. AppPoolQueueLength is how many requests may wait.",
  connections: "Compare the connections that are open with MaxConnections of the site and of the service.",
  "cpu-limit":
    "Compare what the pool's processes need with CPULimit and CPUAction of the pool, then start it.",
  services: "Check whether the site and the World Wide Web service are started, and whether memory is short.",
  limits:
    "Compare the request with HTTP.SYS's own limits, in the registry under Services\\HTTP\\Parameters (MaxFieldLength, MaxRequestBytes, UrlSegmentMaxLength).",
  client: "Look at the client, and at what stands between it and the server.",
  "next-lines":
    "Look at the next lines of the same client and path: a 200 with a user name after them means that all is well.",
  authentication: "Compare which ways to log on are allowed there (AuthFlags) with what the client offers.",
  balancer:
    "Look at what stands between client and server: proxies and load balancers must keep one connection, and one server, for the whole logon.",
  configuration: "Look at what was changed last at that key or in that web.config.",
  locked:
    "Find what locks it: overrideModeDefault of the section, overrideMode of a location tag, lockAttributes or lockItem above. Take the setting away below, or the lock above.",
  keys: "Set the passwords in that file again on this server, with IIS's own tools, or remove them. Attributes with an empty user name are no credential: remove both.",
  "token-cache":
    "Wait, or recycle the pool: IIS keeps logon tokens of anonymous and UNC users for up to 15 minutes.",
} as const;

const iisCache =
  "Wait, or restart IIS (iisreset): it keeps logon tokens of anonymous and UNC users for up to 15 minutes.";

/** Something to look at next. */
export type StepName = keyof typeof steps;

export function isStepName(word: string): word is StepName {
  return Object.hasOwn(steps, word);
}

/** What helps in place of a step where that is called or done otherwise; nothing where nothing does. */
const elsewhere: Readonly<Record<World, Readonly<Partial<Record<StepName, string | undefined>>>>> = {
  pools: {},
  "pools-7": {
    copies:
      "List every copy of the account in the configuration (iis-identity find --all --user NAME --long): one of them may still be the old one.",
    "logon-method":
      "Compare logonMethod there with those rights: Interactive needs the right to log on locally, Batch to log on as a batch job, Network and ClearText to access the computer from the network.",
    share:
      "Reach the folder from the server itself, as the user of the virtual directory. Check the names of server and share, and the rights on the share and on the files.",
    "unc-credential":
      "Look at the user of the virtual directory and at the share in its physicalPath (iis-identity find unc --long).",
    "pool-identity":
      "Look at the pool's identity: with identityType SpecificUser it uses the user name stored in its processModel, with all others none.",
    "pool-rights":
      "Check that the pool's account may log on as a batch job, or as a service where the pool's logonType is LogonService, including by group policies. Once that right is granted, set the pool's identity again: IIS does not try before.",
    events:
      "Read the event logs: in the system log WAS 5021, 5057 and 5059 mean a bad identity, 5002 too many failures; in the application log IIS-W3SVC-WP 2307 means a configuration that can't be read, such as a password whose key is missing. The file httperr has the requests that no site logged.",
    authentication:
      "Compare which ways to log on are enabled there (Authentication in IIS Manager) with what the client offers.",
    configuration:
      "Open the page on the server itself: IIS's error page names the file, the line and the error. Look at what was changed last there.",
    busy: "Find out what keeps the pool's processes busy: processor, memory, or what they wait for. The pool's queueLength is how many requests may wait.",
    connections: "Compare the connections that are open with maxConnections in the limits of the site.",
    "cpu-limit":
      "Compare what the pool's processes need with limit and action in cpu of the pool, then start it.",
    "password-sync": undefined,
    complus: undefined,
    "complus-events": undefined,
    "complus-rights": undefined,
    "free-metabase": undefined,
  },
  "out-of-process": {
    "start-pool": steps["complus-events"],
    "start-stopped": undefined,
    "pool-identity": complusStep,
    "pool-rights": steps["complus-rights"],
    events: steps["complus-events"],
    "token-cache": iisCache,
  },
  "in-process": {
    "start-pool": undefined,
    "start-stopped": undefined,
    "pool-identity": undefined,
    "pool-rights": undefined,
    complus: undefined,
    "complus-events": undefined,
    "complus-rights": undefined,
    events: steps["service-events"],
    "token-cache": iisCache,
  },
  ftp: {
    events: steps["service-events"],
    "token-cache":
      "Wait, or restart the FTP service (net stop msftpsvc, net start msftpsvc): it keeps logon tokens for up to 15 minutes.",
  },
  service: {
    events: steps["service-events"],
    "token-cache": "Wait, or restart the service: IIS keeps logon tokens for up to 15 minutes.",
  },
};

/** @returns each sentence once, in the order of its first mention; of a place, those that help in its world */
export function nextSteps(names: readonly StepName[], world: World = "pools"): readonly string[] {
  const others = elsewhere[world];
  return [...new Set(names.flatMap((name) => (name in others ? (others[name] ?? []) : steps[name])))];
}

/** How long a change of a password takes to show, and what makes it show at once. */
export function tokenCache(world: World): string {
  const [sentence = ""] = nextSteps(["token-cache"], world);
  return sentence;
}

/** What completes the commands that the steps name; `undefined` where it is not known. */
export interface StepDetails {
  readonly account: string | undefined;
  /** The options that name the metabase, as they were given. */
  readonly metabase: readonly (readonly [option: string, value: string])[];
}

/** The steps with commands that can be pasted as they are, where all that they need is known. */
export function completeSteps(
  texts: readonly string[],
  { account, metabase }: StepDetails,
): readonly string[] {
  const name = account === undefined ? undefined : commandArgument(account);
  const options = metabase.map(([option, value]) => ` ${option} ${commandArgument(value) ?? "..."}`);
  const stack = metabase.find(([option]) => option === "--stack")?.[1];
  const preview = `pulumi preview${stack === undefined ? "" : ` --stack ${commandArgument(stack) ?? "..."}`}`;
  return texts.map((text) =>
    text
      .replace(/\(iis-identity (find .*?--long)\)/, (_, command: string) => {
        const named = name === undefined ? command : command.replace("NAME", () => name);
        return `(iis-identity ${named}${options.join("")})`;
      })
      .replace(/^Run pulumi preview(?=:)/, () => `Run ${preview}`),
  );
}
