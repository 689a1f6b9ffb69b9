import { useState } from 'react'
import { Search } from 'lucide-react'
import { Checkbox } from '../../ui/controls/checkbox.tsx'
import { FieldsEditor } from '../../ui/controls/fields-editor.tsx'
import { FileDropArea } from '../../ui/controls/file-drop-area.tsx'
import { RadioCards } from '../../ui/controls/radio-cards.tsx'
import { Select } from '../../ui/controls/select.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import type { FieldDraft } from '../../ui/controls/field-drafts.ts'
import { Group } from '../group.tsx'

const nothing = (): void => undefined

/** Fields, choices and the drop area. */
export function FieldsSection() {
  const [text, setText] = useState('eu-west-1')
  const [checked, setChecked] = useState(true)
  const [choice, setChoice] = useState<'release' | 'keep'>('release')
  const [drafts, setDrafts] = useState<readonly FieldDraft[]>([
    { id: 1, name: 'title', value: 'Cat Montage' },
    { id: 2, name: 'bucket', value: 'reserved' },
  ])
  return (
    <>
      <Group label="Text" variant="column">
        <TextField label="Region" value={text} onChange={setText} help="The region of the queues." />
        <TextField
          label="Search"
          hideLabel
          icon={<Search />}
          placeholder="Find jobs"
          value=""
          onChange={nothing}
        />
        <TextField label="Address" mono value="ftp://" onChange={nothing} error="Use https." />
        <TextField label="Disabled" disabled value="us-west-1" onChange={nothing} />
      </Group>
      <Group label="Choices" variant="column">
        <Select
          label="Theme"
          value="system"
          options={[{ value: 'system', label: 'Match system' }]}
          onChange={nothing}
        />
        <Checkbox
          label="Skip system files"
          checked={checked}
          onChange={setChecked}
          help="Such as .DS_Store."
        />
        <Checkbox label="Allow unencrypted requests" checked={false} onChange={nothing} />
        <RadioCards
          label="When Remotejob quits"
          value={choice}
          onChange={setChoice}
          options={[
            { value: 'release', label: 'Give jobs back', detail: 'Others can claim them at once.' },
            { value: 'keep', label: 'Keep jobs', detail: 'Until their leases expire.' },
          ]}
        />
      </Group>
      <Group label="Fields of a job" variant="column">
        <FieldsEditor drafts={drafts} onChange={setDrafts} />
      </Group>
      <Group label="Files" variant="column">
        <FileDropArea label="Result files" onFiles={nothing} onChoose={nothing} />
      </Group>
    </>
  )
}
