import { groupRow, jobRow, noCounts } from '../testing/fake-jobs.ts'
import { claim, networkError, transfer } from '../testing/samples.ts'

const hour = 3_600_000
const results = { found: 2, new: 2, saved: 0 }

/** One job in each state, and a drop of several files. */
export function sampleJobs(now = Date.now()) {
  const held = claim({ id: 'claim', fileName: 'invoice.pdf' })
  const upload = transfer({ id: 'upload', name: 'film.mp4', bytesDone: 61e6, bytesTotal: 100e6 })
  const jobs = [
    jobRow({
      id: 10,
      name: 'film.mp4',
      state: 'uploading',
      step: 'planned',
      createdAt: now - 4_000,
      size: 100e6,
      transfer: {
        id: upload.id,
        kind: upload.kind,
        state: upload.state,
        bytesDone: upload.bytesDone,
        bytesTotal: upload.bytesTotal,
        bytesPerSecond: upload.bytesPerSecond,
      },
    }),
    jobRow({ id: 9, name: 'scan_0001.tif', createdAt: now - 60_000 }),
    jobRow({ id: 8, name: 'invoice.pdf', state: 'mine', step: 'claimed', claimId: held.id }),
    jobRow({ id: 7, name: 'photo_3.jpg', state: 'result', step: 'result', results }),
    jobRow({
      id: 6,
      name: 'photo_2.jpg',
      state: 'finished',
      step: 'opened',
      results: { found: 1, new: 0, saved: 1 },
      createdAt: now - hour,
    }),
    jobRow({ id: 5, name: 'letter.docx', state: 'withdrawn', step: 'cancelled', createdAt: now - hour }),
    jobRow({
      id: 4,
      name: 'DJI_rooftop_in_the_evening_0042.mp4',
      state: 'lost',
      step: 'lost',
      createdAt: now - 2 * hour,
      error: {
        code: 'LEASE_LOST',
        message: 'The lease was not renewed in time.',
        hint: 'Claim it again.',
        retryable: false,
      },
    }),
    jobRow({
      id: 3,
      name: 'numbers.csv',
      state: 'failed',
      step: 'failed',
      createdAt: now - 3 * hour,
      error: networkError,
    }),
    jobRow({
      id: 2,
      name: 'page-07.png',
      state: 'dead',
      step: 'dead',
      attempt: 3,
      maxReceives: 3,
      createdAt: now - 26 * hour,
    }),
  ]
  const group = groupRow({
    id: 1,
    name: 'batch300',
    createdAt: now - 20_000,
    counts: { ...noCounts(), queued: 170, finished: 100, result: 20, uploading: 10 },
  })
  return { held, jobs, group }
}
