import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { Settings } from '../../../shared/connections/connections.ts'
import { expandPattern, patternProblem } from '../../../shared/jobs/name-pattern.ts'
import { setWork } from '../../queries/settings.ts'
import { Button } from '../../ui/controls/button.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import styles from './settings-view.module.css'

const example = { name: 'invoice', ext: 'pdf', id: '5f0c2a1e', queue: 'demo', date: '2026-11-26' }

/** Edits the pattern for the names of saved files, with an example. */
export function NamePattern({ settings }: { readonly settings: Settings }) {
  const [pattern, setPattern] = useState(settings.namePattern)
  const change = useMutation(setWork())
  const problem = patternProblem(pattern)
  return (
    <form
      className={styles.line}
      onSubmit={(event) => {
        event.preventDefault()
        if (problem === null) change.mutate({ namePattern: pattern })
      }}
    >
      <TextField
        label="File names"
        mono
        maxLength={120}
        value={pattern}
        error={problem}
        help={`${expandPattern(pattern, example)} · with {name}, {ext}, {id}, {queue}, {date}`}
        onChange={setPattern}
      />
      <Button
        type="submit"
        disabled={problem !== null || pattern === settings.namePattern}
        busy={change.isPending}
      >
        Save
      </Button>
    </form>
  )
}
