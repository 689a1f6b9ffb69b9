import { expect, it } from 'vitest'
import { MemoryJobStore } from '../testing/memory-job-store.ts'
import { SeenMarks } from './seen-marks.ts'

/** Records each call's jobs, and fails if calls overlap. */
class SlicedStore extends MemoryJobStore {
  readonly slices: (readonly number[])[] = []
  #isBusy = false

  override async unmarkOpened(jobIds: readonly number[], markedAt: number): Promise<void> {
    if (this.#isBusy) throw new Error('Two calls overlap.')
    this.#isBusy = true
    await super.unmarkOpened(jobIds, markedAt)
    this.#isBusy = false
    this.slices.push(jobIds)
  }
}

it('undoes a mark in slices, one after the other, so that other work gets a turn', async () => {
  const store = new SlicedStore()
  const ids = Array.from({ length: 1_201 }, () => store.add({ results: { found: 1, new: 1, saved: 0 } }))
  const marks = new SeenMarks(store)
  const { undoId } = await marks.mark({ kind: 'some', ids })
  await marks.undo(undoId ?? '')
  expect(store.slices.map((slice) => slice.length)).toEqual([500, 500, 201])
  expect(store.slices.flat()).toEqual(ids)
})
