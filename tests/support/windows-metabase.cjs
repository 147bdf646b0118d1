// The file store on Windows: `node windows-metabase.cjs <compiled package> <case> <metabase> <declaration as JSON>`
// prints what came of it as JSON. A declaration is { location, userName, password }.
const { join, resolve } = require("node:path");
const [dist = "", name = "", path = "", declared = "{}"] = process.argv.slice(2);
const { parseLocation, Secret } = require(join(dist, "domain"));
const { planCredential, describeDifference } = require(join(dist, "drift"));
const { FileStore } = require(join(dist, "stores", "file", "file-store"));
const { isLiveMetabase } = require(join(dist, "stores", "file", "live-metabase"));

const { location, userName, password } = JSON.parse(declared);
const desired = () => ({
  location: parseLocation(location),
  kind: "anonymous",
  userName,
  password: new Secret(password),
});

async function plan() {
  const store = new FileStore({ path });
  const snapshot = await store.observe({ locations: [desired().location] });
  return { store, plan: planCredential(snapshot, desired(), []) };
}

async function named() {
  const { plan: made } = await plan();
  return made.state === "drifted" ? made.differences.map(describeDifference) : made.state;
}

async function apply() {
  const { store, plan: made } = await plan();
  if (made.state !== "drifted") return made.state;
  try {
    const [result] = await store.apply([made.change]);
    return result.outcome === "failed" ? result.error.code : result.outcome;
  } catch (error) {
    return /** @type {{ code?: unknown }} */ (error).code;
  }
}

/** @type {Record<string, () => Promise<unknown>>} */
const cases = {
  plan: named,
  "plan and apply": async () => [await named(), await apply()],
  "belong to IIS": async () =>
    JSON.parse(declared).filter((/** @type {string} */ file) => isLiveMetabase(resolve(file))),
  apply,
  "apply where access-control lists can be copied": async () => {
    // Wine keeps none, so what the store finds to copy them by is replaced by what does nothing.
    require(join(dist, "io", "access-control")).accessControl = () => ({ copy: async () => undefined });
    return [await apply(), await apply()];
  },
};

void cases[name]?.()
  .catch((error) => error.code)
  .then((answer) => {
    process.stdout.write(JSON.stringify(answer ?? null));
  });
