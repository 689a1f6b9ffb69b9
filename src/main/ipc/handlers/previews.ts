import type { PreviewSource } from '../../../shared/files/previews.ts'
import type { ObjectSource } from '../../engine/aws/s3/object-source.ts'
import { notConnected } from '../../engine/jobs/job-errors.ts'
import { EngineError } from '../../engine/errors/engine-error.ts'
import type { JobQueue } from '../../engine/job-queue/job-queue.ts'
import type { StoredJob } from '../../engine/jobs/job-store.ts'
import type { InFlight } from '../in-flight.ts'
import type { Handlers } from '../register.ts'
import type { Services } from '../services.ts'

type Channels = Extract<keyof Handlers, `previews:${string}`>

/** Handles previews of payloads, results and files. */
export function previewHandlers(
  ready: () => Promise<Services>,
  inFlight: InFlight,
): Pick<Handlers, Channels> {
  return {
    'previews:open': ({ requestId, source }) =>
      inFlight.run(requestId, async (signal) => {
        const services = await ready()
        const { object, name } = await located(services, source)
        return services.previews.open(object, name, signal)
      }),
    'previews:draw-page': ({ requestId, id, page }) =>
      inFlight.run(requestId, async (signal) => {
        const { width, height } = await (await ready()).previews.drawPage(id, page, signal)
        return { page, width, height }
      }),
    'previews:close': async ({ id }) => {
      ;(await ready()).previews.close(id)
      return null
    },
  }
}

/** An object to read, with its file name if known. */
interface Located {
  readonly object: ObjectSource
  readonly name: string | null
}

async function located(services: Services, source: PreviewSource): Promise<Located> {
  const { claims, connections, jobs } = services
  switch (source.kind) {
    case 'claim': {
      const { source: object, fileName } = claims.payload(source.claimId)
      return { object, name: fileName }
    }
    case 'dead-letter': {
      const jobQueue = connections.queue(source.queue)
      const { connectionId } = connections.requireActive()
      const deadLetterQueue = { connectionId, jobQueue, name: source.name }
      return { object: services.deadLetters.payload(deadLetterQueue, source.deadLetterId), name: null }
    }
    case 'object': {
      const queue = connections.queue(source.queue)
      const bucket = queue.names.bucket(source.direction)
      return { object: queue.source({ bucket, key: source.key }), name: null }
    }
    case 'payload': {
      const [job] = await jobs.store.jobs([source.jobId])
      if (job === undefined) throw gone()
      // The payload of a held job may be in a foreign bucket that the user has allowed.
      if (job.claimId !== null && job.state === 'mine')
        return located(services, { kind: 'claim', claimId: job.claimId })
      if (job.state === 'uploading' || job.key === null) throw notStored()
      const queue = queueOf(services, job)
      const bucket = queue.names.bucket(job.direction)
      return { object: queue.source({ bucket, key: job.key }), name: job.fileName }
    }
    case 'result': {
      const detail = await jobs.store.describe(source.jobId)
      const result = detail?.results.find(({ id }) => id === source.resultId)
      if (detail === null || result === undefined) throw gone()
      const { bucket, key, name } = result
      return { object: queueOf(services, detail.job).source({ bucket, key }), name }
    }
  }
}

function queueOf(
  { connections }: Services,
  { connectionId, queue }: Pick<StoredJob, 'connectionId' | 'queue'>,
): JobQueue {
  const found = connections.queueOn(connectionId, queue)
  if (found !== null) return found
  throw notConnected(queue)
}

function gone(): EngineError {
  return new EngineError('OBJECT_NOT_FOUND', 'This job is no longer in the list.', {
    hint: '',
    retryable: false,
  })
}

function notStored(): EngineError {
  return new EngineError('NOT_PREVIEWABLE', 'The file has not been uploaded yet.', {
    hint: 'Its preview is shown once it is uploaded.',
    retryable: true,
  })
}
