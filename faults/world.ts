import { createHash, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs'
import type { EngineClients } from '../src/main/engine/aws/transport/clients.ts'
import { JobQueue } from '../src/main/engine/job-queue/job-queue.ts'
import { forgetFlushes, watchFlushes } from './flush-watch.ts'
import type { Judge } from './judge.ts'
import { connectionId } from './open-engine.ts'
import type { Engine } from './open-engine.ts'
import type { Delivery } from './recorder.ts'
import { Recorder } from './recorder.ts'

/** What a job's message may be deleted for. */
export type Intention = 'save' | 'complete' | 'start' | 'acknowledge'

/** A file of the person, and what became of it as far as the test knows. */
export interface Source {
  readonly path: string
  readonly bytes: Buffer
}

/**
 * One job queue of its own on the judge, the files that go there, the folder that payloads are saved to, and what
 * belongs to somebody else and must still be there at the end.
 */
export class World {
  readonly judge: Judge
  readonly folder: string
  readonly saves: string
  readonly name = `q-${randomUUID().slice(0, 8)}`
  readonly recorder = new Recorder()
  /** By key: what was planned to be stored there. */
  readonly sources = new Map<string, Source>()
  /** The keys of the jobs that may not be lost: those whose plan is on disk. */
  readonly promised = new Set<string>()
  /** The paths of what the person has given up. It may be too late; then its job is as good as any other. */
  readonly cancelled = new Set<string>()
  /** By key; `save` where nothing else is said. */
  readonly intentions = new Map<string, Intention>()
  /** By key: the file that is a job's result. */
  readonly results = new Map<string, string>()
  /** What was written down as saved: path and key. */
  readonly saved = new Map<string, string>()
  readonly clients: EngineClients
  readonly direct: JobQueue
  readonly foreign = { key: `foreign-${randomUUID()}`, bytes: Buffer.from('not ours') }
  readonly #files = new Map<string, Source>()
  readonly #intended = new Map<string, Intention>()

  private constructor(judge: Judge, folder: string, saves: string) {
    this.judge = judge
    this.folder = folder
    this.saves = saves
    this.clients = judge.clients()
    const config = {
      name: this.name,
      layout: 'in-out' as const,
      statuses: ['pending', 'inprogress', 'completed'],
    }
    this.direct = new JobQueue({ config, clients: this.clients })
    this.recorder.repeat = (delivery) => this.#show(delivery)
  }

  /** `saves`: a folder that exists, in place of one of its own. */
  static async open(judge: Judge, saves?: string): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'remotejob-faults-'))
    const world = new World(judge, folder, saves ?? join(folder, 'saves'))
    await mkdir(world.saves, { recursive: true })
    await watchFlushes(world.saves)
    await Promise.all([
      world.direct.ensure(),
      // The names that its own saves will wish for.
      writeFile(join(world.saves, 'file-0.bin'), world.foreign.bytes),
      writeFile(join(world.saves, 'somebody.part'), world.foreign.bytes),
    ])
    for (const direction of ['in', 'out'] as const) {
      await world.direct.store(direction, { key: world.foreign.key, body: world.foreign.bytes })
    }
    return world
  }

  /** A file whose bytes no other file has. */
  async file(index: number, size: number): Promise<Source> {
    const source = {
      path: join(this.folder, `file-${index}.bin`),
      bytes: bytesOf(`${this.name} ${index}`, size),
    }
    await writeFile(source.path, source.bytes)
    this.#files.set(source.path, source)
    return source
  }

  /** A job that somebody else has submitted. Returns its key. */
  async seed(index: number, size: number): Promise<string> {
    const source = await this.file(index, size)
    const key = randomUUID()
    this.sources.set(key, source)
    this.promised.add(key)
    const fields = { name: `job ${index}`, filename: `file-${index}.bin` }
    await this.direct.submit({ key, body: { path: source.path }, fields })
    return key
  }

  /** Hands a file to the engine. */
  submit({ queue, transfers }: Engine, path: string, name: string, intention: Intention): string {
    this.#intended.set(path, intention)
    return transfers.submit({ queue, connectionId, path, name, fields: {}, bytesTotal: null })
  }

  /** `result`: the file that completes it. */
  intend(key: string, intention: Intention, result: string): void {
    this.intentions.set(key, intention)
    if (intention === 'complete') this.results.set(key, result)
  }

  /** Listens to the journals: what is being written down. */
  note(call: string, args: readonly unknown[]): void {
    const [first, , facts] = args as [unknown, unknown, { readonly path?: string } | undefined]
    if (call === 'after uploads.plan') this.promised.add((first as { readonly key: string }).key)
    if (call === 'before uploads.plan') {
      const { key, path } = first as { readonly key: string; readonly path: string }
      const source = this.#files.get(path)
      if (source === undefined) return
      this.sources.set(key, source)
      this.intend(key, this.#intended.get(path) ?? 'save', path)
    }
    if (call === 'after saves.advance saved' && facts?.path !== undefined)
      this.saved.set(facts.path, String(first))
  }

  /** The files in the save folder that are somebody's result: all but parts and what was there before. */
  async savedFiles(): Promise<{ readonly path: string; readonly bytes: Buffer }[]> {
    const names = (await readdir(this.saves)).filter(
      (name) => !/^remotejob-.*\.part/.test(name) && name !== 'file-0.bin' && name !== 'somebody.part',
    )
    return Promise.all(
      names.map(async (name) => ({
        path: join(this.saves, name),
        bytes: await readFile(join(this.saves, name)),
      })),
    )
  }

  /** As if the time of every lease were over: all that is in flight can be received again. */
  async expireLeases(): Promise<void> {
    for (const delivery of this.recorder.deliveries.values()) {
      if (this.recorder.deleted.get(delivery.handle) !== 'granted') await this.#show(delivery)
    }
  }

  /** Resolves when nothing is in flight: a message may be whose answer nobody has got. */
  async leasesOver(): Promise<void> {
    for (;;) {
      const depths = Object.values(await this.direct.depths())
      if (depths.every(({ inFlight }) => inFlight === 0)) return
      await delay(100)
    }
  }

  async #show({ queueUrl, handle }: Delivery): Promise<void> {
    const command = { QueueUrl: queueUrl, ReceiptHandle: handle, VisibilityTimeout: 0 }
    await this.clients.sqs.send(new ChangeMessageVisibilityCommand(command)).catch(() => undefined)
  }

  /** The messages that can be received now. */
  async visible(status = 'pending'): Promise<number> {
    await this.judge.up
    return (await this.direct.depths({ statuses: [status] }))[status]?.visible ?? 0
  }

  async close(): Promise<void> {
    this.clients.close()
    forgetFlushes(this.saves)
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** Bytes that follow from a name. */
function bytesOf(name: string, size: number): Buffer {
  const block = createHash('sha512').update(name).digest()
  const bytes = Buffer.alloc(size, block)
  // So that no two blocks are alike and a byte range in the wrong place shows.
  for (let at = 0; at + 4 <= size; at += 64) bytes.writeUInt32LE((bytes.readUInt32LE(at) ^ at) >>> 0, at)
  return bytes
}
