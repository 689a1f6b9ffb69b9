import { expect, test } from 'vitest'
import { MemoryJobStore } from '../../../engine/testing/memory-job-store.ts'
import type { Services } from '../../services.ts'
import { bulkAll, sendAgain } from './claim-actions.ts'

test('resending a job creates a new one, linked to the old one', async () => {
  const store = new MemoryJobStore()
  const id = store.add({ messageId: 'm-old' })
  const claims = {
    claim: () => ({ connectionId: 'local', queue: 'demo', jobId: 'm-old' }),
    settlement: { sendAgain: () => Promise.resolve('m-new') },
  }
  // The code under test uses only these services.
  const services = { claims, jobs: { store }, poller: { refreshSoon: () => undefined } }
  await sendAgain(services as unknown as Services, 'claim')
  const again = (await store.withMessageIds('local', 'demo', ['m-new'])).get('m-new')
  expect(again).not.toBe(id)
  expect((await store.describe(id))?.again).toEqual([again])
})

test('moves several jobs to In progress one at a time, so that each finds it empty and is kept', async () => {
  const log: string[] = []
  const startAndKeep = async (claimId: string): Promise<string | null> => {
    log.push(`start ${claimId}`)
    await Promise.resolve()
    log.push(`end ${claimId}`)
    if (claimId === 'b') throw new Error('x')
    return null
  }
  const services = { claims: { settlement: { startAndKeep } } } as unknown as Services
  const { failed } = await bulkAll(services, { claimIds: ['a', 'b', 'c'], action: 'start' })
  expect(log).toEqual(['start a', 'end a', 'start b', 'end b', 'start c', 'end c'])
  expect(failed.map(({ claimId }) => claimId)).toEqual(['b'])
})
