import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { newAgents, plainNetwork } from './network.ts'
import { sendText } from './send-text.ts'

let server: Server
const agents = newAgents(plainNetwork, { keepAlive: false })
const { signal } = new AbortController()
const request = (body: string) => ({
  method: 'POST' as const,
  body,
  headers: { 'content-type': 'text/plain' },
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

async function serve(listener: RequestListener): Promise<URL> {
  server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/path`)
}

test('sends a text body and returns the response with its status', async () => {
  const url = await serve((request, response) => {
    response.statusCode = 403
    response.write(`${request.method} ${request.url} ${request.headers['content-type']} `)
    request.pipe(response)
  })
  const options = { agents, network: plainNetwork, signal, timeoutMs: 10_000 }
  expect(await sendText(url, request('café'), options)).toEqual({
    status: 403,
    text: 'POST /path text/plain café',
  })
})

test.each<[string, RequestListener]>([
  ['nothing', () => undefined],
  ['only part of its response', (_, response) => void response.write('{')],
])('distinguishes a server that sends %s from a cancelled request', async (_what, listener) => {
  const url = await serve(listener)
  const options = { agents, network: plainNetwork, signal, timeoutMs: 50 }
  await expect(sendText(url, request(''), options)).rejects.toMatchObject({ code: 'ETIMEDOUT' })
  const aborted = AbortSignal.abort()
  await expect(sendText(url, request(''), { ...options, signal: aborted })).rejects.toMatchObject({
    name: 'AbortError',
  })
})

test('refuses a response that never ends', async () => {
  const url = await serve((_, response) => {
    const send = (): void => {
      while (response.write('x'.repeat(65_536)));
      response.once('drain', send)
    }
    send()
  })
  const options = { agents, network: plainNetwork, signal, timeoutMs: 10_000 }
  await expect(sendText(url, request(''), options)).rejects.toThrow('The response is too long.')
})
