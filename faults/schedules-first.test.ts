import './small-pieces.ts'
import { test } from 'vitest'
import { expectSchedules, seedOf } from './play-schedules.ts'

const seed = seedOf(0)

test(`random schedules, seed ${seed}`, () => expectSchedules(seed))
