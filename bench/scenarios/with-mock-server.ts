import type { Context } from '../runner/context.ts'
import type { SideInput } from '../runner/contender.ts'
import { SinkProcess } from '../mock-server/mock-server-process.ts'

/** What a side is told of a sink; the rest depends on what it does. */
export type SinkPlace = Omit<SideInput, 'parallel' | 'size'>

/** Runs `work` with a sink that holds every answer back for `delayMs`. */
export async function onSink<T>(
  { folder }: Context,
  delayMs: number,
  work: (sink: SinkProcess, place: SinkPlace) => Promise<T>,
): Promise<T> {
  const sink = await SinkProcess.start(delayMs)
  const { endpoint } = sink
  const keys = { accessKeyId: 'BENCH', secretAccessKey: 'BENCH' }
  try {
    return await work(sink, { s3Endpoint: endpoint, sqsEndpoint: endpoint, keys, queue: 'bench', folder })
  } finally {
    await sink.stop()
  }
}
