// No imports: main builds the menu from this list before it loads anything else.

/** The groups of commands in the menu, the palette and the shortcuts sheet. */
export const commandSections = ['Submit', 'Claim', 'Job', 'Result', 'List', 'Queue', 'Go to', 'Help'] as const
export type CommandSection = (typeof commandSections)[number]

/** A command as shown everywhere. */
export interface CommandDefinition {
  readonly title: string
  readonly section: CommandSection
  /**
   * Its shortcuts, the displayed one first: `Mod+Shift+O`, `F5`, `/`. `Mod` is Ctrl, or ⌘ on a Mac.
   * Shortcuts without `Mod` do nothing while the user types in a field.
   */
  readonly keys?: readonly string[]
  /** The window menu that lists it. Without one it is only in the palette and in context menus. */
  readonly menu?: 'File' | 'Job' | 'View' | 'Help'
  /** True if holding the key repeats it. */
  readonly repeats?: boolean
  /** Hides it from the palette, because it only makes sense where the focus is. */
  readonly local?: boolean
  /** True if it changes something on a server. A read-only connection disables it. */
  readonly changes?: boolean
}

/** The number of jobs that one command claims. */
export const claimBatch = 20

/** All commands. Features handle them with `useCommand`; a command without a handler is disabled. */
export const commandList = {
  'submit-files': { title: 'Submit files…', section: 'Submit', keys: ['Mod+O'], menu: 'File', changes: true },
  'submit-folder': {
    title: 'Submit a folder…',
    section: 'Submit',
    keys: ['Mod+Shift+O'],
    menu: 'File',
    changes: true,
  },
  'submit-pasted': {
    title: 'Submit from the clipboard…',
    section: 'Submit',
    keys: ['Mod+V'],
    menu: 'File',
    changes: true,
  },
  undo: { title: 'Undo', section: 'Submit', keys: ['Mod+Z'] },
  'claim-next': { title: 'Claim next', section: 'Claim', keys: ['Mod+J'], menu: 'Job', changes: true },
  'claim-batch': {
    title: `Claim ${claimBatch}`,
    section: 'Claim',
    keys: ['Mod+Shift+J'],
    menu: 'Job',
    changes: true,
  },
  'claim-waiting': { title: 'Wait for the next job', section: 'Claim', changes: true },
  primary: { title: 'Do the next step', section: 'Job', keys: ['Enter'], local: true },
  open: { title: 'Open', section: 'Job', keys: ['O'], menu: 'Job' },
  save: { title: 'Save', section: 'Job', keys: ['S'], menu: 'Job' },
  finish: { title: 'Finish…', section: 'Job', keys: ['Mod+Enter'], menu: 'Job', changes: true },
  'finish-unsaved': { title: 'Finish without saving', section: 'Job', changes: true },
  release: { title: 'Release', section: 'Job', changes: true },
  'hold-back': { title: 'Hold back…', section: 'Job', changes: true },
  'move-on': { title: 'Move to In progress', section: 'Job', changes: true },
  'dead-letter': { title: 'Send to the dead-letter queue…', section: 'Job', changes: true },
  retry: { title: 'Retry', section: 'Job', keys: ['R'] },
  'submit-again': { title: 'Submit again…', section: 'Job', changes: true },
  remove: { title: 'Remove from list', section: 'Job', keys: ['Delete', 'Backspace'], menu: 'Job' },
  'show-file': { title: 'Show file', section: 'Job' },
  'open-results': { title: 'Open results', section: 'Result' },
  'save-results': { title: 'Save results', section: 'Result' },
  'save-results-to': { title: 'Save results to…', section: 'Result' },
  'show-results': { title: 'Show saved results', section: 'Result' },
  'copy-text': { title: 'Copy as text', section: 'List' },
  'copy-json': { title: 'Copy as JSON', section: 'List' },
  'copy-aws': { title: 'Copy as aws s3 cp', section: 'List' },
  'copy-aws-send': { title: 'Copy as aws sqs send-message', section: 'List' },
  'export-csv': { title: 'Export what is shown as CSV…', section: 'List', menu: 'File' },
  'export-json': { title: 'Export what is shown as JSON lines…', section: 'List', menu: 'File' },
  find: { title: 'Find jobs', section: 'List', keys: ['Mod+F', '/'], menu: 'View' },
  'next-row': { title: 'Next row', section: 'List', keys: ['J'], repeats: true, local: true },
  'previous-row': { title: 'Previous row', section: 'List', keys: ['K'], repeats: true, local: true },
  'select-all': { title: 'Select all', section: 'List', keys: ['Mod+A'], local: true },
  refresh: { title: 'Refresh', section: 'Queue', keys: ['F5'], menu: 'View' },
  'add-queue': { title: 'Add queue…', section: 'Queue', keys: ['Mod+N'], menu: 'File' },
  'find-queues': { title: 'Find job queues…', section: 'Queue' },
  'queue-settings': { title: 'Queue settings…', section: 'Queue' },
  redrive: { title: 'Dead letters', section: 'Queue' },
  purge: { title: 'Purge queue…', section: 'Queue', changes: true },
  'toggle-charts': { title: 'Show or hide the charts', section: 'Queue' },
  'show-all-queues': { title: 'All queues', section: 'Go to', menu: 'View' },
  'show-needs-you': { title: 'Needs you', section: 'Go to', menu: 'View' },
  'show-mine': { title: 'Mine now', section: 'Go to', menu: 'View' },
  'show-results-list': { title: 'Results', section: 'Go to', menu: 'View' },
  'show-all-jobs': { title: 'All jobs', section: 'Go to', menu: 'View' },
  'show-files': { title: 'Files', section: 'Go to', menu: 'View' },
  'show-transfers': { title: 'Transfers', section: 'Go to', keys: ['Mod+T'], menu: 'View' },
  'show-settings': { title: 'Settings', section: 'Go to', keys: ['Mod+,'], menu: 'View' },
  'show-help': { title: 'Remotejob help', section: 'Help', keys: ['F1'], menu: 'Help' },
  'show-palette': { title: 'Find a command', section: 'Help', keys: ['Mod+K'], menu: 'Help', local: true },
  'show-shortcuts': { title: 'Keyboard shortcuts', section: 'Help', keys: ['?'], menu: 'Help' },
  'show-first-run': { title: 'First steps', section: 'Help', menu: 'Help' },
  'report-problem': { title: 'Report a problem…', section: 'Help', menu: 'Help' },
  'copy-diagnostics': { title: 'Copy diagnostics', section: 'Help', menu: 'Help' },
  'show-log': { title: 'Open log folder', section: 'Help', menu: 'Help' },
  'show-notices': { title: 'Licences', section: 'Help', menu: 'Help' },
  'show-updates': { title: 'Check for updates', section: 'Help', menu: 'Help' },
  'show-about': { title: 'About Remotejob', section: 'Help', menu: 'Help' },
} as const satisfies Readonly<Record<string, CommandDefinition>>

/** A command's name. */
export type Command = keyof typeof commandList

/** All command names, in the order of the list. */
export const commandIds = Object.keys(commandList) as readonly Command[]

/** Returns a command's definition. */
export function commandDefinition(id: Command): CommandDefinition {
  return commandList[id]
}
