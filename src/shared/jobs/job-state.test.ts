import { expect, test } from 'vitest'
import { stateOf, type JobInputs, type JobState } from './job-state.ts'
import { jobSteps, type JobStep } from './job-steps.ts'

const uploads = [null, 'planned', 'stored', 'unconfirmed', 'failed', 'paused'] as const

/** The state after each step: without results, with seen results, and with a new result. */
const afterSteps: Readonly<Record<JobStep, readonly [JobState, JobState, JobState]>> = {
  planned: ['failed', 'finished', 'result'],
  stored: ['finished', 'finished', 'result'],
  sent: ['queued', 'finished', 'result'],
  claimed: ['lost', 'finished', 'result'],
  saved: ['finished', 'finished', 'result'],
  started: ['queued', 'finished', 'result'],
  completed: ['finished', 'finished', 'result'],
  acknowledged: ['finished', 'finished', 'result'],
  released: ['queued', 'finished', 'result'],
  lost: ['lost', 'finished', 'result'],
  dead: ['dead', 'dead', 'dead'],
  result: ['finished', 'finished', 'result'],
  opened: ['finished', 'finished', 'result'],
  failed: ['failed', 'finished', 'result'],
  cancelled: ['withdrawn', 'finished', 'result'],
}
/** The state during an upload, whatever happened before. */
const duringUpload: Readonly<Record<NonNullable<JobInputs['upload']>, JobState>> = {
  planned: 'uploading',
  stored: 'uploading',
  paused: 'uploading',
  unconfirmed: 'failed',
  failed: 'failed',
}
const results = [
  { results: 0, newResults: 0 },
  { results: 2, newResults: 0 },
  { results: 2, newResults: 1 },
]

test.each(jobSteps)('derives the state after `%s` for every combination of inputs', (step) => {
  for (const upload of uploads) {
    for (const [index, found] of results.entries()) {
      const inputs = { step, upload, ...found }
      const wanted = upload === null ? afterSteps[step][index] : duringUpload[upload]
      expect([inputs, stateOf({ ...inputs, held: false })]).toEqual([inputs, wanted])
      expect([inputs, stateOf({ ...inputs, held: true })]).toEqual([inputs, 'mine'])
    }
  }
})
