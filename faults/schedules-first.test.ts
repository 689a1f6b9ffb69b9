import './small-pieces.ts'
import { test } from 'vitest'
import { expectSchedules } from './play-schedules.ts'
import { seedOf } from './seed.ts'

const seed = seedOf(0)

test(`random schedules, seed ${seed}`, () => expectSchedules(seed))
