/** What counts where a file's settings leave it out; `maxAgeDays` in days. */
export const usualSettings = { iisStopped: false, backup: { keep: 3, maxAgeDays: 30 } } as const;
