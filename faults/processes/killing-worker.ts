import Database from 'libsql'

// The script that the ledger's thread runs in tests. It kills its process with SIGKILL at the step FAULTS_KILL_AT.
// Each SQL statement has two steps, one before it and one after it.
const killAt = Number(process.env['FAULTS_KILL_AT'])
let steps = 0

function reach(): void {
  steps += 1
  if (steps === killAt) process.kill(process.pid, 'SIGKILL')
}

type Method = (this: object, ...args: unknown[]) => unknown

function watch(prototype: object, name: string): void {
  const original = Reflect.get(prototype, name) as Method
  Reflect.set(prototype, name, function stepped(this: object, ...args: unknown[]) {
    reach()
    const result = original.apply(this, args)
    reach()
    return result
  })
}

watch(Database.prototype, 'exec')
const probe = new Database(':memory:')
watch(Object.getPrototypeOf(probe.prepare('SELECT 1')) as object, 'run')
probe.close()
await import('../../src/main/ledger/worker/ledger-worker.ts')
