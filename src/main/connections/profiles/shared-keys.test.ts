import { expect, test } from 'vitest'
import { type ProvidedKeys, sharedKeys } from './shared-keys.ts'

function provider(lifetimeMs = 3_600_000) {
  let time = 1_000_000
  let reads = 0
  let failing = false
  const keys = sharedKeys(
    async (): Promise<ProvidedKeys> => {
      reads += 1
      if (failing) throw new Error('no keys')
      return { accessKeyId: `key ${reads}`, secretAccessKey: 's', expiration: new Date(time + lifetimeMs) }
    },
    () => time,
  )
  return {
    keys: async () => (await keys()).accessKeyId,
    pass: (ms: number) => (time += ms),
    fail: () => (failing = true),
    reads: () => reads,
  }
}

test('all clients share one read', async () => {
  const { keys, reads } = provider()
  expect(await Promise.all([keys(), keys(), keys()])).toEqual(['key 1', 'key 1', 'key 1'])
  expect(await keys()).toBe('key 1')
  expect(reads()).toBe(1)
})

test('renews keys in the background before they expire, and uses the old ones in the meantime', async () => {
  const { keys, pass, reads } = provider()
  await keys()
  pass(3_600_000 - 60_000)
  expect(await keys()).toBe('key 1')
  await expect.poll(keys).toBe('key 2')
  expect(reads()).toBe(2)
})

test('reports a failed renewal only after the keys have expired', async () => {
  const { keys, pass, fail } = provider()
  await keys()
  fail()
  pass(3_600_000 - 60_000)
  expect(await keys()).toBe('key 1')
  pass(60_000)
  await expect(keys()).rejects.toThrow('no keys')
})

test('does not run a failing program again for every request', async () => {
  const { keys, pass, fail, reads } = provider()
  await keys()
  fail()
  pass(3_600_000 - 240_000)
  for (let request = 0; request < 20; request += 1) expect(await keys()).toBe('key 1')
  expect(reads()).toBe(2)
  pass(30_000)
  for (let request = 0; request < 20; request += 1) await keys()
  expect(reads()).toBe(3)
})

test('does not renew keys that always expire soon for every request', async () => {
  const { keys, pass, reads } = provider(120_000)
  await keys()
  for (let request = 0; request < 20; request += 1) {
    await keys()
    pass(1_000)
  }
  expect(reads()).toBe(2)
})
