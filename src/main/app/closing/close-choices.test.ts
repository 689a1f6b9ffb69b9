import { expect, it } from 'vitest'
import { closeChoices, closeMessage, withoutQuestion } from './close-choices.ts'

it('offers to keep held jobs only if there are any', () => {
  expect(closeChoices({ held: 0, moving: 2, leaseSeconds: 0 }).map(({ label }) => label)).toEqual([
    'Keep working in the background',
    'Quit',
    'Cancel',
  ])
  expect(closeChoices({ held: 2, moving: 0, leaseSeconds: 30 }).map(({ label }) => label)).toEqual([
    'Keep working in the background',
    'Release them and quit',
    'Quit and keep them for 30 s',
    'Cancel',
  ])
})

it('asks before quitting too, but never offers the background', () => {
  const work = { held: 1, moving: 0, leaseSeconds: 30 }
  expect(withoutQuestion(null, 'ask', true)).toBe('quit')
  expect(withoutQuestion({ ...work, held: 0 }, 'background', false)).toBe('quit')
  expect(withoutQuestion({ ...work, held: 0, moving: 1 }, 'ask', true)).toBe('ask')
  for (const quits of [false, true]) {
    expect(withoutQuestion(work, 'ask', quits)).toBe('ask')
    expect(withoutQuestion(work, 'release', quits)).toBe('release')
  }
  expect(withoutQuestion(work, 'background', false)).toBe('background')
  expect(withoutQuestion(work, 'background', true)).toBe('ask')
})

it('says what would stop', () => {
  expect(closeMessage({ held: 1, moving: 0, leaseSeconds: 30 }).message).toBe(
    'You hold 1 job. What should happen?',
  )
  expect(closeMessage({ held: 0, moving: 1, leaseSeconds: 0 })).toEqual({
    message: '1 file is being transferred. What should happen?',
    detail: 'Transfers continue at the next launch.',
  })
  expect(closeMessage({ held: 2, moving: 1_200, leaseSeconds: 30 }).message).toBe(
    'You hold 2 jobs, and 1,200 files are being transferred. What should happen?',
  )
})
