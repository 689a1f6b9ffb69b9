import { describe, expect, it } from 'vitest'
import { channels } from '../../shared/ipc/channels.ts'
import { contract } from '../../shared/ipc/contract.ts'
import { EngineError } from '../engine/errors/engine-error.ts'
import { eventFrom, page, registerAll, trusted } from './testing/registered-handlers.ts'
import { validInputs } from './testing/valid-inputs.ts'

const endless: unknown[] = []
endless.push(endless, endless)

describe.each(channels)('%s', (channel) => {
  const isObject = validInputs[channel] !== null

  it('is handled when called from the page', async () => {
    const reached: string[] = []
    await registerAll((name) => reached.push(name)).call(channel, trusted, validInputs[channel])
    expect(reached).toEqual([channel])
  })

  it('returns nothing that the contract does not declare', async () => {
    const { call, logged } = registerAll(() => ({ secretAccessKey: 'canary' }))
    const response = await call(channel, trusted, validInputs[channel])
    expect(response).toMatchObject({ ok: false, error: { code: 'INTERNAL' } })
    expect(JSON.stringify(response)).not.toContain('canary')
    expect(logged).toHaveLength(1)
  })

  it.each([
    ['a foreign page', eventFrom({ url: 'https://evil.example/' })],
    ['a URL that only starts like ours', eventFrom({ url: 'app://bundle.evil.example/' })],
    ['a frame inside our page', eventFrom({ url: page }, { url: page })],
    ['a frame that is gone', eventFrom(null)],
  ])('rejects %s', async (_name, event) => {
    const { call, logged } = registerAll(() => 'reached')
    await expect(call(channel, event, validInputs[channel])).resolves.toMatchObject({
      ok: false,
      error: { code: 'FORBIDDEN_SENDER' },
    })
    expect(logged).toHaveLength(1)
  })

  it.each([
    ['an extra key', isObject ? { ...(validInputs[channel] as object), extra: 1 } : { extra: 1 }],
    ['the wrong type', 42],
    ['ten million characters', 'x'.repeat(10_000_000)],
    ['a forged prototype', JSON.parse('{"__proto__": {"queue": "demo", "claimId": "a"}}')],
    ['nothing at all', undefined],
    ['a BigInt', { queue: 1n }],
    ['a list that contains itself', endless],
    [
      '50,000 wrong items',
      { ...(isObject && (validInputs[channel] as object)), files: Array(50_000).fill(1) },
    ],
  ])('rejects %s', async (_name, input) => {
    const response = await registerAll(() => 'reached').call(channel, trusted, input)
    expect(response).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } })
  })
})

describe('registerHandlers', () => {
  it('registers the contract, plus the one channel that only the preload can use', () => {
    expect(registerAll().names.toSorted()).toEqual([...Object.keys(contract), 'files:grant'].toSorted())
  })

  it('sends the code, message and hint of an error, and keeps the rest private', async () => {
    const cause = Object.assign(new Error('AKIAIOSFODNN7EXAMPLE'), { secret: 'x' })
    const { call, logged } = registerAll(() => {
      throw new EngineError('LEASE_LOST', 'It is gone.', { hint: 'Claim again.', retryable: false, cause })
    })
    await expect(call('claims:acknowledge', trusted, { claimId: 'a' })).resolves.toEqual({
      ok: false,
      error: {
        code: 'LEASE_LOST',
        message: 'It is gone.',
        hint: 'Claim again.',
        retryable: false,
        remedy: 'claim-next',
      },
    })
    expect(logged).toHaveLength(1)
  })

  it.each([
    ['too large', 'x'.repeat(10_000_000), 'Send less at once.'],
    ['not plain', { toJSON: () => 'x' }, 'Send only text, numbers, lists and plain objects.'],
  ])('refuses input that is %s before its schema reads it', async (_what, input, hint) => {
    const { call } = registerAll()
    expect(await call('claims:acknowledge', trusted, input)).toMatchObject({ ok: false, error: { hint } })
  })

  it('hides unexpected errors', async () => {
    const { call } = registerAll(() => {
      throw new Error('secretAccessKey=abc')
    })
    const response = await call('queues:list', trusted, null)
    expect(response).toMatchObject({ ok: false, error: { code: 'INTERNAL' } })
    expect(JSON.stringify(response)).not.toContain('abc')
  })

  it('does not log a call that the user cancelled', async () => {
    const { call, logged } = registerAll(() => {
      throw new EngineError('CANCELLED')
    })
    await call('claims:next', trusted, validInputs['claims:next'])
    expect(logged).toEqual([])
  })
})
