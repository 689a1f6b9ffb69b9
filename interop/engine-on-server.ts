import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClients } from '../src/main/engine/aws/transport/clients.ts'
import { JobQueue } from '../src/main/engine/job-queue/job-queue.ts'
import type { OtherServer } from './servers/other-server.ts'
import { operations } from './operations/operations.ts'
import { outcomeOf } from './table.ts'
import type { Outcome } from './table.ts'

/** Runs each operation of the engine on a server, each on its own job queue. */
export async function tryEngine(server: OtherServer): Promise<Map<string, Outcome>> {
  const { keys, s3Endpoint, sqsEndpoint } = server
  const clients = createClients({ region: 'us-west-1', credentials: keys, s3Endpoint, sqsEndpoint })
  const folder = await mkdtemp(join(tmpdir(), 'interop-engine-'))
  const outcomes = new Map<string, Outcome>()
  try {
    for (const [i, [what, operation]] of Object.entries(operations).entries()) {
      const config = {
        name: `interop-${i}`,
        layout: 'in-out' as const,
        statuses: ['pending', 'inprogress', 'completed'],
      }
      const queue = new JobQueue({ config, clients })
      outcomes.set(
        what,
        await outcomeOf(async () => {
          await queue.ensure()
          await operation({ queue, clients, folder })
        }),
      )
    }
    return outcomes
  } finally {
    clients.close()
    await rm(folder, { recursive: true, force: true })
  }
}
