import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { preview, type PreviewContent } from '../../../shared/files/previews.ts'
import type { ObjectSource } from '../aws/s3/object-source.ts'
import { EngineError } from '../errors/engine-error.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { makeTar, makeZip, pngHeader, zipEnd, zipEntry } from '../testing/archives.ts'
import { expectCode } from '../testing/expect-code.ts'
import { startServers, type TestServers } from '../testing/servers.ts'
import type { Painter } from './painter.ts'
import { Previews } from './previews.ts'

const { signal } = new AbortController()
let servers: TestServers
let proxy: ScriptedProxy
let queue: JobQueue
let painted: { kind: string; page: number; bytes: Buffer }[] = []
const painter: Painter = {
  async paint(kind, bytes, page) {
    painted.push({ kind, page, bytes })
    if (bytes.includes('broken')) throw new EngineError('NOT_PREVIEWABLE', 'This file is damaged.')
    return { png: Buffer.from(`page ${page}`), width: 10, height: 20, pages: 3 }
  },
}
let previews: Previews

beforeAll(async () => {
  servers = await startServers()
  proxy = await startScriptedProxy(servers.s3Endpoint)
  const config = { name: 'previews', layout: 'in-out' as const, statuses: ['pending'] }
  queue = new JobQueue({ config, clients: servers.clients({ s3Endpoint: proxy.endpoint }) })
  await queue.ensure()
})
beforeEach(() => {
  proxy.reset()
  painted = []
  previews = new Previews(painter)
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})

async function stored(
  body: Buffer | string,
  { contentType, filename }: { contentType?: string; filename?: string } = {},
): Promise<ObjectSource> {
  const { key } = await queue.store('in', {
    body: Buffer.from(body),
    fields: filename === undefined ? {} : { filename },
    ...(contentType !== undefined && { contentType }),
  })
  return queue.source({ bucket: queue.names.bucket('in'), key })
}

/** Opens a preview. Returns what it shows, and the number of requests. */
async function opened(
  body: Buffer | string,
  object: { contentType?: string; filename?: string } = {},
): Promise<{ id: string; content: PreviewContent; requests: number }> {
  const source = await stored(body, object)
  const before = proxy.requests.length
  const { id, content } = preview.parse(await previews.open(source, null, signal))
  return { id, content, requests: proxy.requests.length - before }
}

const contentOf = async (...input: Parameters<typeof opened>): Promise<PreviewContent> =>
  (await opened(...input)).content

const headers = {
  gif: Buffer.from('GIF89a\x03\x00\x02\x00\x00\x00\x00', 'latin1'),
  jpeg: Buffer.from('FFD8FFE000104A46494600010100000100010000FFC0000B080002000301011100', 'hex'),
  webp: Buffer.from('52494646240000005745425056503820180000003001009D012A03000200', 'hex'),
  bmp: Buffer.from(`424D${'00'.repeat(12)}28000000030000000200000001001800`, 'hex'),
  avif: Buffer.from(
    '0000001C667479706176696600000000617669666D6966310000001469737065000000000000000300000002',
    'hex',
  ),
}

describe('detects the format', () => {
  it.each([['png', pngHeader(3, 2)], ...Object.entries(headers)] as const)(
    '%s, whatever its name and type',
    async (format, body) => {
      const { content, requests } = await opened(body, { filename: 'a.txt', contentType: 'text/html' })
      expect(content).toEqual({ kind: 'image', format, width: 3, height: 2 })
      expect(requests).toBe(1)
    },
  )

  it.each([
    ['audio', 'RIFF\0\0\0\0WAVEfmt ', 'audio/wav'],
    ['audio', 'ID3\x04\0\0\0', 'audio/mpeg'],
    ['audio', 'fLaC\0\0', 'audio/flac'],
    ['audio', 'OggS\0\0vorbis', 'audio/ogg'],
    ['video', '\0\0\0\x18ftypisom\0\0\0\0', 'video/mp4'],
    ['audio', '\0\0\0\x18ftypM4A \0\0\0\0', 'audio/mp4'],
  ] as const)('%s: %j', async (kind, body, contentType) => {
    const { id, content } = await opened(Buffer.from(body, 'latin1'))
    expect(content).toEqual({ kind })
    expect(previews.served(id, null)).toMatchObject({ contentType, size: body.length })
  })

  it('an empty file as empty', async () => {
    const { key } = await queue.store('in', { body: '' })
    // This server announces a byte that never comes, and the proxy would wait for it.
    const direct = new JobQueue({ config: queue.config, clients: servers.clients() })
    const source = direct.source({ bucket: queue.names.bucket('in'), key })
    expect(await previews.open(source, null, signal)).toMatchObject({ size: 0, content: { kind: 'empty' } })
  })

  it('unknown bytes as binary, whatever their name and type', async () => {
    const body = Buffer.from([0, 1, 2, 3, 0xfe, 0xff, 0, 0, 0])
    const content = await contentOf(body, { filename: 'photo.png', contentType: 'image/png' })
    expect(content).toEqual({ kind: 'hex', bytes: body.toString('base64') })
  })

  it('a script that claims to be an image as text', async () => {
    const content = await contentOf('alert(1)', { filename: 'a.png', contentType: 'image/png' })
    expect(content).toMatchObject({ kind: 'text', text: 'alert(1)' })
  })
})

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le')

describe('text', () => {
  it.each([
    ['UTF-8', Buffer.from('Größe — 大小')],
    ['UTF-8', Buffer.from('\uFEFFwith a mark')],
    ['UTF-16LE', utf16('\uFEFFwith a mark')],
    ['UTF-16LE', utf16('without a mark')],
    ['UTF-16BE', utf16('without a mark').swap16()],
    ['windows-1252', Buffer.from('Größe', 'latin1')],
    ['SHIFT-JIS', Buffer.from('82B182F182C982BF82CD', 'hex')],
    ['windows-1251', Buffer.from('CFF0E8E2E5F2', 'hex')],
  ])('in %s', async (encoding, body) => {
    const content = await contentOf(body)
    expect(content).toMatchObject({ kind: 'text', encoding })
    expect(JSON.stringify(content)).not.toContain('\uFFFD')
  })

  it('in the encoding declared by its content type', async () => {
    const content = await contentOf(Buffer.from('CAFE', 'hex'), { contentType: 'text/plain; charset=koi8-r' })
    expect(content).toMatchObject({ encoding: 'KOI8-R', text: 'йЧ' })
  })

  it.each([
    ['json', 'a.json', '{"a":1}'],
    ['json', '', '[1, 2]'],
    ['csv', 'a.csv', 'a,b'],
    ['tsv', 'a.tsv', 'a\tb'],
    ['plain', 'a.txt', '[1, 2]'],
  ])('%s in %s', async (syntax, filename, body) => {
    expect(await contentOf(body, filename === '' ? {} : { filename })).toMatchObject({ syntax })
  })

  it('reads the first 256 KB of a 40 MB line in one request, and ends it at a whole character', async () => {
    const { content, requests } = await opened(Buffer.from(`[${'"ä",'.repeat(8_000_000)}`))
    expect(requests).toBe(1)
    expect(content).toMatchObject({ kind: 'text', isTruncated: true, shown: 256_000, encoding: 'UTF-8' })
  })
})

describe('limits', () => {
  it('rejects an image of 100,000 × 100,000 pixels', async () => {
    const content = await contentOf(pngHeader(100_000, 100_000))
    expect(content).toEqual({
      kind: 'none',
      reason: 'This image has 100,000 × 100,000 pixels. That is too large for a preview.',
    })
  })

  it('rejects an image of unknown size', async () => {
    expect(await contentOf(Buffer.from('FFD8FFFF', 'hex'))).toMatchObject({ kind: 'none' })
  })

  it('unpacks only the start of a 1 MB gzip that contains 1 GB', async () => {
    const bomb = Buffer.concat([
      gzipSync('x'.repeat(100)),
      ...Array(10).fill(gzipSync(Buffer.alloc(100_000_000, 'a'))),
    ])
    const before = process.memoryUsage().arrayBuffers
    const content = await contentOf(bomb)
    expect(content).toMatchObject({ kind: 'text', isTruncated: true, isUnpacked: true, shown: 256_000 })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000)
  })

  it('lists the first 1,000 of a million entries in a zip, from 1 MB of its directory', async () => {
    const count = 1_000_000
    const entry = zipEntry(Buffer.from('a.txt'), 5, 0)
    const directory = Buffer.alloc(count * entry.length, entry)
    const zip = Buffer.concat([
      Buffer.from('PK\x03\x04', 'latin1'),
      directory,
      zipEnd(count, directory.length, 4),
    ])
    const { content, requests } = await opened(zip)
    expect(content).toMatchObject({ kind: 'archive', total: count })
    expect(content.kind === 'archive' && content.entries.length).toBe(1_000)
    expect(requests).toBe(3)
  })

  it("shows a zip as bytes if its directory's offset is beyond the end of the file", async () => {
    const zip = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), zipEnd(5, 4_000_000_000, 4_000_000_000)])
    expect(await contentOf(zip)).toMatchObject({ kind: 'hex' })
  })

  it('sends a limited number of requests for a tar whose headers are far apart', async () => {
    const files = Array.from({ length: 40 }, (_, index) => ({
      name: `${index}`,
      body: Buffer.alloc(300_000),
    }))
    const { content, requests } = await opened(makeTar(files))
    expect(content).toMatchObject({ kind: 'archive', total: null })
    expect(requests).toBeLessThanOrEqual(25)
  })
})

describe('archives', () => {
  it('lists the files in a zip', async () => {
    const { content, requests } = await opened(makeZip({ 'a/': '', 'a/b.txt': 'hello', 'ö.txt': '' }))
    expect(content).toEqual({
      kind: 'archive',
      format: 'zip',
      total: 3,
      entries: [
        { name: 'a/', size: null },
        { name: 'a/b.txt', size: 5 },
        { name: 'ö.txt', size: 0 },
      ],
    })
    expect(requests).toBe(1)
  })

  const long = `${'folder/'.repeat(30)}file.txt`
  const tar = makeTar([
    { name: 'a.txt', body: Buffer.from('hello') },
    { name: '././@LongLink', body: Buffer.from(`${long}\0`), type: 'L' },
    { name: long, body: Buffer.from('x') },
    { name: 'pax', body: Buffer.from('18 path=näme.txt\n'), type: 'x' },
    { name: 'short', body: Buffer.from('yy') },
  ])
  const entries = [
    { name: 'a.txt', size: 5 },
    { name: long, size: 1 },
    { name: 'näme.txt', size: 2 },
  ]
  it.each([
    ['tar', tar],
    ['tar.gz', gzipSync(tar)],
  ] as const)('lists long names in a %s', async (format, body) => {
    expect(await contentOf(body)).toEqual({ kind: 'archive', format, total: 3, entries })
  })

  it('unpacks text in a gzip', async () => {
    const content = await contentOf(gzipSync('a,b'), { filename: 'a.csv.gz' })
    expect(content).toMatchObject({
      kind: 'text',
      syntax: 'csv',
      text: 'a,b',
      isUnpacked: true,
      isTruncated: false,
    })
  })

  it.each([
    ['a damaged gzip', Buffer.from('1F8B0800000000000003FFFFFF', 'hex')],
    ['an incomplete zip', Buffer.from('PK\x03\x04 and so on', 'latin1')],
  ])('shows %s as bytes', async (_name, body) => {
    expect(await contentOf(body)).toMatchObject({ kind: 'hex' })
  })
})

describe('documents', () => {
  it('draws a PDF page by page, and serves only the page drawn last', async () => {
    const { id, content } = await opened('%PDF-1.7 a document')
    expect(content).toEqual({ kind: 'pages', pages: 3 })
    expect((await previews.served(id, 1)?.read(0, 100, signal))?.toString()).toBe('page 1')
    await previews.drawPage(id, 2, signal)
    expect(painted.map(({ page }) => page)).toEqual([1, 2])
    expect(previews.served(id, 1)).toBeNull()
    expect(previews.served(id, 2)).toMatchObject({ contentType: 'image/png' })
    expect(previews.served(id, null)).toBeNull()
  })

  it('draws an SVG in another process, and never serves it', async () => {
    const { id, content } = await opened('<svg onload="alert(1)"/>', { contentType: 'text/plain' })
    expect(content).toEqual({ kind: 'image', format: 'svg', width: 10, height: 20 })
    expect(previews.served(id, null)).toBeNull()
  })

  it('says why a document cannot be drawn', async () => {
    expect(await contentOf('%PDF-1.7 broken')).toEqual({ kind: 'none', reason: 'This file is damaged.' })
  })
})

describe('an open preview', () => {
  it('serves ranges of its file, and nothing after it is closed', async () => {
    const body = Buffer.concat([
      Buffer.from('ID3\x04', 'latin1'),
      Buffer.alloc(600_000, 7),
      Buffer.from('end'),
    ])
    const { id } = await opened(body)
    const served = previews.served(id, null)
    expect((await served?.read(body.length - 3, 100, signal))?.toString()).toBe('end')
    expect(await served?.read(body.length, 100, signal)).toHaveLength(0)
    previews.close(id)
    expect(previews.served(id, null)).toBeNull()
    await expectCode(served!.read(300_000, 10, signal), 'CANCELLED')
  })

  it('fails if the object was replaced', async () => {
    const key = 'replaced'
    const body = Buffer.alloc(600_000, 7)
    body.write('ID3')
    await queue.store('in', { key, body })
    const source = queue.source({ bucket: queue.names.bucket('in'), key })
    const { id } = await previews.open(source, null, signal)
    await queue.store('in', { key, body: Buffer.alloc(600_000, 8) })
    await expectCode(previews.served(id, null)!.read(500_000, 10, signal), 'OBJECT_CHANGED')
  })

  it('has its own id, and is closed when there are too many newer ones', async () => {
    const source = await stored(pngHeader(3, 2))
    const ids: string[] = []
    for (let index = 0; index < 6; index += 1) ids.push((await previews.open(source, null, signal)).id)
    expect(new Set(ids).size).toBe(6)
    expect(ids.map((id) => previews.served(id, null) !== null)).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
    ])
  })

  it('is cancelled while it opens', async () => {
    const source = await stored('text')
    const controller = new AbortController()
    const opening = previews.open(source, null, controller.signal)
    controller.abort()
    await expectCode(opening, 'CANCELLED')
  })

  it("reports the object's errors", async () => {
    const source = queue.source({ bucket: queue.names.bucket('in'), key: 'missing' })
    await expectCode(previews.open(source, null, signal), 'OBJECT_NOT_FOUND')
  })
})
