import type { ClaimOutcome, ClaimJournal, HeldClaim } from '../claims/claim-journal.ts'

/** A claim journal in memory. Like a disk, it outlives the claims. */
export class MemoryClaimJournal implements ClaimJournal {
  readonly held = new Map<string, HeldClaim>()
  readonly ends: { readonly id: string; readonly outcome: ClaimOutcome }[] = []
  /** If set, `hold` fails with it. */
  failure: Error | null = null
  /** The result of `finishedBefore`. */
  done: number | null = null

  hold(claim: HeldClaim): Promise<void> {
    if (this.failure !== null) return Promise.reject(this.failure)
    this.held.set(claim.id, claim)
    return Promise.resolve()
  }

  renew(deadlines: ReadonlyMap<string, number>): void {
    for (const [id, deadline] of deadlines) this.#change(id, { deadline })
  }

  note(
    id: string,
    event: HeldClaim['events'][number],
    more?: { readonly savedPath?: string },
  ): Promise<void> {
    const savedPath = more?.savedPath
    this.#change(id, {
      events: [...(this.held.get(id)?.events ?? []), event],
      ...(savedPath !== undefined && { savedPath }),
    })
    return Promise.resolve()
  }

  allowBucket(id: string): Promise<void> {
    this.#change(id, { bucketAllowed: true })
    return Promise.resolve()
  }

  finishedBefore(): Promise<number | null> {
    return Promise.resolve(this.done)
  }

  finish(id: string, outcome: ClaimOutcome): Promise<void> {
    if (this.held.delete(id)) this.ends.push({ id, outcome })
    return Promise.resolve()
  }

  #change(id: string, change: Partial<HeldClaim>): void {
    const claim = this.held.get(id)
    if (claim !== undefined) this.held.set(id, { ...claim, ...change })
  }
}
