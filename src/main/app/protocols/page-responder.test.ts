import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AppResponse, Responder } from './app-request.ts'
import { contentSecurityPolicy, painterPolicy } from './content-security-policy.ts'
import { pageResponder } from './page-responder.ts'

let root: string
let respond: Responder

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'remotejob-page-'))
  const page = join(root, 'renderer')
  await mkdir(join(page, 'assets'), { recursive: true })
  await mkdir(join(root, 'renderer-other'))
  await Promise.all([
    writeFile(join(page, 'index.html'), 'page'),
    writeFile(join(page, 'painter.html'), 'painter'),
    writeFile(join(page, 'assets/a b.js'), 'script'),
    writeFile(join(page, 'packages.json'), '[]'),
    writeFile(join(page, '..txt.js'), 'dots'),
    writeFile(join(root, 'secret.js'), 'secret'),
    writeFile(join(root, 'renderer-other/secret.js'), 'secret'),
  ])
  respond = pageResponder(page, new Map([['painter', () => ({ headers: {}, body: 'source' })]]))
})
afterAll(() => rm(root, { recursive: true }))

async function responseTo(address: string, method = 'GET'): Promise<AppResponse> {
  return respond({ method, url: new URL(address).href, headers: new Map(), body: '' })
}

async function policyOf(address: string): Promise<string | undefined> {
  return (await responseTo(address)).headers['content-security-policy']
}

async function get(address: string, method?: string): Promise<readonly [status: number, text: string]> {
  const { status = 200, headers, body } = await responseTo(address, method)
  expect(headers['x-content-type-options'] ?? 'none').toMatch(status === 200 ? /nosniff|none/ : /nosniff/)
  if (body instanceof Readable) throw new Error('Files are sent whole.')
  return [status, Buffer.from(body).toString()]
}

describe("the page's scheme", () => {
  it.each([
    ['app://bundle/index.html', 'page'],
    ['app://bundle/assets/a%20b.js', 'script'],
    ['app://bundle/./assets/../index.html?query#hash', 'page'],
    ['app://painter/painter.html', 'painter'],
    ['app://painter/source', 'source'],
  ])('serves %s', async (address, text) => {
    expect(await get(address)).toEqual([200, text])
  })

  it.each([
    ['app://bundle/', 403],
    ['app://bundle/..%2fsecret.js', 403],
    ['app://bundle/..%2f..%2f..%2f..%2fetc%2fpasswd', 403],
    ['app://bundle/..%2frenderer-other%2fsecret.js', 403],
    ['app://bundle/assets%2f..%2f..%2fsecret.js', 403],
    ['app://bundle/%2e%2e%2fsecret.js', 403],
    ['app://bundle/%2e%2e/secret.js', 404],
    ['app://bundle/%252e%252e%252fsecret.js', 404],
    ['app://bundle//etc/passwd', 404],
    ['app://bundle/%2fetc%2fpasswd', 404],
    ['app://bundle/C:%5cWindows%5cwin.ini', 404],
    ['app://bundle/file:%2f%2f%2fetc%2fpasswd', 404],
    ['app://bundle/packages.json', 404],
    ['app://bundle/index.html%2f..', 403],
    ['app://bundle/..txt.js', 403],
    ['app://bundle/index.html%00.js', 400],
    ['app://bundle/%00', 400],
    ['app://bundle/%ff', 400],
    ['app://bundle/%c0%ae%c0%ae%2fsecret.js', 400],
    ['app://bundle/%e0%80%ae', 400],
    ['app://bundle/%', 400],
    ['app://bundle/%u002e', 400],
    ['app://other/index.html', 404],
    ['app://bundle.evil/index.html', 404],
    ['app://bundle:8080/index.html', 404],
    ['app://bundle/source', 404],
    ['app://__proto__/index.html', 404],
    ['app://constructor/index.html', 404],
    ['app://painter/source/..%2f..%2fsecret.js', 403],
  ])('refuses %s', async (address, status) => {
    const [actual, text] = await get(address)
    expect([actual, text.includes('secret')]).toEqual([status, false])
  })

  it.each(['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    expect((await get('app://bundle/index.html', method))[0]).toBe(405)
    expect((await get('app://painter/source', method))[0]).toBe(405)
  })

  it.skipIf(process.platform === 'win32')(
    'serves links within the folder only if the build put them there',
    async () => {
      await symlink('index.html', join(root, 'renderer/link.html'))
      expect(await get('app://bundle/link.html')).toEqual([200, 'page'])
    },
  )

  it('sends its policy with every page, and none with scripts', async () => {
    expect(await policyOf('app://bundle/index.html')).toBe(contentSecurityPolicy)
    expect(await policyOf('app://painter/painter.html')).toBe(painterPolicy)
    expect(await policyOf('app://bundle/assets/a%20b.js')).toBeUndefined()
  })
})

// Any change to a policy must also change this test.
it('has exactly these policies', () => {
  expect(contentSecurityPolicy).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: app://preview; " +
      "media-src app://preview; font-src 'self'; connect-src 'self'; worker-src 'none'; object-src 'none'; " +
      "base-uri 'none'; form-action 'none'; frame-src 'none'; frame-ancestors 'none'; " +
      "require-trusted-types-for 'script'; trusted-types 'none'",
  )
  expect(painterPolicy).toBe(
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src blob:; base-uri 'none'; form-action 'none'; " +
      "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  )
})
