import { describe, expect, it, onTestFinished } from 'vitest'
import { channels } from '../../shared/ipc/channels.ts'
import { contract, type Reply } from '../../shared/ipc/contract.ts'
import { limitsOf } from '../../shared/ipc/input-limits.ts'
import { canaries, HostileInputs } from './testing/hostile-inputs.ts'
import { largestInputs } from './testing/largest-inputs.ts'
import { registerAll, trusted } from './testing/registered-handlers.ts'
import { validInputs } from './testing/valid-inputs.ts'

/** This thread's CPU time, in milliseconds. Other programs do not affect it. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** How often a slow call is repeated, to find out whether the input makes it slow. */
const maxAttempts = 20

/** The audit sends many more. */
const payloads = Number(process.env['AUDIT_PAYLOADS'] ?? 100)

/** Returns what is wrong with the reply to a hostile input, or `null`. */
function replyProblem(reply: Reply<unknown>, took: number): string | null {
  if (took > 50) return `It took ${took} ms.`
  // A fault may leave the input valid. Its handler returns null here, which few outputs allow.
  if (reply.ok) return null
  const text = JSON.stringify(reply)
  if (!['BAD_REQUEST', 'INTERNAL'].includes(reply.error.code)) return text
  return text.length > 600 || canaries.some((canary) => text.includes(canary)) ? text : null
}

describe.each(channels)('hostile input of %s', (channel) => {
  it(`is refused within 50 ms and not repeated, ${payloads} times`, async () => {
    const { call, logged } = registerAll(() => null)
    const inputs = new HostileInputs(channels.indexOf(channel) + 1)
    const problems: string[] = []
    // Without stack traces, the audit takes half as long.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    onTestFinished(() => {
      Error.stackTraceLimit = stackTraceLimit
    })
    /** Texts, numbers and the like that were refused. They repeat often, especially for calls without an input. */
    const refused = new Set<unknown>()
    let refusals = 0
    for (let count = 0; count < payloads; count += 1) {
      const input = inputs.next(validInputs[channel])
      if (refused.has(input)) {
        refusals += 1
        continue
      }
      let problem: string | null = ''
      // Other work on this thread, such as a garbage collection, does not slow down every attempt.
      for (let attempt = 0; attempt < maxAttempts && problem !== null; attempt += 1) {
        const start = threadMs()
        const reply = await call(channel, trusted, input)
        problem = replyProblem(reply, threadMs() - start)
        if (reply.ok || reply.error.code !== 'BAD_REQUEST') continue
        refusals += 1
        if (typeof input !== 'object') refused.add(input)
      }
      logged.length = 0
      if (problem !== null) problems.push(problem)
    }
    expect(problems).toEqual([])
    expect(refusals).toBeGreaterThan(payloads / 2)
  })
})

describe.each(channels)('the largest input of %s', (channel) => {
  it('is refused within 50 ms', async () => {
    const { call } = registerAll(() => null)
    const slow: string[] = []
    for (const input of largestInputs(validInputs[channel], limitsOf(contract[channel].input))) {
      let fastest = Infinity
      for (let attempt = 0; attempt < maxAttempts && fastest > 50; attempt += 1) {
        const start = threadMs()
        await call(channel, trusted, input)
        fastest = Math.min(fastest, threadMs() - start)
      }
      if (fastest > 50) slow.push(`It took ${fastest} ms.`)
    }
    expect(slow).toEqual([])
  })
})
