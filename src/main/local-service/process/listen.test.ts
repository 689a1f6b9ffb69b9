import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test, vi } from 'vitest'
import { listen } from './listen.ts'

test('takes a port that systems do not give to outgoing connections', async () => {
  const server = createServer()
  const port = await listen(server, 0)
  expect(port).toBeGreaterThanOrEqual(20_000)
  expect(port).toBeLessThan(32_768)
  server.close()
  await once(server, 'close')
  expect(await listen(server, port)).toBe(port)
  server.close()
})

test('takes any free port if none of those can be used', async () => {
  const server = createServer()
  const real = server.listen.bind(server)
  const tried: number[] = []
  vi.spyOn(server, 'listen').mockImplementation(((options: { readonly port: number }, done: () => void) => {
    tried.push(options.port)
    if (options.port === 0) return real(options, done)
    process.nextTick(() => server.emit('error', new Error('reserved')))
    return server
  }) as typeof server.listen)
  expect(await listen(server, 0)).toBeGreaterThan(0)
  expect(tried.length).toBeGreaterThan(1)
  expect(tried.at(-1)).toBe(0)
  server.close()
})

test('rejects if a given port is in use', async () => {
  const [first, second] = [createServer(), createServer()]
  const port = await listen(first, 0)
  await expect(listen(second, port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  first.close()
})
