import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../../shared/errors.ts'
import { claimsSnapshot } from '../../../shared/jobs/claims.ts'
import { Claims } from '../claims/claims.ts'
import { EngineError } from '../errors/engine-error.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { expectCode } from '../testing/expect-code.ts'
import { MemoryClaimJournal } from '../testing/memory-claim-journal.ts'
import { startServers, type TestServers } from '../testing/servers.ts'
import { Transfers } from '../transfers/transfers.ts'

const address = '"bucket":"remotejobs-in-bad0","key":"bad"'
const arrays = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
const objects = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
const text = (value: string): string => JSON.stringify(value)

const bodies: readonly (readonly [what: string, body: string, error: ErrorCode])[] = [
  ['4,000 nested arrays', `{${address},"x":${arrays(4_000)}}`, 'MESSAGE_FOREIGN_BUCKET'],
  ['100,000 nested arrays', `{${address},"x":${arrays(100_000)}}`, 'MESSAGE_FOREIGN_BUCKET'],
  ['4,000 nested objects', `{${address},"x":${objects(4_000)}}`, 'MESSAGE_FOREIGN_BUCKET'],
  ['100,000 nested objects', `{${address},"x":${objects(100_000)}}`, 'MESSAGE_FOREIGN_BUCKET'],
  ['only nested arrays', arrays(500_000), 'MESSAGE_NOT_JSON'],
  ['unclosed arrays', '['.repeat(500_000), 'MESSAGE_NOT_JSON'],
  ['nested arrays as the bucket', `{"bucket":${arrays(9_000)},"key":"k"}`, 'MESSAGE_WITHOUT_KEY'],
  [
    'lone surrogates',
    String.raw`{"bucket":"\ud800","key":"\udc00","\ud83d":"\ud83d"}`,
    'MESSAGE_FOREIGN_BUCKET',
  ],
  ['a bucket and key under __proto__', `{"__proto__":{${address}}}`, 'MESSAGE_WITHOUT_KEY'],
  [
    'names that every object has',
    `{"__proto__":"p","constructor":{},"toString":[],${address}}`,
    'MESSAGE_FOREIGN_BUCKET',
  ],
  ['huge numbers', `{"a":1e400,"b":${'9'.repeat(5_000)},"bucket":1e400}`, 'MESSAGE_WITHOUT_KEY'],
  ['a duplicate key', `{${address},"key":null}`, 'MESSAGE_WITHOUT_KEY'],
  [
    'many spaces in the name',
    `{${address},"name":${text(`a${' '.repeat(900_000)}b`)}}`,
    'MESSAGE_FOREIGN_BUCKET',
  ],
  [
    'many accents in the name',
    `{${address},"name":${text(`a${'\u0301\u0316'.repeat(200_000)}`)}}`,
    'MESSAGE_FOREIGN_BUCKET',
  ],
  [
    '50,000 fields',
    `{${Array.from({ length: 50_000 }, (_, n) => `"${n}":1`).join(',')},${address}}`,
    'MESSAGE_FOREIGN_BUCKET',
  ],
]

function openClaims(journal = new MemoryClaimJournal()): Claims {
  return new Claims({ transfers: new Transfers(), journal })
}

let servers: TestServers
let proxy: ScriptedProxy
beforeAll(async () => {
  servers = await startServers()
  proxy = await startScriptedProxy(servers.sqsEndpoint)
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})

describe.each([{ fastPath: true }, { fastPath: false }])(
  'a bad message, with fastPath: $fastPath',
  ({ fastPath }) => {
    let queue: JobQueue
    let count = 0
    beforeEach(async () => {
      proxy.reset()
      count += 1
      const config = {
        name: `bad${count}-${fastPath}`,
        layout: 'in-out',
        statuses: ['pending', 'completed'],
      } as const
      queue = new JobQueue({
        config: { ...config, statuses: [...config.statuses] },
        clients: servers.clients({ sqsEndpoint: proxy.endpoint, fastPath }),
      })
      await queue.ensure()
    })

    /** Sends nine valid messages with the bad one among them. */
    async function send(body: string): Promise<void> {
      const raw = new SqsQueue(servers.clients(), queue.names.queue('pending'))
      for (const index of Array(10).keys()) {
        if (index === 4) await raw.send(body)
        else await queue.sendStored({ key: `good-${index}`, fields: { name: 'Kätzchen' } })
      }
    }

    it.each(bodies)('with %s is claimed with nine valid ones', async (_, body, error) => {
      await send(body)
      const claims = openClaims()
      const ids = await claims.nextBatch(queue, 'local', 'pending')
      expect(ids).toHaveLength(10)
      const found = claimsSnapshot.parse(claims.snapshot()).claims
      const bad = found.find(({ rawBody }) => body.startsWith(rawBody))
      expect(found.filter((one) => one !== bad).map(({ messageError }) => messageError)).toEqual(
        Array.from({ length: 9 }, () => null),
      )
      expect(bad?.messageError).toMatchObject({ code: error, retryable: false })
      expect(JSON.stringify(bad).length).toBeLessThan(400_000)
      for (const id of ids) await claims.acknowledge(id)
      expect(await queue.depths()).toMatchObject({ pending: { visible: 0, inFlight: 0 } })
      await claims.close()
    })

    it('that cannot be saved is released, and the others are claimed', async () => {
      await send('{"note":"full"}')
      const journal = new MemoryClaimJournal()
      const hold = journal.hold.bind(journal)
      journal.hold = (claim) =>
        claim.rawBody.includes('full') ? Promise.reject(new EngineError('INTERNAL')) : hold(claim)
      const claims = openClaims(journal)
      expect(await claims.nextBatch(queue, 'local', 'pending')).toHaveLength(9)
      expect(await queue.depths()).toMatchObject({ pending: { visible: 1, inFlight: 9 } })
      await expectCode(claims.nextBatch(queue, 'local', 'pending'), 'INTERNAL')
      await claims.close()
    })
  },
)
