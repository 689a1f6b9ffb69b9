import { useState } from 'react'
import { Hand, Trash2, Upload } from 'lucide-react'
import { Button } from '../../ui/controls/button.tsx'
import { CopyButton } from '../../ui/controls/copy-button.tsx'
import { IconButton } from '../../ui/controls/icon-button.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/controls/menu.tsx'
import { Kbd } from '../../ui/controls/kbd.tsx'
import { Tabs } from '../../ui/controls/tabs.tsx'
import { Group } from '../group.tsx'

const variants = ['primary', 'plain', 'quiet', 'danger'] as const
const nothing = (): void => undefined

/** Buttons, menus and tabs. */
export function ControlsSection() {
  const [tab, setTab] = useState<'all' | 'mine'>('all')
  return (
    <>
      {variants.map((variant) => (
        <Group key={variant} label={variant}>
          <Button variant={variant}>Claim next</Button>
          <Button variant={variant} icon={<Hand />} shortcut="Mod+J">
            Claim next
          </Button>
          <Button variant={variant} disabled>
            Disabled
          </Button>
          <Button variant={variant} size="small">
            Small
          </Button>
          <Button variant={variant} size="small" icon={<Upload />}>
            Small
          </Button>
        </Group>
      ))}
      <Group label="Icon buttons">
        <IconButton label="Submit">
          <Upload />
        </IconButton>
        <IconButton label="Remove" tone="danger">
          <Trash2 />
        </IconButton>
        <IconButton label="Disabled" disabled>
          <Upload />
        </IconButton>
        <CopyButton text="text" label="Copy the id" />
      </Group>
      <Group label="Menu">
        <Menu trigger={<Button>Open the menu</Button>}>
          <MenuItem icon={<Hand />} end={<Kbd shortcut="Mod+J" />} onSelect={nothing}>
            Claim next
          </MenuItem>
          <MenuItem detail="Select a job first." disabled onSelect={nothing}>
            Open
          </MenuItem>
          <MenuLine />
          <MenuItem icon={<Trash2 />} tone="danger" onSelect={nothing}>
            Remove from the list
          </MenuItem>
        </Menu>
      </Group>
      <Group label="Tabs" variant="column">
        <Tabs
          label="Jobs"
          value={tab}
          onChange={setTab}
          tabs={[
            { value: 'all', label: 'All', count: 5_421, panel: 'All jobs' },
            { value: 'mine', label: 'Mine now', count: 2, panel: 'My jobs' },
          ]}
        />
      </Group>
    </>
  )
}
