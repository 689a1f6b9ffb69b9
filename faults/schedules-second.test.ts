import './app/small-parts.ts'
import { test } from 'vitest'
import { expectSchedules } from './schedules/play-schedules.ts'
import { seedOf } from './schedules/seed.ts'

const seed = seedOf(1)

test(`loses nothing in random schedules, seed ${seed}`, () => expectSchedules(seed))
