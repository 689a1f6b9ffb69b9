import type { Context } from '../runner/context.ts'
import type { ContenderInput } from '../runner/contender.ts'
import { MockServerProcess } from '../mock-server/mock-server-process.ts'

/** The part of a contender's input that describes the server. The rest depends on the scenario. */
export type ServerInput = Omit<ContenderInput, 'parallel' | 'size'>

/** Runs `work` with a mock server that delays every response by `delayMs`. */
export async function withMockServer<T>(
  { folder }: Context,
  delayMs: number,
  work: (mock: MockServerProcess, server: ServerInput) => Promise<T>,
): Promise<T> {
  const mock = await MockServerProcess.start(delayMs)
  const { endpoint } = mock
  const keys = { accessKeyId: 'BENCH', secretAccessKey: 'BENCH' }
  try {
    return await work(mock, { s3Endpoint: endpoint, sqsEndpoint: endpoint, keys, queue: 'bench', folder })
  } finally {
    await mock.stop()
  }
}
