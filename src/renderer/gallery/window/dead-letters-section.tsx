import { DeadLettersView } from '../../features/dead-letters/dead-letters-view.tsx'
import { deadLetter, deadLetterQueue, deadLettersSnapshot } from '../../testing/dead-letter-samples.ts'
import { networkError } from '../../testing/samples.ts'
import { Feature } from '../feature.tsx'

const samplePreview = () => <p>The preview of the payload</p>

/** A dead-letter queue, two of its messages, and a finished move. */
export function DeadLettersSection() {
  const deadLetters = [
    deadLetter(),
    deadLetter({
      id: 'letter-2',
      fields: { name: 'page-08' },
      key: 'k-2',
      error: networkError,
      sentAs: 'message-9',
    }),
  ]
  const move = {
    by: 'server',
    state: 'done',
    moved: 5,
    total: 7,
    startedAt: 0,
    error: null,
  } as const
  return (
    <Feature
      variant="window"
      view={{ kind: 'dead-letters', queue: 'thumbnails' }}
      handlers={{
        'dead-letters:describe': () => [deadLetterQueue()],
        'dead-letters:list': () => deadLettersSnapshot(deadLetters, move),
      }}
    >
      <DeadLettersView connectionId="local" queue="thumbnails" approximate preview={samplePreview} />
    </Feature>
  )
}
