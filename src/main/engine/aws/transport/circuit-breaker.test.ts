import { array, assert, asyncProperty, constantFrom } from 'fast-check'
import { expect, test } from 'vitest'
import { CircuitBreaker, opensCircuit } from './circuit-breaker.ts'
import { EngineError } from '../../errors/engine-error.ts'
import { manualClock } from '../../testing/manual-clock.ts'

const network = new EngineError('NETWORK')
const forever = new AbortController().signal

function makeCircuit(random = 1) {
  const clock = manualClock()
  const circuit = new CircuitBreaker({ now: clock.now, after: clock.after, random: () => random })
  const passed: string[] = []
  const pass = (
    name: string,
    options?: { readonly signal?: AbortSignal; readonly first?: boolean },
  ): void => {
    void circuit.pass(options?.signal ?? forever, { first: options?.first ?? false }).then(
      () => passed.push(name),
      (error: EngineError) => passed.push(`${name} ${error.code}`),
    )
  }
  return { clock, circuit, passed, pass }
}

async function fail(bench: ReturnType<typeof makeCircuit>): Promise<number> {
  const { state, retryAt } = bench.circuit.state()
  if (state === 'open') await bench.clock.pass((retryAt ?? 0) - bench.clock.now())
  bench.circuit.report(network)
  return (bench.circuit.state().retryAt ?? 0) - bench.clock.now()
}

test('lets all callers pass while closed', async () => {
  const { clock, passed, pass, circuit } = makeCircuit()
  pass('a')
  pass('b')
  await clock.pass(0)
  expect(passed).toEqual(['a', 'b'])
  expect(circuit.state()).toEqual({ state: 'closed', error: null, retryAt: null, failures: 0 })
})

test('opens, lets one caller probe after the delay, and all callers pass after a success', async () => {
  const { clock, circuit, passed, pass } = makeCircuit()
  circuit.report(network)
  expect(circuit.state()).toEqual({
    state: 'open',
    error: network,
    retryAt: clock.now() + 1_000,
    failures: 1,
  })
  for (const name of ['a', 'b', 'c']) pass(name)
  await clock.pass(999)
  expect(passed).toEqual([])
  await clock.pass(1)
  expect(passed).toEqual(['a'])
  expect(circuit.state()).toMatchObject({ state: 'probing', retryAt: null, error: network })
  circuit.succeed()
  await clock.pass(0)
  expect(passed).toEqual(['a', 'b', 'c'])
  expect(circuit.state().state).toBe('closed')
})

test('waits longer after each failed probe: 1 to 60 s, with jitter', async () => {
  const bench = makeCircuit()
  const delays: number[] = []
  for (let count = 0; count < 8; count += 1) {
    bench.pass('x')
    delays.push(await fail(bench))
  }
  expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])

  const lucky = makeCircuit(0.25)
  lucky.pass('x')
  expect(await fail(lucky)).toBe(250)
})

test('counts requests that fail together as one failure', async () => {
  const { circuit, clock } = makeCircuit()
  for (let count = 0; count < 32; count += 1) circuit.report(network)
  expect(circuit.state()).toMatchObject({ failures: 1, retryAt: clock.now() + 1_000 })
})

test('continues with the last delay if it fails again right after a success', async () => {
  const bench = makeCircuit()
  for (let count = 0; count < 4; count += 1) {
    bench.pass('x')
    await fail(bench)
  }
  bench.circuit.succeed()
  bench.circuit.report(network)
  expect(bench.circuit.state().failures).toBe(5)
  bench.circuit.succeed()
  await bench.clock.pass(60_000)
  bench.circuit.report(network)
  expect(bench.circuit.state().failures).toBe(1)
})

test('lets a `first` caller probe before earlier callers', async () => {
  const { circuit, clock, passed, pass } = makeCircuit()
  circuit.report(network)
  pass('transfer')
  pass('probe', { first: true })
  await clock.pass(1_000)
  expect(passed).toEqual(['probe'])
})

test('`tryNow` allows a probe at once', async () => {
  const { circuit, clock, passed, pass } = makeCircuit()
  circuit.report(network)
  pass('a')
  circuit.tryNow()
  await clock.pass(0)
  expect(passed).toEqual(['a'])
  circuit.report(network)
  circuit.tryNow()
  pass('b')
  await clock.pass(0)
  expect(passed).toEqual(['a', 'b'])
})

test('lets the next caller probe if a probe is cancelled, abandoned or ends with an unrelated error', async () => {
  const { circuit, clock, passed, pass } = makeCircuit()
  const cancelled = new AbortController()
  circuit.report(network)
  pass('cancelled', { signal: cancelled.signal })
  for (const name of ['forgotten', 'local failure', 'last']) pass(name)
  await clock.pass(1_000)
  cancelled.abort()
  await clock.pass(0)
  expect(passed).toEqual(['cancelled', 'forgotten'])
  await clock.pass(90_000)
  expect(passed.slice(2)).toEqual(['local failure'])
  circuit.report(new EngineError('FILE_NOT_FOUND'))
  await clock.pass(0)
  expect(passed.slice(3)).toEqual(['last'])
})

test('closes after any response from the server, even an error', async () => {
  const { circuit } = makeCircuit()
  circuit.report(network)
  circuit.report(new EngineError('FILE_NOT_FOUND'))
  expect(circuit.state().state).toBe('open')
  circuit.report(new EngineError('ACCESS_DENIED'))
  expect(circuit.state().state).toBe('closed')
})

test('cancels a waiting caller', async () => {
  const { circuit, clock, passed, pass } = makeCircuit()
  const cancelled = new AbortController()
  circuit.report(network)
  pass('a', { signal: cancelled.signal })
  pass('b')
  cancelled.abort()
  await clock.pass(1_000)
  expect(passed).toEqual(['a CANCELLED', 'b'])
  pass('c', { signal: cancelled.signal })
  await clock.pass(0)
  expect(passed.at(-1)).toBe('c CANCELLED')
})

test('reports each change, and leaves no timer running', async () => {
  const { circuit, clock, pass } = makeCircuit()
  const states: string[] = []
  circuit.onChange(() => states.push(circuit.state().state))
  circuit.succeed()
  circuit.report(network)
  pass('a')
  await clock.pass(1_000)
  circuit.succeed()
  expect(states).toEqual(['open', 'probing', 'closed'])
  expect(clock.waiting).toBe(0)
})

const step = constantFrom('report', 'succeed', 'local', 'pass', 'cancel', 'now', 1_000, 60_000)

async function play(actions: readonly (string | number)[]): Promise<void> {
  const { circuit, clock } = makeCircuit()
  let waiting: AbortController[] = []
  let probes = 0
  circuit.onChange(() => {
    if (circuit.state().state !== 'probing') probes = 0
  })
  const pass = async (own: AbortController): Promise<void> => {
    try {
      await circuit.pass(own.signal)
      if (circuit.state().state === 'probing') probes += 1
    } finally {
      waiting = waiting.filter((other) => other !== own)
    }
  }
  for (const action of actions) {
    if (action === 'report') circuit.report(network)
    if (action === 'succeed') circuit.succeed()
    if (action === 'local') circuit.report(new EngineError('FILE_NOT_FOUND'))
    if (action === 'pass') {
      const own = new AbortController()
      waiting.push(own)
      pass(own).catch(() => undefined)
    }
    if (action === 'cancel') waiting[0]?.abort()
    if (action === 'now') circuit.tryNow()
    await clock.pass(typeof action === 'number' ? action : 0)
    expect(probes).toBeLessThanOrEqual(1)
  }
  circuit.succeed()
  await clock.pass(0)
  expect(waiting).toEqual([])
}

test('never has more than one probe, and a success lets all callers pass', async () => {
  await assert(asyncProperty(array(step, { maxLength: 30 }), play))
})

test.each([
  ['NETWORK', true],
  ['THROTTLED', true],
  ['CLOCK_SKEW', true],
  ['SERVICE', true],
  ['CREDENTIALS', false],
  ['ACCESS_DENIED', false],
  ['FILE_CHANGED', false],
  ['CANCELLED', false],
] as const)('tells whether %s opens the circuit: %s', (code, opens) => {
  expect(opensCircuit(new EngineError(code))).toBe(opens)
})

test('does not open after a permanent error from the server', () => {
  expect(opensCircuit(new EngineError('SERVICE', undefined, { retryable: false }))).toBe(false)
})

// If each cancellation searched the list, this would take minutes.
test('cancels 100,000 waiting callers one by one', async () => {
  const { circuit, clock } = makeCircuit()
  circuit.report(network)
  const callers = Array.from({ length: 100_000 }, () => new AbortController())
  const outcomes = Promise.allSettled(callers.map(({ signal }) => circuit.pass(signal)))
  for (const caller of callers) caller.abort()
  expect(new Set((await outcomes).map(({ status }) => status))).toEqual(new Set(['rejected']))
  await clock.pass(60_000)
  expect(circuit.state().state).toBe('open')
})
