import './small-pieces.ts'
import { test } from 'vitest'
import { playSchedules, seedOf } from './play-schedules.ts'

const seed = seedOf(0)

// Each schedule expects that nothing is breached.
test(`random schedules, seed ${seed}`, () => playSchedules(seed))
