import { describe, expect, test } from 'vitest'
import { Batcher, type BatcherOptions } from './batcher.ts'

interface Recorded {
  readonly batcher: Batcher<number, string>
  readonly batches: (readonly number[])[]
}

function recording(options: Partial<BatcherOptions<number, string>> = {}): Recorded {
  const batches: (readonly number[])[] = []
  const batcher = new Batcher<number, string>({
    wait: 'microtask',
    run: (items) => {
      batches.push(items)
      return Promise.resolve(items.map((item) => `done ${item}`))
    },
    ...options,
  })
  return { batcher, batches }
}

describe('collecting items', () => {
  test.each(['microtask', 'immediate', 1] as const)(
    'items added in one turn share a batch (%s)',
    async (wait) => {
      const { batcher, batches } = recording({ wait })
      const results = await Promise.all([1, 2, 3].map((item) => batcher.add(item)))
      expect(results).toEqual(['done 1', 'done 2', 'done 3'])
      expect(batches).toEqual([[1, 2, 3]])
    },
  )

  test('a full batch runs at once', async () => {
    const { batcher, batches } = recording({ wait: 60_000, fullAt: 2 })
    await Promise.all([1, 2, 3, 4].map((item) => batcher.add(item)))
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  test('an item that exceeds the maximum weight starts the next batch', async () => {
    const { batcher, batches } = recording({ maxWeight: 10, weightOf: (item) => item })
    await Promise.all([4, 6, 1, 20].map((item) => batcher.add(item)))
    expect(batches).toEqual([[4, 6], [1], [20]])
  })

  test('groups never share a batch', async () => {
    const { batcher, batches } = recording({ groupOf: (item) => item % 2 })
    await Promise.all([1, 2, 3, 4].map((item) => batcher.add(item)))
    expect(batches).toEqual([
      [1, 3],
      [2, 4],
    ])
  })

  test('one at a time: items added meanwhile form the next batch', async () => {
    const gate = Promise.withResolvers<void>()
    const batches: (readonly number[])[] = []
    const batcher = new Batcher<number, number>({
      wait: 'microtask',
      oneAtATime: true,
      run: async (items) => {
        batches.push(items)
        if (batches.length === 1) await gate.promise
        return items
      },
    })
    const first = batcher.add(1)
    await Promise.resolve()
    const others = [batcher.add(2), batcher.add(3)]
    expect(batches).toEqual([[1]])
    gate.resolve()
    await Promise.all([first, ...others])
    expect(batches).toEqual([[1], [2, 3]])
  })

  test('a batch that fills up while another one runs starts right after it', async () => {
    const gate = Promise.withResolvers<void>()
    const batcher = new Batcher<number, number>({
      wait: 3_600_000,
      fullAt: 2,
      oneAtATime: true,
      run: async (items) => {
        await gate.promise
        return items
      },
    })
    const all = [1, 2, 3, 4].map((item) => batcher.add(item))
    gate.resolve()
    expect(await Promise.all(all)).toEqual([1, 2, 3, 4])
  })

  test('items added right before a batch runs still join it', async () => {
    const { batcher, batches } = recording({
      beforeRun: () => {
        if (batches.length === 0 && !joined) {
          joined = true
          void batcher.add(2)
        }
      },
    })
    let joined = false
    await batcher.add(1)
    await batcher.settled()
    expect(batches).toEqual([[1, 2]])
  })
})

describe('returning results', () => {
  test('an error among the results rejects only its item', async () => {
    const { batcher } = recording({ run: (items) => Promise.resolve(items.map(() => 'fine')) })
    const failing = new Batcher<number, string>({
      wait: 'microtask',
      run: () => Promise.resolve(['fine', new Error('refused')]),
    })
    expect(await batcher.add(1)).toBe('fine')
    const [good, bad] = await Promise.allSettled([failing.add(1), failing.add(2)])
    expect(good).toEqual({ status: 'fulfilled', value: 'fine' })
    expect(bad).toMatchObject({ status: 'rejected', reason: { message: 'refused' } })
  })

  test('a rejected run rejects every item of its batch', async () => {
    const { batcher } = recording({ run: () => Promise.reject(new Error('no connection')) })
    const results = await Promise.allSettled([batcher.add(1), batcher.add(2)])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  test('a missing result rejects its item', async () => {
    const { batcher } = recording({ run: () => Promise.resolve([]) })
    await expect(batcher.add(1)).rejects.toThrow('no result')
  })
})

describe('dropping items', () => {
  test('an aborted item is dropped if its batch has not started yet', async () => {
    const { batcher, batches } = recording()
    const abort = new AbortController()
    const dropped = batcher.add(1, abort.signal)
    const kept = batcher.add(2)
    abort.abort(new Error('not wanted'))
    await expect(dropped).rejects.toThrow('not wanted')
    expect(await kept).toBe('done 2')
    expect(batches).toEqual([[2]])
  })

  test('settled resolves once everything has been handled', async () => {
    const { batcher, batches } = recording({ wait: 60_000 })
    const results = Promise.all([batcher.add(1), batcher.add(2)])
    await batcher.settled()
    expect(await results).toEqual(['done 1', 'done 2'])
    expect(batches).toEqual([[1, 2]])
  })
})

// If each removal searched the list, this would take minutes.
test('drops 200,000 waiting items one by one, latest first', async () => {
  const { batcher, batches } = recording({ wait: 60_000, weightOf: () => 1, maxWeight: 1_000_000 })
  const signals = Array.from({ length: 200_000 }, () => new AbortController())
  const kept = batcher.add(-1)
  const outcomes = Promise.allSettled(signals.map(({ signal }, item) => batcher.add(item, signal)))
  const reason = new Error('dropped')
  for (const signal of signals.toReversed()) signal.abort(reason)
  expect(new Set((await outcomes).map(({ status }) => status))).toEqual(new Set(['rejected']))
  await batcher.settled()
  expect(await kept).toBe('done -1')
  expect(batches).toEqual([[-1]])
})
