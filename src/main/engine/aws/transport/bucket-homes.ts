/** The known region and owner of each bucket. */
export class BucketHomes {
  readonly #regions = new Map<string, string>()
  readonly #owners = new Map<string, string>()

  /** Returns the region of a bucket. `null` means the client's region until the server names another. */
  regionOf(bucket: string): string | null {
    return this.#regions.get(bucket) ?? null
  }

  /** Returns the account that owns a bucket, or `null` until known. */
  ownerOf(bucket: string): string | null {
    return this.#owners.get(bucket) ?? null
  }

  /** Records the region that the server named for a bucket. */
  noteRegion(bucket: string, region: string): void {
    this.#regions.set(bucket, region)
  }

  /** Records that the server confirmed the owner of a bucket. */
  noteOwner(bucket: string, account: string): void {
    this.#owners.set(bucket, account)
  }
}
