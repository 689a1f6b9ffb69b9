import { expect, it, vi } from 'vitest'
import { Problems } from './problems.ts'

it('logs every error, and reports each problem once', () => {
  const log = vi.fn<(problem: string, error: unknown) => void>()
  const onChange = vi.fn<() => void>()
  const problems = new Problems(log, onChange)
  expect(problems.snapshot()).toEqual({ revision: 0, problems: [] })
  problems.add('app', new Error('one'))
  problems.add('app', new Error('two'))
  problems.add('history', new Error('three'))
  expect(log).toHaveBeenCalledTimes(3)
  expect(onChange).toHaveBeenCalledTimes(2)
  expect(problems.snapshot()).toEqual({ revision: 2, problems: ['app', 'history'] })
})
