import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { isRunning, Machine, minimum, until } from "../support/machine";

// The programs that only pretend are scripts, which Windows does not start by name.
const posix = process.platform === "win32" ? describe.skip : describe;

let machine: Machine;
beforeEach(() => {
  machine = new Machine();
});
afterEach(async () => {
  await machine.remove();
});

posix("a setup that is interrupted", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "by %s leaves nothing and ends its build",
    async (signal) => {
      machine.addGo("waits");
      const run = machine.start();
      await until(() => machine.builds().length === 1);
      run.process.kill(signal);
      const { killedBy, found } = await run.ended;
      expect({ killedBy, found }).toEqual({ killedBy: signal, found: undefined });
      expect(machine.installed()).toEqual([]);
      expect(machine.builds().filter(isRunning)).toEqual([]);
    },
  );

  test("by a kill is tidied up after by the next one, which installs as usual", async () => {
    machine.addGo("waits");
    const killed = machine.start();
    await until(() => machine.builds().length === 1);
    killed.process.kill("SIGKILL");
    await killed.ended;
    expect(machine.installed()).toEqual([expect.stringMatching(/^\.staging-/)]);

    machine.addGo("builds");
    expect((await machine.run()).found?.source).toBe("go");
    expect(machine.installed()).toEqual([`${minimum}-go`]);
  });
});

posix("two setups at once", () => {
  test("build once: the second waits for the first and uses what it made", async () => {
    machine.addGo("waits");
    const first = machine.start();
    await until(() => machine.builds().length === 1);
    const second = machine.start();
    await until(() => second.said() !== "");
    machine.openGate();
    const [made, used] = [await first.ended, await second.ended];
    expect(used.found).toEqual({ ...made.found, source: "versions" });
    expect(machine.builds()).toHaveLength(1);
    expect(machine.installed()).toEqual([`${minimum}-go`]);
  });

  test("the second builds itself when the first dies", async () => {
    machine.addGo("waits");
    const first = machine.start();
    await until(() => machine.builds().length === 1);
    const second = machine.start();
    await until(() => second.said() !== "");
    first.process.kill("SIGKILL");
    await until(() => machine.builds().length === 2);
    machine.openGate();
    expect((await second.ended).found?.source).toBe("go");
    expect(machine.installed()).toEqual([`${minimum}-go`]);
  });

  test("a setup does not wait for a folder that no running setup owns", async () => {
    machine.addGo("builds");
    const left = join(machine.versions, ".staging-left");
    mkdirSync(left, { recursive: true });
    // No process has this number.
    writeFileSync(join(left, "owner.json"), JSON.stringify({ pid: 2 ** 30, host: hostname() }));
    expect((await machine.run()).found?.source).toBe("go");
    expect(machine.installed()).toEqual([`${minimum}-go`]);
  });
});
