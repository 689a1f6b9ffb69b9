import { useRef, useState, type MouseEvent } from 'react'
import { Skull } from 'lucide-react'
import type { DeadLetter } from '../../../shared/queues/dead-letters.ts'
import { comparableText } from '../../../shared/texts/comparable-text.ts'
import { useCommands } from '../../ui/commands/commands.ts'
import { FindField } from '../../ui/controls/search-field.tsx'
import { TimeAgo } from '../../ui/text/time.tsx'
import { useTimeDerived } from '../../ui/use-now.ts'
import { MiddleCut } from '../../ui/text/middle-cut.tsx'
import styles from './dead-letter-list.module.css'
import { deadLetterName, deadLetterState } from './dead-letter-name.ts'

interface DeadLetterListProps {
  readonly deadLetters: readonly DeadLetter[]
  readonly selected: ReadonlySet<string>
  readonly current: string | null
  readonly edited: ReadonlySet<string>
  readonly onSelect: (selected: ReadonlySet<string>) => void
  readonly onOpen: (id: string) => void
}

/** The received dead letters. */
export function DeadLetterList(props: DeadLetterListProps) {
  const { deadLetters: received, selected, current, edited, onSelect, onOpen } = props
  const [text, setText] = useState('')
  const deadLetters = received.filter((deadLetter) => matches(deadLetter, text))
  const ids = deadLetters.map(({ id }) => id)
  const all = ids.length > 0 && ids.every((id) => selected.has(id))
  /** The last message that was selected or deselected, where a range begins. */
  const anchor = useRef<string | null>(null)

  function onText(next: string) {
    setText(next)
    // Actions apply only to what is on screen.
    const shown = received.filter((deadLetter) => matches(deadLetter, next) && selected.has(deadLetter.id))
    if (shown.length < selected.size) onSelect(new Set(shown.map(({ id }) => id)))
  }

  function toggle(id: string) {
    anchor.current = id
    const next = new Set(selected)
    if (!next.delete(id)) next.add(id)
    onSelect(next)
  }

  /** Selects one message, or with Shift all of them from the last one. */
  function select(id: string, isRange: boolean) {
    const from = anchor.current === null ? -1 : ids.indexOf(anchor.current)
    if (!isRange || from === -1) return toggle(id)
    const to = ids.indexOf(id)
    onSelect(new Set([...selected, ...ids.slice(Math.min(from, to), Math.max(from, to) + 1)]))
  }

  function move(by: number) {
    const at = current === null ? -1 : ids.indexOf(current)
    const next = ids[Math.max(0, Math.min(ids.length - 1, at + by))]
    if (next !== undefined) onOpen(next)
  }

  useCommands({
    'select-all': () => onSelect(new Set(ids)),
    'next-row': () => move(1),
    'previous-row': () => move(-1),
  })

  return (
    <>
      <div className={styles.search}>
        <FindField
          label="Find dead letters"
          placeholder="Find in names and messages"
          value={text}
          onChange={onText}
        />
      </div>
      {deadLetters.length === 0 ? <p className={styles.none}>No received message matches.</p> : null}
      <table className={styles.list} aria-label="Received dead letters">
        <thead>
          <tr>
            <th scope="col" className={styles.check}>
              <input
                type="checkbox"
                aria-label="Select all"
                checked={all}
                disabled={deadLetters.length === 0}
                onChange={() => onSelect(all ? new Set() : new Set(ids))}
              />
            </th>
            <th scope="col">State</th>
            <th scope="col">Name</th>
            <th scope="col" data-align="end">
              Attempts
            </th>
            <th scope="col" data-align="end">
              First sent
            </th>
          </tr>
        </thead>
        <tbody>
          {deadLetters.map((deadLetter) => (
            <DeadLetterRow
              key={deadLetter.id}
              deadLetter={deadLetter}
              selected={selected.has(deadLetter.id)}
              current={current === deadLetter.id}
              edited={edited.has(deadLetter.id)}
              onSelect={(isRange) => select(deadLetter.id, isRange)}
              onOpen={() => onOpen(deadLetter.id)}
            />
          ))}
        </tbody>
      </table>
    </>
  )
}

/** The letters' comparable text. Cached, because bodies can be long and each keystroke compares all of them. */
const searched = new WeakMap<DeadLetter, string>()

function matches(deadLetter: DeadLetter, text: string): boolean {
  const wanted = comparableText(text.trim())
  if (wanted === '') return true
  const known =
    searched.get(deadLetter) ?? comparableText(`${deadLetterName(deadLetter)}\n${deadLetter.body}`)
  searched.set(deadLetter, known)
  return known.includes(wanted)
}

interface DeadLetterRowProps {
  readonly deadLetter: DeadLetter
  readonly selected: boolean
  readonly current: boolean
  readonly edited: boolean
  readonly onSelect: (isRange: boolean) => void
  readonly onOpen: () => void
}

function DeadLetterRow({ deadLetter, selected, current, edited, onSelect, onOpen }: DeadLetterRowProps) {
  const name = deadLetterName(deadLetter)
  const state = useTimeDerived((now) => deadLetterState(deadLetter, now))

  function onClick({ shiftKey, ctrlKey, metaKey }: MouseEvent) {
    if (shiftKey || ctrlKey || metaKey) onSelect(shiftKey)
    else onOpen()
  }

  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- its button does the same
    <tr data-current={current || undefined} data-selected={selected || undefined} onClick={onClick}>
      <td className={styles.check}>
        <input
          type="checkbox"
          aria-label={`Select ${name}`}
          checked={selected}
          onChange={({ nativeEvent }) => onSelect('shiftKey' in nativeEvent && nativeEvent.shiftKey === true)}
          onClick={(event) => event.stopPropagation()}
        />
      </td>
      <td className={styles.state} data-alert={deadLetter.error !== null || undefined}>
        <Skull size={15} aria-hidden />
        {state}
      </td>
      <td className={styles.name}>
        <button type="button" aria-pressed={current}>
          <MiddleCut text={name} />
        </button>
        {edited ? <span className={styles.edited}>edited</span> : null}
      </td>
      <td data-align="end">{deadLetter.receivedCount}</td>
      <td data-align="end">{deadLetter.sentAt === null ? '—' : <TimeAgo at={deadLetter.sentAt} />}</td>
    </tr>
  )
}
