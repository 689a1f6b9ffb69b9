import { strict as assert } from 'node:assert'
import { once } from 'node:events'
import { DeadLetters } from '../../src/main/engine/dead-letters/dead-letters.ts'
import { DeadJobs } from '../../src/main/engine/dead-letters/dead-jobs.ts'
import { addDeadLetters } from '../../src/main/engine/queue-settings/change-settings.ts'
import { MemoryBookStore } from '../../src/main/engine/testing/memory-book-store.ts'
import { claim } from './operation.ts'
import type { Operation } from './operation.ts'

/** The operations on dead letters. */
export const deadLetterOperations: Readonly<Record<string, Operation>> = {
  'set up a dead-letter queue, then submit its messages again': async ({ queue }) => {
    const name = await addDeadLetters(queue, ['pending'], 1)
    await queue.depths()
    for (const body of ['a', 'b']) {
      await queue.submit({ body })
      await queue.release(await claim(queue))
      assert.equal(await queue.next('pending', { waitSeconds: 1 }), null)
    }
    const dead = new DeadLetters({ book: new DeadJobs(new MemoryBookStore()), onChanged: () => undefined })
    const deadLetterQueue = { connectionId: 'interop', jobQueue: queue, name }
    assert.equal(await dead.receive(deadLetterQueue, 1), 1)
    const [deadLetter] = dead.snapshot().queues[0]?.deadLetters ?? []
    const change = { id: deadLetter?.id ?? '', body: null, attributes: null }
    assert.deepEqual(await dead.submitAgain(deadLetterQueue, [change]), { done: 1, failed: 0 })
    await dead.submitAll(deadLetterQueue)
    const changes = new EventTarget()
    dead.onChange(() => changes.dispatchEvent(new Event('change')))
    for (;;) {
      const move = dead.snapshot().queues[0]?.move
      if (move?.state === 'done') break
      assert.notEqual(move?.state, 'failed', move?.error?.message)
      await once(changes, 'change')
    }
    await dead.close()
    await claim(queue)
    await claim(queue)
  },
}
