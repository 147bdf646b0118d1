import type { AccountSearch } from "./account-search";
import { siteBranch, type AroundSites } from "./site-branch";
import type { KnownSite } from "./sites";
import type { Branch, BranchSource } from "./tree";
import { WrittenSite } from "./written-site";

/** What the levels of a site are made of. */
export class SiteSource implements BranchSource {
  /** @param sites those of its id: there should be one */
  constructor(
    private readonly id: string,
    private readonly sites: readonly KnownSite[],
    private readonly around: AroundSites,
  ) {}

  make(): Branch {
    return siteBranch(this.id, this.sites, this.around);
  }

  mayHold(search: AccountSearch): boolean {
    const { sites, id } = this;
    const { barred } = this.around;
    const known = sites[0];
    if (known === undefined || sites.length > 1 || barred.has("") || barred.has(id)) return true;
    const { site, foldedName, doubtfulId, doubtfulName } = known;
    if (!(site instanceof WrittenSite) || (doubtfulId ?? doubtfulName) !== undefined) return true;
    return search.mayBeInTags(foldedName) || search.mayBeIn(site);
  }
}
