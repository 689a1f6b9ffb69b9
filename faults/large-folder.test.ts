import { link, mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { claimsSnapshot } from '../src/shared/jobs/claims.ts'
import { inSlices } from '../src/main/engine/async/in-slices.ts'
import { FolderLister } from '../src/main/engine/files/folder-lister.ts'
import type { FolderFile } from '../src/main/engine/files/walk-folder.ts'
import { connectionId, openEngine } from './app/open-engine.ts'
import { Fixture } from './fixture/fixture.ts'
import { watchEventLoop } from './oracle/event-loop-watch.ts'
import { FaultProxy } from './proxy/fault-proxy.ts'
import { program } from './processes/program.ts'
import { withTestServer } from './server/with-test-server.ts'

/** 200,000 files, and a tenth of them as part of `npm test`, which runs a tenth of the schedules. */
const folders = Math.min(200, Number(process.env['FAULTS_SEEDS'] ?? 1_000) / 5)
const filesPerFolder = 1_000
/** A lease ends unless main renews it every few seconds. */
const leaseSeconds = 10
const hour = 3_600_000
/** How much of the files and of the time one turn may take. A fast computer cancels thousands of files in a few milliseconds. */
const maxShare = { files: 0.6, time: 0.3 }

/** Creates the files. They are links to one file per folder, which is fast and needs no space. */
async function manyFiles(root: string): Promise<void> {
  for (let folder = 0; folder < folders; folder += 1) {
    const path = join(root, `folder ${folder}`)
    await mkdir(path, { recursive: true })
    const first = join(path, 'file 0.txt')
    await writeFile(first, `folder ${folder}`)
    const others = Array.from({ length: filesPerFolder - 1 }, (_, index) => `file ${index + 1}.txt`)
    await Promise.all(others.map((name) => link(first, join(path, name))))
  }
}

test(`a folder of ${folders * filesPerFolder} files is listed, submitted and cancelled while a lease is renewed`, () =>
  withTestServer(async (server) => {
    const fixture = await Fixture.open(server)
    const root = join(fixture.folder, 'large')
    await manyFiles(root)
    await fixture.seed(0, 1_000)
    // Storing them would take minutes, and is not what blocks main.
    const proxy = await FaultProxy.start(() => server.port, {
      fault: ({ name }) => (name === 'PutObject' ? { kind: 'unresponsive server', ms: hour, at: 0 } : null),
    })
    let [planned, cancelled] = [0, 0]
    const engine = await openEngine({
      folder: fixture.folder,
      endpoint: proxy.endpoint,
      queue: fixture.name,
      leaseSeconds,
      reach: () => Promise.resolve(),
      note: (call) => {
        if (call === 'before uploads.plan') planned += 1
        if (call === 'before uploads.advance dropped') cancelled += 1
      },
    })
    const { claims, transfers, queue } = engine
    const claimed = await claims.next(queue, connectionId, 'pending')
    const claim = () => claimsSnapshot.parse(claims.snapshot()).claims.find(({ id }) => id === claimed)
    const firstDeadline = claim()?.lease.deadline ?? 0

    let files: readonly FolderFile[] = []
    const listing = await watchEventLoop(
      () => 0,
      async () => {
        ;({ files } = await new FolderLister(program('folder-lister-worker')).list(root))
      },
    )
    expect(files).toHaveLength(folders * filesPerFolder)

    const submitting = await watchEventLoop(
      () => planned,
      async () => {
        const of = { queue, connectionId, fields: {}, sendsAt: Date.now() + hour }
        await inSlices(files, ({ relativePath, size }) => {
          const name = basename(relativePath)
          transfers.submit({ ...of, path: join(root, relativePath), name, relativePath, bytesTotal: size })
        })
        await transfers.planned()
      },
    )
    expect(planned).toBe(files.length)

    const cancelling = await watchEventLoop(
      () => cancelled,
      () => transfers.cancelAll(),
    )
    const phases = [listing, submitting, cancelling]
    const wholeMs = phases.reduce((sum, phase) => sum + phase.wholeMs, 0)
    for (const { count, maxWork, longestMs } of phases) {
      expect(count).toBeGreaterThan(2)
      expect(maxWork / files.length).toBeLessThan(maxShare.files)
      expect(longestMs / wholeMs).toBeLessThan(maxShare.time)
    }
    expect(claim()).toMatchObject({ phase: 'claimed', lease: { state: 'held', error: null } })
    // A fast computer may be done before the first renewal.
    await expect
      .poll(() => claim()?.lease.deadline, { timeout: leaseSeconds * 1_000 })
      .toBeGreaterThan(firstDeadline + 1_000)
    expect(claim()?.lease.state).toBe('held')
    await engine.close()
    await proxy.stop()
    await rm(root, { recursive: true })
    await fixture.close()
  }))
