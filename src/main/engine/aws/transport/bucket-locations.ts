/** The known region and owner of each bucket. */
export class BucketLocations {
  readonly #regions = new Map<string, string>()
  readonly #owners = new Map<string, string>()
  readonly #own = new Set<string>()
  #account: string | null = null

  /** Returns the region of a bucket. `null` means the client's region until the server names another. */
  regionOf(bucket: string): string | null {
    return this.#regions.get(bucket) ?? null
  }

  /** Returns the account that must own a bucket, or `null` if any may. */
  ownerOf(bucket: string): string | null {
    return this.#owners.get(bucket) ?? (this.#own.has(bucket) ? this.#account : null)
  }

  /** True if the server has confirmed the owner of a bucket. */
  isConfirmed(bucket: string): boolean {
    return this.#owners.has(bucket)
  }

  /** Records the region that the server named for a bucket. */
  noteRegion(bucket: string, region: string): void {
    this.#regions.set(bucket, region)
  }

  /** Records that the server confirmed the owner of a bucket. */
  noteOwner(bucket: string, account: string): void {
    this.#owners.set(bucket, account)
  }

  /** Adds buckets of a job queue, which must belong to the account of {@link expectOwner}. */
  addOwn(buckets: readonly string[]): void {
    for (const bucket of buckets) this.#own.add(bucket)
  }

  /**
   * Sets the account that must own the buckets of the job queues. Bucket names are unique across all
   * accounts, so someone else may own the name that a job queue would use.
   */
  expectOwner(account: string): void {
    this.#account = account
  }
}
