// What programs need to find themselves, their user's files and agents. It contains nothing of Pulumi's.
const windowsNames = [
  "SystemRoot",
  "windir",
  "SystemDrive",
  "Path",
  "PATHEXT",
  "ComSpec",
  "TEMP",
  "TMP",
  "USERPROFILE",
  "USERNAME",
  "USERDOMAIN",
  "USERDNSDOMAIN",
  "COMPUTERNAME",
  "LOGONSERVER",
  "APPDATA",
  "LOCALAPPDATA",
  "HOMEDRIVE",
  "HOMEPATH",
  "ProgramData",
  "ALLUSERSPROFILE",
  "ProgramFiles",
  "ProgramFiles(x86)",
  "ProgramW6432",
  "CommonProgramFiles",
  "CommonProgramFiles(x86)",
  "CommonProgramW6432",
  "PROCESSOR_ARCHITECTURE",
  "PROCESSOR_ARCHITEW6432",
  "NUMBER_OF_PROCESSORS",
  "OS",
  "SSH_AUTH_SOCK",
];

const posixNames = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "TMPDIR",
  "SSH_AUTH_SOCK",
  "SSH_AGENT_PID",
  "KRB5CCNAME",
  "KRB5_CONFIG",
  "XDG_RUNTIME_DIR",
];

/**
 * The environment that child processes get: what this process has of a short list, and nothing else. So variables with
 * Pulumi's settings, its passphrase and a pipeline's secrets are left out.
 */
export function childEnvironment(
  platform: NodeJS.Platform = process.platform,
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
): NodeJS.ProcessEnv {
  const fold = (name: string): string => (platform === "win32" ? name.toUpperCase() : name);
  const allowed = new Set((platform === "win32" ? windowsNames : posixNames).map(fold));
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => allowed.has(fold(name)) || (platform !== "win32" && /^LC_[A-Z]+$/.test(name)),
    ),
  );
}

/** A variable's value; Windows treats `Path` and `PATH` as the same, but a copy of its environment does not. */
export function variable(
  name: string,
  platform: NodeJS.Platform,
  environment: Readonly<NodeJS.ProcessEnv>,
): string | undefined {
  if (platform !== "win32") return environment[name];
  const wanted = name.toUpperCase();
  const found = Object.entries(environment).find(([each]) => each.toUpperCase() === wanted);
  return found?.[1];
}
