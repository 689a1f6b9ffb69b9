import { request } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { expectCode } from '../../engine/testing/expect-code.ts'
import { RedirectListener } from './redirect-listener.ts'

const state = 'the-state-of-this-sign-in'
let abort: AbortController
let listener: RedirectListener

beforeEach(async () => {
  abort = new AbortController()
  listener = await RedirectListener.open(state, abort.signal)
})
afterEach(() => listener.close())

const portOf = ({ address }: RedirectListener): number => Number(new URL(address).port)

/** Sends a request like a browser, but with any method, path and host. Returns the status and the page. */
function send(
  path: string,
  { method = 'GET', host = new URL(listener.address).host } = {},
): Promise<{ readonly status: number; readonly page: string }> {
  return new Promise((resolve, reject) => {
    request({ port: portOf(listener), host: '127.0.0.1', path, method, headers: { host } }, (response) => {
      let page = ''
      response.on('data', (chunk: Buffer) => (page += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, page }))
      response.on('error', reject)
    })
      .on('error', reject)
      .end()
  })
}

const validPath = `/oauth/callback?code=the-code&state=${state}`

test('accepts one code from the browser', async () => {
  const { status, page } = await send(validPath)
  expect(status).toBe(200)
  expect(page).toContain('You are signed in.')
  await expect(listener.code()).resolves.toBe('the-code')
  await expect(send(validPath)).rejects.toThrow('ECONNREFUSED')
})

test('refuses a second request on the same connection', async () => {
  const socket = connect(portOf(listener), '127.0.0.1')
  const { host } = new URL(listener.address)
  const one = (code: string): string =>
    `GET /oauth/callback?code=${code}&state=${state} HTTP/1.1\r\nhost: ${host}\r\n\r\n`
  socket.write(one('first') + one('second'))
  let received = ''
  for await (const chunk of socket) received += String(chunk)
  expect(received.match(/HTTP\/1\.1 200/g)).toHaveLength(1)
  await expect(listener.code()).resolves.toBe('first')
})

describe('refuses a request and keeps waiting:', () => {
  test.each<[string, string, { method?: string; host?: string }, number]>([
    ['another state', '/oauth/callback?code=evil&state=other', {}, 400],
    ['a state of the same length', `/oauth/callback?code=evil&state=${'x'.repeat(state.length)}`, {}, 400],
    ['no state', '/oauth/callback?code=evil', {}, 400],
    ['two states', `/oauth/callback?code=evil&state=${state}&state=other`, {}, 400],
    ['two codes', `/oauth/callback?code=evil&code=worse&state=${state}`, {}, 400],
    ['no code', `/oauth/callback?state=${state}`, {}, 400],
    ['a code that is too long', `/oauth/callback?code=${'x'.repeat(9_000)}&state=${state}`, {}, 400],
    ['a refusal with another state', '/oauth/callback?error=access_denied&state=other', {}, 400],
    ['another path', `/?code=evil&state=${state}`, {}, 404],
    ['a longer path', `/oauth/callback/x?code=evil&state=${state}`, {}, 404],
    ['another origin in the path', `http://evil.example/oauth/callback?code=evil&state=${state}`, {}, 404],
    ['another host', validPath, { host: 'evil.example' }, 400],
    ['the name localhost', validPath, { host: 'localhost' }, 400],
    ['another method', validPath, { method: 'POST' }, 405],
  ])('%s', async (_what, path, how, status) => {
    const answer = await send(path, how)
    expect(answer.status).toBe(status)
    expect(answer.page).not.toMatch(/evil|state/)
    await send(validPath)
    await expect(listener.code()).resolves.toBe('the-code')
  })
})

test.each([
  ['access_denied', 'You declined the sign-in in the browser.'],
  ['server_error<script>', 'AWS refused the sign-in (server_errorscript).'],
])('fails with the error %s from the service', async (problem, message) => {
  const { page } = await send(`/oauth/callback?error=${encodeURIComponent(problem)}&state=${state}`)
  expect(page).toContain('You are not signed in.')
  const error = await expectCode(listener.code(), 'CREDENTIALS_EXPIRED')
  expect(error.message).toBe(message)
  await expect(send(validPath)).rejects.toThrow('ECONNREFUSED')
})

test('times out', async () => {
  const short = await RedirectListener.open(state, abort.signal, { timeoutMs: 20 })
  const error = await expectCode(short.code(), 'CREDENTIALS_EXPIRED')
  expect(error.message).toContain('too long')
  await expect(fetch(short.address)).rejects.toThrow('fetch failed')
})

test('stops when aborted, even while a request hangs', async () => {
  const socket = connect(portOf(listener), '127.0.0.1')
  socket.write('GET /oauth/callback')
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.once('connect', resolve))
  abort.abort()
  await expect(listener.code()).rejects.toThrow('aborted')
  await closed
})

test('is reachable only at 127.0.0.1', async () => {
  const others = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  const addresses = others.map(({ address }) => address).filter((address) => address !== '127.0.0.1')
  // On Linux, a server on 0.0.0.0 is reachable at every address of 127.0.0.0/8.
  if (process.platform === 'linux') addresses.push('127.0.0.2')
  for (const host of addresses) {
    const socket = connect(portOf(listener), host)
    const reached = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    expect(reached, host).toBe(false)
  }
})
