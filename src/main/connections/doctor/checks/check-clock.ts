import type { CheckFinding } from '../../../../shared/connections/doctor.ts'
import { ok, problem, unknown } from '../findings.ts'

/** AWS refuses signatures that are this many milliseconds too old or in the future. */
const mostMs = 300_000

/** Compares our clock with a server's. `offsetMs` is positive if ours is behind. */
export function checkClock(offsetMs: number | null): CheckFinding {
  if (offsetMs === null) return unknown('No server reported its time.')
  const text = durationText(Math.abs(offsetMs))
  const side = offsetMs > 0 ? 'behind' : 'ahead of'
  if (Math.abs(offsetMs) > mostMs) {
    return problem(
      `This computer's clock is ${text} ${side} the server's. Correct it: servers refuse requests that differ by more than 5 minutes.`,
    )
  }
  return ok(
    Math.abs(offsetMs) < 2_000
      ? "This computer's clock is correct."
      : `This computer's clock is ${text} ${side} the server's, which is close enough.`,
  )
}

function durationText(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`
}
