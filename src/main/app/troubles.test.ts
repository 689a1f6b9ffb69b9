import { expect, it, vi } from 'vitest'
import { Troubles } from './troubles.ts'

it('logs every error, and reports each problem once', () => {
  const log = vi.fn<(trouble: string, error: unknown) => void>()
  const onChange = vi.fn<() => void>()
  const troubles = new Troubles(log, onChange)
  expect(troubles.snapshot()).toEqual({ revision: 0, troubles: [] })
  troubles.add('app', new Error('one'))
  troubles.add('app', new Error('two'))
  troubles.add('history', new Error('three'))
  expect(log).toHaveBeenCalledTimes(3)
  expect(onChange).toHaveBeenCalledTimes(2)
  expect(troubles.snapshot()).toEqual({ revision: 2, troubles: ['app', 'history'] })
})
