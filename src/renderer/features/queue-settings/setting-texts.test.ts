import { expect, test } from 'vitest'
import { settingTexts, valueProblem } from './setting-texts.ts'

test.each([
  ['visibilityTimeout', '30', 1, null],
  ['visibilityTimeout', '13', 3_600, 'From 0 s to 12 hours.'],
  ['retention', '59', 1, 'From 1 min to 14 days.'],
  ['retention', '14', 86_400, null],
  ['delay', '', 1, 'From 0 s to 15 min.'],
  ['delay', '1.5', 60, null],
  ['delay', '1.5', 1, 'From 0 s to 15 min.'],
  ['maxReceives', '0', 1, 'From 1 to 1000.'],
] as const)('%s of %s × %i: %s', (setting, typed, factor, problem) => {
  expect(valueProblem(setting, typed, factor)).toBe(problem)
})

test('warns that a shorter retention deletes messages', () => {
  const { effect, destroys } = settingTexts.retention
  expect(effect(3_600, 7_200)).toContain('including those already in the queue')
  expect(destroys?.(3_600, 7_200)).toBe(true)
  expect(destroys?.(7_200, 3_600)).toBe(false)
})
