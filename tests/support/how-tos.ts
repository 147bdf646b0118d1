/** The pages that the lane engine follows from their first to their last line, and whose lines it compares. */
export const howTos = ["docs/mixed-farm.md", "docs/no-stored-password.md"] as const;
