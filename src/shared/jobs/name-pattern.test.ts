import { expect, it } from 'vitest'
import { defaultNamePattern, expandPattern, patternProblem, splitName } from './name-pattern.ts'
import { maxRemembered, remember } from './submit-defaults.ts'
import { groupOf } from './submit-group.ts'

const parts = { id: '12', queue: 'demo', date: '2026-11-26' }
const one = (queue: string, delaySeconds = 0) => ({ connectionId: 'a', queue, fields: [], delaySeconds })
const named = (pattern: string, file: string): string =>
  expandPattern(pattern, { ...splitName(file), ...parts })

it('fills in the placeholders', () => {
  expect(named(defaultNamePattern, 'cat.jpg')).toBe('cat.jpg')
  expect(named('{date} {queue} {name}-{id}.{ext}', 'a.tar.gz')).toBe('2026-11-26 demo a.tar-12.gz')
  expect(named('{name}-{id}.{ext}', 'README')).toBe('README-12')
  expect(named('{name}.{ext}', '.gitignore')).toBe('.gitignore')
})

it('inserts values unchanged', () => {
  expect(named('{name}-{id}', '{id}$&.txt')).toBe('{id}$&-12')
})

it('explains the problem with a pattern', () => {
  for (const good of [defaultNamePattern, '{id}', 'x {name}']) expect(patternProblem(good)).toBeNull()
  for (const bad of [
    '',
    ' ',
    'a/{name}',
    'a\\{name}',
    '{nmae}',
    '{name',
    'name}{id}',
    'x.{ext}',
    '{queue}',
  ]) {
    expect(patternProblem(bad)).not.toBeNull()
  }
})

it('remembers the last input of each queue, for a limited number of queues', () => {
  expect(remember([one('x', 1), one('y')], one('x', 2))).toEqual([one('x', 2), one('y')])
  const many = Array.from({ length: maxRemembered }, (_, index) => one(`q${index}`))
  expect(remember(many, one('new'))).toHaveLength(maxRemembered)
})

it('makes a group of more than one file', () => {
  expect(groupOf('id', 1, 'photos')).toBeNull()
  expect(groupOf('id', 5, null)).toEqual({ id: 'id', name: '5 files', isRow: false })
  expect(groupOf('id', 11, null)).toMatchObject({ name: '11 files', isRow: true })
  expect(groupOf('id', 2, 'photos')).toMatchObject({ name: 'photos', isRow: true })
})
