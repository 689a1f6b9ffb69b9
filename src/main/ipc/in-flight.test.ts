import { describe, expect, it } from 'vitest'
import { InFlight } from './in-flight.ts'

function untilAborted(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('aborted')
    else signal.addEventListener('abort', () => resolve('aborted'))
  })
}

describe('InFlight', () => {
  it('cancels only the named call', async () => {
    const inFlight = new InFlight()
    const first = inFlight.run('a', untilAborted)
    let secondDone = false
    const second = inFlight.run('b', untilAborted).then(() => {
      secondDone = true
    })
    inFlight.cancel('a')
    await expect(first).resolves.toBe('aborted')
    expect(secondDone).toBe(false)
    inFlight.cancelAll()
    await second
  })

  it('applies a cancel that arrives before its call', async () => {
    const inFlight = new InFlight()
    inFlight.cancel('a')
    await expect(inFlight.run('a', untilAborted)).resolves.toBe('aborted')
  })
})
