import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import type { Handlers } from '../../testing/fake-bridge.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { runCommand } from '../../ui/commands/commands.ts'
import { HelpView } from './help-view.tsx'
import { ReportProblem } from './report-problem.tsx'

const show = (handlers: Handlers = {}) =>
  renderWithBridge(
    <>
      <HelpView />
      <ReportProblem />
    </>,
    handlers,
  )

const content = () => within(screen.getByRole('group', { name: 'Content' }))

it('shows a page, and follows a link to another', async () => {
  show()
  expect(content().getByRole('heading', { level: 2, name: 'Remotejob' })).toBeDefined()
  await userEvent.click(screen.getByRole('button', { name: 'How it works' }))
  await userEvent.click(content().getByRole('button', { name: 'fixed limits' }))
  expect(content().getByRole('heading', { level: 2, name: 'Known limits' })).toBeDefined()
  expect(screen.getByRole('button', { name: 'Known limits', current: 'page' })).toBeDefined()
})

it('opens a site in the browser through main', async () => {
  const bridge = show()
  expect(content().queryAllByRole('link')).toEqual([])
  await userEvent.click(content().getByRole('button', { name: 'remotejob' }))
  expect(bridge.callsOf('app:open-link')).toEqual([{ link: 'remotejob' }])
})

it('searches all pages, and says if nothing was found', async () => {
  show()
  runCommand('find')
  const field = screen.getByRole('searchbox', { name: 'Search the help' })
  expect(document.activeElement).toBe(field)
  await userEvent.type(field, 'lease renews')
  const [result] = content().getAllByRole('button')
  expect(result?.textContent).toMatch(/lease/i)
  if (result !== undefined) await userEvent.click(result)
  expect(content().queryByRole('list', { name: 'Results' })).toBeNull()
  await userEvent.type(field, 'xyzzy')
  expect(content().getByText('No help page contains “xyzzy”.')).toBeDefined()
})

it('shows the licences of the packages', async () => {
  show({ 'app:notices': () => 'zod 4.6.7 (MIT)' })
  await userEvent.click(screen.getByRole('button', { name: 'Licences' }))
  expect(await content().findByText('zod 4.6.7 (MIT)')).toBeDefined()
})

it('copies the diagnostics for a report', async () => {
  const bridge = show()
  await userEvent.click(screen.getByRole('button', { name: 'Report a problem…' }))
  expect(
    await screen.findByText('The diagnostics are on the clipboard. Paste them into your report.'),
  ).toBeDefined()
  expect(bridge.callsOf('app:copy-diagnostics')).toHaveLength(1)
  await userEvent.click(screen.getByRole('button', { name: 'Open log folder' }))
  expect(bridge.callsOf('app:show-log')).toHaveLength(1)
})
