import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { type AppRequest, type AppResponse, respondTo } from './app-request.ts'

const request = { method: 'GET', url: 'app://bundle/index.html', headers: {} }

async function bodyOf(response: AppResponse): Promise<string> {
  const sent = await respondTo(request, () => response)
  return 'error' in sent ? 'error' : text(sent.data)
}

it('passes the method, the headers and the fields of a form on', async () => {
  const seen: AppRequest[] = []
  const form = {
    method: 'POST',
    url: 'app://keys/given',
    headers: { Range: 'bytes=0-1', 'content-type': 'text/plain' },
    uploadData: [{ bytes: Buffer.from('a=1&') }, {}, { bytes: Buffer.from('b=ü') }],
  }
  await respondTo(form, (given) => {
    seen.push(given)
    return { headers: {}, body: '' }
  })
  expect(seen).toEqual([
    {
      method: 'POST',
      url: 'app://keys/given',
      headers: new Map([
        ['range', 'bytes=0-1'],
        ['content-type', 'text/plain'],
      ]),
      body: 'a=1&b=ü',
    },
  ])
})

it('sends texts, bytes and streams', async () => {
  expect(await bodyOf({ headers: {}, body: 'käse' })).toBe('käse')
  expect(await bodyOf({ headers: {}, body: new TextEncoder().encode('bytes') })).toBe('bytes')
  expect(await bodyOf({ headers: {}, body: Readable.from(['a', 'b']) })).toBe('ab')
  expect(await bodyOf({ headers: {}, body: '' })).toBe('')
})

it('sends the status and the headers', async () => {
  const headers = { 'content-type': 'text/css' }
  expect(await respondTo(request, () => ({ headers, body: '' }))).toMatchObject({ statusCode: 200, headers })
  const refusal = await respondTo(request, () => ({ status: 404, headers: {}, body: '' }))
  expect(refusal).toMatchObject({ statusCode: 404 })
})

it('fails a request whose responder fails', async () => {
  expect(await respondTo(request, () => Promise.reject(new Error('secret')))).toEqual({ error: -2 })
})
