import type { JobCopyFormat } from '../../../../shared/jobs/jobs.ts'
import { eachSelected } from '../../../engine/jobs/each-selected.ts'
import { copyCommand, sendCommand, type Shell } from '../../../engine/jobs/exports/aws-commands.ts'
import { exportJobs } from '../../../engine/jobs/exports/export-jobs.ts'
import { jobsText } from '../../../engine/jobs/exports/job-text.ts'
import { notConnected } from '../../../engine/jobs/job-errors.ts'
import type { StoredJob } from '../../../engine/jobs/job-store.ts'
import { EngineError } from '../../../engine/errors/engine-error.ts'
import { formatMessageBody } from '../../../engine/protocol/message-body.ts'
import type { InFlight } from '../../in-flight.ts'
import type { Handlers } from '../../register.ts'
import type { Services } from '../../services.ts'

type Channels = 'jobs:copy' | 'jobs:export' | 'jobs:drag'

/** More would be unwieldy on the clipboard. */
const mostCopied = 10_000
const shell: Shell = process.platform === 'win32' ? 'powershell' : 'sh'

/** Handles copying and exporting jobs, and dragging their saved files. */
export function jobCopyHandlers(
  ready: () => Promise<Services>,
  inFlight: InFlight,
): Pick<Handlers, Channels> {
  return {
    'jobs:copy': async ({ jobs, as }) => {
      const services = await ready()
      const chosen: StoredJob[] = []
      await eachSelected(services.jobs.store, jobs, async (some) => {
        if (chosen.length + some.length > mostCopied) throw tooMany()
        chosen.push(...some)
        return some.map(() => null)
      })
      await services.desktop.writeText(await textOf(services, chosen, as))
      return { copied: chosen.length }
    },
    'jobs:export': ({ jobs: selection, format, requestId }) =>
      inFlight.run(requestId, async (signal) => {
        const { dialogs, jobs, saveFolder } = await ready()
        const name = format === 'csv' ? 'Remotejob jobs.csv' : 'Remotejob jobs.jsonl'
        const path = await dialogs.chooseSavePath(saveFolder(), name)
        if (path === null) return null
        return { jobs: await exportJobs(jobs.store, selection, { path, format, signal }) }
      }),
    'jobs:drag': async ({ id, resultId }) => {
      const { desktop, jobs } = await ready()
      const paths = await jobs.actions.savedFiles(id, resultId)
      if (paths.length > 0) await desktop.startDrag(paths)
      return { files: paths.length }
    },
  }
}

async function textOf(services: Services, jobs: readonly StoredJob[], as: JobCopyFormat): Promise<string> {
  if (as === 'text' || as === 'json') return jobsText(jobs, as)
  const lines: string[] = []
  for (const job of jobs) lines.push(await commandOf(services, job, as))
  return lines.join('\n')
}

/** Returns the `aws` command that saves a job's payload, or sends its message again. */
async function commandOf(
  { connections, jobs }: Services,
  { id, connectionId, queue, direction, key, fileName }: StoredJob,
  as: 'aws-copy' | 'aws-send',
): Promise<string> {
  const jobQueue = connections.queueOn(connectionId, queue)
  const connection = connections.snapshot().connections.find((one) => one.id === connectionId)
  if (jobQueue === null || connection === undefined) throw notConnected(queue)
  if (key === null) {
    throw new EngineError('BAD_REQUEST', 'This job does not point to a file.', { hint: '', retryable: false })
  }
  const bucket = jobQueue.names.bucket(direction)
  if (as === 'aws-copy') return copyCommand({ bucket, key, fileName }, connection, shell)
  const fields = (await jobs.store.describe(id))?.fields ?? {}
  const status = jobQueue.config.statuses[0] ?? 'pending'
  const queueUrl = await jobQueue.queueNamed(jobQueue.names.queue(status)).getUrl()
  return sendCommand({ queueUrl, body: formatMessageBody(fields, bucket, key) }, connection, shell)
}

function tooMany(): EngineError {
  return new EngineError('BAD_REQUEST', 'The clipboard cannot hold this many jobs.', {
    hint: 'Export them to a file.',
    retryable: false,
  })
}
